"""All codes of job logs and problem lists, each with its meaning and its remedy.

The log, the API, the templates and docs/codes.md (printed by `python -m shared.domain.codes`) share this table.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from shared.domain.code_types import Code, Level, Rejection, Severity
from shared.domain.reading_codes import READING_CODES
from shared.domain.upload_codes import UPLOAD_CODES
from shared.domain.workbook_codes import WORKBOOK_CODES

__all__ = ["CODES", "Code", "FilePart", "Level", "Problem", "Rejection", "Severity", "codes_page"]


MAX_VALUE = 500
"""As much of a cell is kept with its problem: 50,000 problems of whole cells would be gigabytes."""


class FilePart(NamedTuple):
    """What a problem is in: a CSV, or a sheet of a workbook, which is "" for a CSV and for a whole workbook."""

    file: str
    sheet: str = ""

    def problem(
        self, line: int, column: str, code: str, message: str, value: str = "", suggestion: str = ""
    ) -> "Problem":
        """A problem of this part."""
        return Problem(self.file, line, column, code, message, value, suggestion, self.sheet)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of an uploaded file, for the person who edits the file.

    `line` is the number of the record's first line, as in an editor, or of the row of `sheet`, or 0 for the whole file;
    `sheet` is "" in a CSV and for a whole workbook. `column` is the title of a column of the template, or "" for the
    whole row or file. `message` masks phone numbers (shared/domain/redaction.py). `value` is the rejected cell, or the
    rejected number of a cell, as written and at most MAX_VALUE characters of it, and `suggestion` what it probably means;
    both may be whole numbers, which no log may have.
    """

    file: str
    line: int
    column: str
    code: str
    message: str
    value: str = ""
    suggestion: str = ""
    sheet: str = ""

    @property
    def severity(self) -> Severity:
        """Error when the row or file was rejected, else warning."""
        return CODES[self.code].severity


def _file(code: str, meaning: str, remedy: str) -> Code:
    return Code(code, Level.FILE, meaning, remedy)


def _row(code: str, meaning: str, remedy: str) -> Code:
    return Code(code, Level.ROW, meaning, remedy)


def _warning(code: str, meaning: str, remedy: str) -> Code:
    return Code(code, Level.WARNING, meaning, remedy, Severity.WARNING)


_TABLE = (
    _file(
        "file_empty",
        "The file has no header: it is empty, or has only blank lines and instructions.",
        "Save the sheet again and check the size of the file before uploading it.",
    ),
    _file(
        "file_not_csv",
        "The file is neither CSV nor a workbook (it is a picture, for instance), or a quotation mark is never closed.",
        "Save the sheet as an Excel workbook (.xlsx) or as “CSV UTF-8 (comma delimited)”. For a quotation mark, correct "
        "the line that the message names.",
    ),
    _file(
        "file_too_large",
        "The file is larger than the limit (200 MiB unless UPLOAD_MAX_BYTES is set; 16 MiB for a parent group mapping "
        "as CSV), or a workbook holds more than any spreadsheet program shows.",
        "Split it into several files, each with the header, and upload them one after the other.",
    ),
    _file(
        "too_many_rows",
        "The file has more rows, numbers and declared groups than the limit (1,000,000 unless UPLOAD_MAX_ROWS is set), or "
        "a parent group mapping has more than 50,000 rows, or a file has more than 10,000,000 lines.",
        "Split it into several files, each with the header, and upload them one after the other.",
    ),
    _file(
        "too_many_groups",
        "The file names more groups than one upload may (100,000), or their names have more than 4,000,000 characters "
        "together.",
        "Split it into several files, each with the header, and upload them one after the other.",
    ),
    _file(
        "encoding_unreadable",
        "The text is UTF-32, or is UTF-16 that ends inside a character.",
        "Save the sheet as “CSV UTF-8 (comma delimited)”.",
    ),
    _file(
        "header_unrecognised",
        "No row is the header of a user group mapping or of a parent group mapping.",
        "Copy the header from the template; it must be the first row after the instructions. In an upload you may "
        "also choose which column is which.",
    ),
    _file(
        "header_ambiguous",
        "A column occurs twice in the header, or the header has the columns of both kinds of file.",
        "Keep each column once, and the columns of one kind of file only. In an upload you may also choose which "
        "column is which.",
    ),
    _row(
        "group_name_missing",
        "The name of the group is missing, or has only characters that cannot be seen.",
        "Write the group’s name in every row; when cells are merged, only the first row keeps it.",
    ),
    _row(
        "group_name_too_long",
        "The name of the group is longer than 200 characters, or than 230 in the form in which names are compared, where "
        "ß is ss and ﬃ is ffi.",
        "Shorten the name.",
    ),
    _row(
        "group_name_invalid",
        "The name of the group contains a character that cannot be shown, such as a tab, or is an error value of a "
        "spreadsheet, such as #REF!.",
        "Type the name again on one line.",
    ),
    _row(
        "phone_number_missing",
        "The row has no phone number.",
        "Write one or several numbers, or remove the row.",
    ),
    _row(
        "number_invalid",
        "It is not a valid phone number: too short, too long, of an unknown country, or not only digits.",
        "Correct the number. Write it with + and the country code, such as +919812345678.",
    ),
    _row(
        "number_needs_region",
        "The number has no country code, and neither the row nor the upload has a region.",
        "Write + and the country code, fill in the Region column, or choose a region for the upload.",
    ),
    _row(
        "number_of_another_country",
        "The digits are no number of the region; with + in front they would be a number of another country.",
        "Look for a digit too many or too few. If the number is of that country, write it with + and the country code.",
    ),
    _row(
        "number_damaged_by_spreadsheet",
        "A spreadsheet has turned the number into something like 9.19812E+11 or #####.",
        "Format the column as text and type the number again. Lost digits cannot be recovered.",
    ),
    _row(
        "user_type_unknown",
        "The user type is neither Admin nor Member.",
        "Write Admin or Member; a blank cell leaves the role as it is.",
    ),
    _row(
        "region_unknown",
        "The region is not an ISO 3166 code of two letters with known phone numbers.",
        "Write a code such as IN, US, GB or KE, or leave the cell blank.",
    ),
    _row(
        "too_many_columns",
        "The row has values beyond the columns of the header.",
        "Put several numbers in one cell in quotation marks, and remove values without a column.",
    ),
    _row(
        "too_many_numbers",
        "A cell has more than 1,000 phone numbers.",
        "Write the numbers in several rows of the same group.",
    ),
    _row(
        "cell_too_long",
        "A cell has more than 32,767 characters, which is more than a spreadsheet can hold.",
        "Look for a missing quotation mark; if there is none, shorten the cell.",
    ),
    _row(
        "parent_missing",
        "The row names no parent group.",
        "Write the names of both groups, or remove the row.",
    ),
    _row(
        "child_missing",
        "The row names no child group.",
        "Write the names of both groups, or remove the row.",
    ),
    _row(
        "self_parent",
        "The row makes a group its own parent.",
        "Name two different groups; upper and lower case and blanks make no difference.",
    ),
    _row(
        "cycle",
        "The row would make a group its own subgroup, directly or through other groups.",
        "Remove one of the links that the message names.",
    ),
    _warning(
        "duplicate_row",
        "The number was already listed for this group with the same user type.",
        "Remove the row, or keep it: it does no harm.",
    ),
    _warning(
        "conflicting_user_type",
        "The number was already listed for this group with the other user type; the last row counts.",
        "Keep only the correct row.",
    ),
    _warning(
        "child_not_in_file",
        "The child group is not in the user group mapping of this upload, so the row was ignored.",
        "Add the members of the child group to the user group mapping, or correct the spelling of its name.",
    ),
    _warning(
        "name_looks_alike",
        "The name mixes letters of several scripts, or looks like the name of another group.",
        "Type the name again in one script if it is meant to be that group.",
    ),
    _warning(
        "name_damaged_by_spreadsheet",
        "The name looks like what a spreadsheet leaves of another: 1.23457E+17 of a long number, question "
        "marks of letters that the file's encoding lacks.",
        "If it is not the name, correct it, format the column as text, and save as CSV UTF-8.",
    ),
    _warning(
        "names_merged",
        "Two spellings in the file mean one group, although they differ in more than case and blanks: in the width or the "
        "form of characters.",
        "If these are two groups, give one of them another name; if not, spell both alike.",
    ),
    _warning(
        "group_without_admin",
        "The group had an admin until this file made its last one a member.",
        "Unless that is intended, make somebody an admin of the group, or undo the upload.",
    ),
    _warning(
        "group_was_renamed",
        "The name is the former one of a group that was renamed. A new group of that name is created.",
        "If the renamed group is meant, write its present name and undo this upload.",
    ),
    *READING_CODES,
    *WORKBOOK_CODES,
    _warning(
        "problems_left_out",
        "There are more problems than the list and the log show (50,000 errors and 50,000 warnings). The counts are exact.",
        "Correct what is listed and upload the file again.",
    ),
    _warning(
        "changed_since",
        "Others changed this member after the upload, so undo did not change it.",
        "Look at the group's activity, and correct the member by hand if needed.",
    ),
    _warning(
        "group_not_undone",
        "The group is no longer an organization group, so undo left what the upload did to it.",
        "Ask an admin of the group if its members need to change.",
    ),
    *UPLOAD_CODES,
)

CODES: Mapping[str, Code] = MappingProxyType({entry.code: entry for entry in _TABLE})

_SECTIONS = {
    Level.FILE: "The whole file is rejected and nothing of it is applied",
    Level.ROW: "A row, or one number of a row, is rejected; the rest is applied",
    Level.WARNING: "Warnings: nothing is rejected, but `child_not_in_file` ignores its row",
    Level.JOB: "The upload",
    Level.INFO: "Progress, in the log only",
}


def codes_page() -> str:
    """The text of docs/codes.md."""
    parts = [
        "# Codes in job logs and problem lists\n\n"
        "Made by `python -m shared.domain.codes > docs/codes.md`; edit `shared/domain/codes.py` or\n"
        "`shared/domain/reading_codes.py` and `workbook_codes.py` instead.\n"
    ]
    for level, title in _SECTIONS.items():
        parts.append(f"\n## {title}\n\n| code | severity | what it means | what to do |\n|---|---|---|---|\n")
        parts += [
            f"| `{entry.code}` | {entry.severity} | {entry.meaning} | {entry.remedy} |\n"
            for entry in _TABLE
            if entry.level is level
        ]
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(codes_page())
