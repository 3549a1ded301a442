"""Codes of what only a workbook can have; a part of the table in codes.py."""

from shared.domain.code_types import Code, Level

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
)
