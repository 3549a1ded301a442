"""What a person decided about the columns of a header, and the header that follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.column_choices.titles import fingerprint
from shared.domain.csv.columns import COLUMNS, OPTIONAL, Column, FileKind, Header, width_of

MAY_LACK = OPTIONAL | {Column.USER_TYPE}
"""Columns that a chosen header need not have. Without user types everybody new is a member, as with blank cells: a person
who has seen the columns knows whether one of them holds roles, and a list without roles is no dead end."""


@dataclass(frozen=True, slots=True)
class ChosenColumn:
    """A column of the file by its index, the name by which it was chosen, and the column that it is, "" for one that is
    to be ignored."""

    index: int
    title: str
    column: str


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """The columns of a header whose titles have this fingerprint. `by` is who chose, `at` when (RFC 3339).

    `is_remembered` says that the choice was made for an earlier file with the same titles.
    """

    fingerprint: str
    kind: str
    columns: tuple[ChosenColumn, ...]
    by: str = ""
    at: str = ""
    is_remembered: bool = False

    @property
    def by_title(self) -> dict[str, str]:
        """The columns by the titles that they were chosen by."""
        return {each.title: each.column for each in self.columns}


def chosen_header(choice: ColumnChoice, cells: Sequence[str]) -> Header | None:
    """The header in this row, or None when its titles are not those that were chosen for."""
    if fingerprint(cells) != choice.fingerprint:
        return None
    kind = FileKind(choice.kind)
    positions = {Column(each.column): each.index for each in choice.columns if each.column}
    passed = frozenset(each.index for each in choice.columns if not each.column)
    taken = set(positions.values())
    ignored = tuple(cell.strip() for index, cell in enumerate(cells) if cell.strip() and index not in taken)
    width = max([width_of(cells), *(each.index + 1 for each in choice.columns)])
    in_order = {column: positions[column] for column in COLUMNS[kind] if column in positions}
    return Header(kind, in_order, width, ignored, passed)
