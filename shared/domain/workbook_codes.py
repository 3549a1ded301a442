"""Codes of what only a workbook can have; a part of the table in codes.py."""

from shared.domain.code_types import Code, Level, Severity

WORKBOOK_CODES = (
    Code(
        "file_damaged",
        Level.FILE,
        "The workbook is incomplete or damaged: the file ends too early, a checksum is wrong, or a part of it is missing "
        "or is no valid XML.",
        "Open it in a spreadsheet program, save it as an Excel workbook (.xlsx) again, and upload that file.",
    ),
    Code(
        "file_encrypted",
        Level.FILE,
        "The workbook is protected with a password, so nothing of it can be read.",
        "Open it in Excel, remove the password (File, Info, Protect Workbook, Encrypt with Password), save it, and upload "
        "it again.",
    ),
    Code(
        "file_kind_unsupported",
        Level.FILE,
        "The file is a document of another kind: an old or binary workbook (.xls, .xlsb), an OpenDocument or Numbers "
        "spreadsheet, a web page, a PDF or a zip archive.",
        "Open it in a spreadsheet program, save it as an Excel workbook (.xlsx) or as “CSV UTF-8 (comma delimited)”, and "
        "upload that file.",
    ),
    Code(
        "cell_not_text",
        Level.ROW,
        "The cell of a workbook holds no text and no number: a date, an error such as #N/A, TRUE or FALSE, or a formula "
        "whose value was not saved.",
        "Format the cell as text and type what it should say.",
    ),
    Code(
        "sheet_ignored",
        Level.WARNING,
        "A sheet was not read although it has a known header, or numbers that could be of members: another sheet of that "
        "kind stands in front of it, it is hidden, or its titles are not known.",
        "If its rows are to be imported, move them to the sheet that is read, or upload the sheet as a file of its own.",
        Severity.WARNING,
    ),
    Code(
        "hidden_rows",
        Level.WARNING,
        "Rows of the sheet are hidden, by a filter or by hand. They were read as the others.",
        "If they are not to be imported, delete them instead of hiding them, and upload the file again.",
        Severity.WARNING,
    ),
)
