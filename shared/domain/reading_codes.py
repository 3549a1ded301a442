"""Codes of what the reading of a file says beside its faults: what was guessed, damaged or passed over."""

from shared.domain.code_types import Code, Level, Severity

READING_CODES = (
    Code(
        "encoding_damaged",
        Level.ROW,
        "The row has bytes that are no text in the encoding of the file.",
        "Type the name again, save the sheet as “CSV UTF-8 (comma delimited)”, and upload it again.",
    ),
    Code(
        "quote_misplaced",
        Level.ROW,
        "A cell that begins with a quotation mark goes on behind the mark that closes it, as after a backslash.",
        "Write a quotation mark inside a cell twice, as in \"The \"\"A\"\" Team\", or save the sheet as CSV again.",
    ),
    Code(
        "row_of_another_group",
        Level.ROW,
        "The row names another group than the one for which the file is read. Only imports into one group have this.",
        "Import the row in that group, or upload the file as a user group mapping, which may name many groups.",
    ),
    Code(
        "encoding_guessed",
        Level.WARNING,
        "The file is not UTF-8, so its encoding was guessed from its letters.",
        "Look at the names. If they are wrong, save the sheet as “CSV UTF-8 (comma delimited)” and upload it again.",
        Severity.WARNING,
    ),
    Code(
        "instruction_looks_like_row",
        Level.WARNING,
        "A line below the header begins with # and a blank, so it was skipped, but it holds a phone number.",
        "If the line is a row, remove the # and the blank in front, and upload the file again.",
        Severity.WARNING,
    ),
    Code(
        "columns_remembered",
        Level.WARNING,
        "The titles are not known, so the columns are read as somebody chose for an earlier file with the same titles.",
        "Look at the columns. If they are wrong, undo the upload, forget the choice, and upload the file again.",
        Severity.WARNING,
    ),
    Code(
        "correction_without_row",
        Level.WARNING,
        "A correction is for a line on which no row of the file begins, so it changes nothing.",
        "Take the correction back. The list of rejected rows has the line on which each of them begins.",
        Severity.WARNING,
    ),
    Code(
        "column_ignored",
        Level.WARNING,
        "A column that is not known was ignored, although its cells hold numbers that could be of members.",
        "Write the numbers into the column Phone Number, several in one cell with a comma between them.",
        Severity.WARNING,
    ),
)
