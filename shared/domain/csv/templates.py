"""The templates that administrators fill in, made from the tables that validation uses, so that both always agree.

Instructions are lines that begin with #. They have no comma, semicolon, tab or quotation mark: a spreadsheet that saves
the template would quote them or split them into cells, and the import would read them as rows. The template as a workbook
(shared/domain/workbooks/write/kinds.py) says the same on a sheet of its own.
"""

import re
from collections.abc import Mapping

from shared.domain.codes import CODES, Code, Level
from shared.domain.csv.columns import COLUMNS, OPTIONAL, Column, FileKind

HELP: Mapping[Column, str] = {
    Column.GROUP_NAME: "the name of the group in every row. A group that does not exist is created.",
    Column.PHONE_NUMBER: "one number or several in one cell. Best with + and the country code.",
    Column.USER_TYPE: "Admin or Member. Blank leaves the role of a member as it is and makes a new one Member.",
    Column.REGION: "an ISO 3166 code such as IN that reads numbers without a country code. May be left out.",
    Column.PARENT_GROUP_NAME: "the group above. It is created if it does not exist.",
    Column.CHILD_GROUP_NAME: "the group below. It must have a row in the user group mapping of the same upload.",
}
"""What to write in each column."""

_ONLY_IN_CSV: Mapping[Column, str] = {
    Column.PHONE_NUMBER: " Put several in quotation marks. Format the column as text or the spreadsheet will "
    "damage the numbers.",
}
_EXAMPLES: Mapping[Column, tuple[str, ...]] = {
    Column.GROUP_NAME: ("Depot Delhi", "Depot Delhi"),
    Column.PHONE_NUMBER: ("+919812345678", "98123 45679"),
    Column.USER_TYPE: ("Admin", "Member"),
    Column.REGION: ("IN", "IN"),
    Column.PARENT_GROUP_NAME: ("Region North",),
    Column.CHILD_GROUP_NAME: ("Depot Delhi",),
}
REASONS = "Rows are rejected one by one for these reasons. All other rows are applied."
_SPECIAL = re.compile(r"[,;\t\"“”]+")


def template_csv(kind: FileKind) -> bytes:
    """The template: UTF-8 with a byte order mark (for spreadsheets), instructions, and the header."""
    lines = [
        f"# {kind_title(kind)}. Fill in the rows below the header and save as CSV UTF-8.",
        "# Lines that begin with # and a blank are instructions and are skipped. They may stay.",
    ]
    lines += [f"# {titled(column)}: {HELP[column]}{_ONLY_IN_CSV.get(column, '')}" for column in COLUMNS[kind]]
    lines += example_lines(kind)
    lines.append(f"# {REASONS}")
    lines += [f"# {code.code}: {_plain(code.meaning)}" for code in rejecting_codes(kind)]
    lines.append(",".join(COLUMNS[kind]))
    return "\ufeff".encode() + "\r\n".join(lines).encode() + b"\r\n"


def kind_title(kind: FileKind) -> str:
    """What a kind of file is called: User group mapping."""
    return kind.words.capitalize()


def titled(column: Column) -> str:
    """The title of a column, and whether it may be left out."""
    return f"{column} (optional)" if column in OPTIONAL else str(column)


def example_lines(kind: FileKind) -> list[str]:
    """Rows as they may be filled in, each as an instruction, which no import takes for a row."""
    examples = zip(*(_EXAMPLES[column] for column in COLUMNS[kind]), strict=True)
    return [f"# Example: {' | '.join(cells)}" for cells in examples]


def rejecting_codes(kind: FileKind) -> list[Code]:
    """The codes with which rows of this kind of file can be rejected."""
    return [code for code in CODES.values() if _concerns(code, kind)]


def _concerns(code: Code, kind: FileKind) -> bool:
    """Whether rows of this kind of file can be rejected with the code."""
    if code.level is not Level.ROW:
        return False
    return code.code in _PARENT_ONLY | _BOTH if kind is FileKind.PARENT else code.code not in _PARENT_ONLY | _ONE_GROUP


_PARENT_ONLY = frozenset({"parent_missing", "child_missing", "self_parent", "cycle"})
_ONE_GROUP = frozenset({"row_of_another_group"})
_BOTH = frozenset({"group_name_too_long", "group_name_invalid", "too_many_columns"})


def _plain(text: str) -> str:
    """The text without characters that make a spreadsheet quote or split the line."""
    return _SPECIAL.sub("", text)
