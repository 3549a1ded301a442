"""The templates that administrators fill in, made from the tables that validation uses, so that both always agree.

Instructions are lines that begin with #. They have no comma, semicolon, tab or quotation mark: a spreadsheet that saves
the template would quote them or split them into cells, and the import would read them as rows.
"""

import re
from collections.abc import Mapping

from shared.domain.codes import CODES, Code, Level
from shared.domain.csv.columns import COLUMNS, OPTIONAL, Column, FileKind

_HELP = {
    Column.GROUP_NAME: "the name of the group in every row. A group that does not exist is created.",
    Column.PHONE_NUMBER: "one number or several in one cell in quotation marks. Best with + and the country code. "
    "Format the column as text or the spreadsheet will damage the numbers.",
    Column.USER_TYPE: "Admin or Member. Blank leaves the role of a member as it is and makes a new one Member.",
    Column.REGION: "an ISO 3166 code such as IN that reads numbers without a country code. May be left out.",
    Column.PARENT_GROUP_NAME: "the group above. It is created if it does not exist.",
    Column.CHILD_GROUP_NAME: "the group below. It must have a row in the user group mapping of the same upload.",
}
_EXAMPLES: Mapping[Column, tuple[str, ...]] = {
    Column.GROUP_NAME: ("Depot Delhi", "Depot Delhi"),
    Column.PHONE_NUMBER: ("+919812345678", "98123 45679"),
    Column.USER_TYPE: ("Admin", "Member"),
    Column.REGION: ("IN", "IN"),
    Column.PARENT_GROUP_NAME: ("Region North",),
    Column.CHILD_GROUP_NAME: ("Depot Delhi",),
}
_SPECIAL = re.compile(r"[,;\t\"“”]+")


def template_csv(kind: FileKind) -> bytes:
    """The template: UTF-8 with a byte order mark (for spreadsheets), instructions, and the header."""
    lines = [
        f"# {kind.replace('-', ' ').capitalize()}. Fill in the rows below the header and save as CSV UTF-8.",
        "# Lines that begin with # and a blank are instructions and are skipped. They may stay.",
    ]
    lines += [_column_line(column) for column in COLUMNS[kind]]
    examples = zip(*(_EXAMPLES[column] for column in COLUMNS[kind]), strict=True)
    lines += [f"# Example: {' | '.join(cells)}" for cells in examples]
    lines.append("# Rows are rejected one by one for these reasons. All other rows are applied.")
    lines += [f"# {code.code}: {_plain(code.meaning)}" for code in CODES.values() if _concerns(code, kind)]
    lines.append(",".join(COLUMNS[kind]))
    return "\ufeff".encode() + "\r\n".join(lines).encode() + b"\r\n"


def _concerns(code: Code, kind: FileKind) -> bool:
    """Whether rows of this kind of file can be rejected with the code."""
    if code.level is not Level.ROW:
        return False
    return code.code in _PARENT_ONLY | _BOTH if kind is FileKind.PARENT else code.code not in _PARENT_ONLY


_PARENT_ONLY = frozenset({"parent_missing", "child_missing", "self_parent", "cycle"})
_BOTH = frozenset({"group_name_too_long", "group_name_invalid", "too_many_columns"})


def _column_line(column: Column) -> str:
    optional = " (optional)" if column in OPTIONAL else ""
    return f"# {column}{optional}: {_HELP[column]}"


def _plain(text: str) -> str:
    """The text without characters that make a spreadsheet quote or split the line."""
    return _SPECIAL.sub("", text)
