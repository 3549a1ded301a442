"""The sheets of the kinds of file: their columns, and the instructions that stand on a sheet of their own."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from shared.domain.csv.columns import COLUMNS, FileKind
from shared.domain.csv.synonyms import Column
from shared.domain.csv.templates import HELP, REASONS, example_lines, kind_title, rejecting_codes, titled
from shared.domain.members.membership import Role
from shared.domain.phone import known_regions
from shared.domain.workbooks.write.layout import InstructionLine, Layout, Note, SheetColumn
from shared.domain.workbooks.write.titles import table_titles
from shared.domain.workbooks.write.workbook import WorkbookWriter

REJECTED_SHEET = "Rejected rows"

_WIDTHS: Mapping[Column, float] = {
    Column.GROUP_NAME: 36,
    Column.PHONE_NUMBER: 24,
    Column.USER_TYPE: 14,
    Column.REGION: 10,
    Column.PARENT_GROUP_NAME: 36,
    Column.CHILD_GROUP_NAME: 36,
}
_OTHER_WIDTH = 20
_PROBLEM_COLUMNS = (
    SheetColumn("Line", 8, is_number=True),
    SheetColumn("Code", 30),
    SheetColumn("Message", 70),
)
_FILL_IN = "Fill in the rows of the first sheet below its header, and upload the workbook as it is."
_CORRECT = (
    "Correct the rows of the first sheet and upload the workbook as it is. Line, Code and Message say what was wrong; they "
    "may stay. Rows that you do not need may be removed."
)
_AS_TEXT = (
    "All columns are formatted as text, so that numbers keep their + and their leading zeros. Paste cells of other "
    "workbooks as values."
)


def layout_of(kind: FileKind) -> Layout:
    """A template, or an export, of this kind of file."""
    columns = [sheet_column(column, column) for column in COLUMNS[kind]]
    return Layout(kind_title(kind), columns, _instructions(kind, _FILL_IN))


def template_workbook(kind: FileKind) -> bytes:
    """The template as a workbook."""
    sink = io.BytesIO()
    WorkbookWriter(sink, layout_of(kind)).close()
    return sink.getvalue()


def rejected_layout(
    kind: FileKind, titles: Sequence[str], columns: Sequence[Column | None], notes: Iterable[Note]
) -> Layout:
    """Rejected rows with what is wrong with them in front. `columns` says what each title means, None where nothing."""
    own = [sheet_column(column, title) for title, column in zip(titles, columns, strict=True)]
    every = [*_PROBLEM_COLUMNS, *own]
    unique = table_titles(column.title for column in every)
    named = [replace(column, title=title) for title, column in zip(unique, every, strict=True)]
    return Layout(REJECTED_SHEET, named, _instructions(kind, _CORRECT), tuple(notes))


def sheet_column(column: Column | None, title: str) -> SheetColumn:
    """The column with this title; None means nothing to the import."""
    if column is None:
        return SheetColumn(title, _OTHER_WIDTH)
    return SheetColumn(title, _WIDTHS[column], _choices().get(column, ()), HELP[column])


@lru_cache(maxsize=1)
def _choices() -> Mapping[Column, Sequence[str]]:
    return {Column.USER_TYPE: list(Role), Column.REGION: known_regions()}


def _instructions(kind: FileKind, what_to_do: str) -> list[InstructionLine]:
    """What the template as CSV says. No row of it may look like a header or a member: a number stands in examples only,
    whose rows are instructions for the import too."""
    return [
        InstructionLine([kind_title(kind)], is_heading=True),
        InstructionLine(["", what_to_do]),
        InstructionLine(["", _AS_TEXT]),
        InstructionLine(["Columns"], is_heading=True),
        *(InstructionLine([titled(column), HELP[column]]) for column in COLUMNS[kind]),
        *(InstructionLine([line]) for line in example_lines(kind)),
        InstructionLine(["Reasons"], is_heading=True),
        InstructionLine(["", REASONS]),
        *(InstructionLine([code.code, code.meaning]) for code in rejecting_codes(kind)),
    ]
