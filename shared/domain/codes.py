"""Every code that can stand in a job log or a problem list, with what it means and what to do about it.

One table for the log, the API, the templates and docs/codes.md, which `python -m shared.domain.codes` prints.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from shared.domain.uploads.fail_safe import FAIL_SAFE


class Severity(StrEnum):
    """An error refuses something; a warning tells that something was done otherwise than expected."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Level(StrEnum):
    """What a code is about: a whole file, a refused row or number, an accepted row, the job, or its progress."""

    FILE = "file"
    ROW = "row"
    WARNING = "warning"
    JOB = "job"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Code:
    """A stable code, with a sentence for what it means and one for what to do."""

    code: str
    level: Level
    meaning: str
    remedy: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell was refused: a code of the table, and where known a clause such as "it is too short"."""

    code: str
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an uploaded file, told to the person who has it open.

    `line` is the line on which the record begins, as an editor counts, or 0 when the whole file is meant.
    `column` is the title of a column of the template, or "" for the whole row or file. `message` holds no
    whole phone number (shared/domain/redaction.py).
    """

    file: str
    line: int
    column: str
    code: str
    message: str

    @property
    def severity(self) -> Severity:
        """Whether the row or file was refused (error) or not (warning)."""
        return CODES[self.code].severity


def _file(code: str, meaning: str, remedy: str) -> Code:
    return Code(code, Level.FILE, meaning, remedy)


def _row(code: str, meaning: str, remedy: str) -> Code:
    return Code(code, Level.ROW, meaning, remedy)


def _warning(code: str, meaning: str, remedy: str) -> Code:
    return Code(code, Level.WARNING, meaning, remedy, Severity.WARNING)


def _job(code: str, meaning: str, remedy: str, severity: Severity = Severity.ERROR) -> Code:
    return Code(code, Level.JOB, meaning, remedy, severity)


def _info(code: str, meaning: str) -> Code:
    return Code(code, Level.INFO, meaning, "", Severity.INFO)


_TABLE = (
    _file(
        "file_empty",
        "The file has no header: it is empty, or holds only blank lines and instructions.",
        "Save the sheet again as CSV and check the size of the file before uploading it.",
    ),
    _file(
        "file_not_csv",
        "The file is no CSV but, say, an Excel workbook, or a quotation mark in it is never closed.",
        "Save the sheet as “CSV UTF-8 (comma delimited)”; for a quotation mark, correct the line named.",
    ),
    _file(
        "file_too_large",
        "The file is larger than uploads may be (200 MiB unless UPLOAD_MAX_BYTES is set).",
        "Split it into several files, each with the header, and upload them one after the other.",
    ),
    _file(
        "too_many_rows",
        "The file has more rows than uploads may have (1,000,000 unless UPLOAD_MAX_ROWS is set).",
        "Split it into several files, each with the header, and upload them one after the other.",
    ),
    _file(
        "encoding_unreadable",
        "The text is neither UTF-8 nor UTF-16 nor Windows-1252, or breaks off inside a character.",
        "Save the sheet as “CSV UTF-8 (comma delimited)”.",
    ),
    _file(
        "header_unrecognised",
        "The first row is not the header of a user group mapping or of a parent group mapping.",
        "Copy the header from the template; it must be the first row that is no instruction.",
    ),
    _file(
        "header_ambiguous",
        "A column occurs twice in the header, or the header has the columns of both kinds of file.",
        "Leave each column once, and the columns of one kind only.",
    ),
    _row(
        "group_name_missing",
        "The row names no group.",
        "Write the group’s name in every row; of merged cells only the first row keeps it.",
    ),
    _row(
        "group_name_too_long",
        "The name of the group is longer than 200 characters.",
        "Shorten the name.",
    ),
    _row(
        "group_name_invalid",
        "The name of the group holds a character that cannot be shown, such as a line break or a tab.",
        "Type the name again on one line.",
    ),
    _row(
        "phone_number_missing",
        "The row has no phone number.",
        "Write one or several numbers, or take the row out.",
    ),
    _row(
        "number_invalid",
        "No phone can have this number: it is too short, too long, of no country, or not only digits.",
        "Correct the number, best written with + and the country code, such as +919812345678.",
    ),
    _row(
        "number_needs_region",
        "The number has no country code, and neither row nor upload says which country it is from.",
        "Write + and the country code, or fill the Region column, or choose a region for the upload.",
    ),
    _row(
        "number_damaged_by_spreadsheet",
        "A spreadsheet has turned the number into something like 9.19812E+11, 919,812,345,678 or #####.",
        "Format the column as text and type the number again; digits that were lost cannot be recovered.",
    ),
    _row(
        "user_type_unknown",
        "The user type is neither Admin nor Member.",
        "Write Admin or Member; a blank cell means Member.",
    ),
    _row(
        "region_unknown",
        "The region is not an ISO 3166 code of two letters that phone numbers are known for.",
        "Write a code such as IN, US, GB or KE, or leave the cell blank.",
    ),
    _row(
        "too_many_columns",
        "The row has values beyond the columns of the header.",
        "Put several numbers in one cell in quotation marks, and take values out that have no column.",
    ),
    _row(
        "parent_missing",
        "The row names no parent group.",
        "Write the names of both groups, or take the row out.",
    ),
    _row(
        "child_missing",
        "The row names no child group.",
        "Write the names of both groups, or take the row out.",
    ),
    _row(
        "self_parent",
        "The row makes a group its own parent.",
        "Name two different groups; upper and lower case and blanks make no difference.",
    ),
    _row(
        "cycle",
        "The row would make a group, through others, a subgroup of itself.",
        "Take out one of the links that the message names.",
    ),
    _warning(
        "duplicate_row",
        "The number was already listed for this group with the same user type.",
        "Take the row out, or leave it: it does no harm.",
    ),
    _warning(
        "conflicting_user_type",
        "The number was already listed for this group with the other user type; the last row counts.",
        "Leave only the row that is right.",
    ),
    _warning(
        "child_not_in_file",
        "The child group is not in the user group mapping of this upload, so the row was ignored.",
        "Add the members of the child group to the user group mapping, or correct the spelling of its name.",
    ),
    _warning(
        "changed_since",
        "Others changed this member after the upload, so undo left it as it is.",
        "Look at the group's activity and change the member by hand if it is wrong.",
    ),
    _job(
        "file_deleted",
        "The file was deleted from storage before the job had read it.",
        "Upload it again.",
    ),
    _job(
        "file_replaced",
        "The file was overwritten while the job was reading it; the new content has a job of its own.",
        "Look at the newest job of the same name.",
    ),
    _job(
        "files_missing",
        "A parent group mapping waited a day, and no user group mapping came with it.",
        "Upload both files; the user group mapping is mandatory.",
    ),
    _job(
        "chunk_failed",
        "A part of the rows could not be applied after five attempts. The other parts were applied.",
        "Run the job again, which does only what is missing; the log names the rows and the cause.",
    ),
    _job(
        "undo_failed",
        "A part of the rows could not be put back after five attempts. The other parts were.",
        "Undo the job again, which does only what is missing.",
    ),
    _job(
        "mode_unknown",
        "The mode in the blob's metadata is neither merge nor replace.",
        "Correct the metadata and upload the file again.",
    ),
    _job(
        "parent_mapping_gone",
        "The parent group mapping was deleted or replaced before it was read; it was not applied.",
        "Upload it again; it joins the latest job of its name.",
        Severity.WARNING,
    ),
    _job(
        "job_stalled",
        "The job stopped moving and could not be woken.",
        "Run the job again, which does only what is missing.",
    ),
    _job(
        "rows_unaccounted",
        "The counts do not add up: an entry was neither refused nor applied. This is a defect of Muster.",
        "Run the job again and report the defect with the job's log.",
    ),
    _job(
        "import_too_large_removal",
        f"Replacing would remove over {FAIL_SAFE.removed_percent} % of a group of {FAIL_SAFE.minimum_members} members or "
        "more, so the job waits for review.",
        "Look at the plan. Apply the job if the removal is meant; cancel it if the file is incomplete.",
        Severity.WARNING,
    ),
    _info("job_started", "Validation began; who sent which file, and how large it is."),
    _info("file_read", "The user group mapping was read; how many entries it has and what became of them."),
    _info("instructions_skipped", "Lines that begin with # were passed over."),
    _info("columns_ignored", "Columns that are not known were ignored."),
    _info("chunk_applied", "One part of the entries was applied; what changed."),
    _info("job_finished", "The job has ended; all its counts."),
    _info("job_approved", "An upload that waited for review was applied."),
    _info("job_cancelled", "The upload was cancelled; how far it had come."),
    _info("job_rerun", "The upload was set going again."),
    _info("undo_started", "An undo began."),
    _info("job_undone", "The upload was undone; what was restored and what was left."),
)

CODES: Mapping[str, Code] = MappingProxyType({entry.code: entry for entry in _TABLE})

_SECTIONS = {
    Level.FILE: "The whole file is refused and nothing of it is applied",
    Level.ROW: "A row, or one number of a row, is refused; the rest is applied",
    Level.WARNING: "Warnings: nothing is refused for them, except that `child_not_in_file` ignores its row",
    Level.JOB: "The job",
    Level.INFO: "Progress, in the log only",
}


def codes_page() -> str:
    """The text of docs/codes.md."""
    parts = [
        "# Codes in job logs and problem lists\n\n"
        "Made by `python -m shared.domain.codes > docs/codes.md`; edit `shared/domain/codes.py` instead.\n"
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
