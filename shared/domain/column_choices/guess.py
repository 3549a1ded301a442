"""The best guess what each column of an unknown header is, for a person to confirm: it is never used unseen."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from shared.domain.column_choices.cell_kinds import CellKinds
from shared.domain.column_choices.title_words import title_score
from shared.domain.csv.columns import COLUMNS, Column, FileKind

_ENOUGH = 1.0
"""What a title that has a column's words in it scores, or cells of which a third are what the column holds."""
_FEW = 0.2
_AGAINST = 1.5
"""What it costs when a column holds nothing of what its title says."""

_REGIONS_AGAINST_GROUPS = 0.6
"""IT and HR are departments as well as regions, but a column of nothing else is mostly one of regions."""


class Guess(NamedTuple):
    """The kind of file, None where nothing says so, and the column of each index that is like one."""

    kind: FileKind | None
    columns: Mapping[int, Column]


def guess_columns(titles: Sequence[str], cells: Sequence[CellKinds]) -> Guess:
    """The guess for columns with these titles and cells. No two columns are guessed to be the same one."""
    user = _assign(FileKind.USER, titles, cells)
    parent = _assign(FileKind.PARENT, titles, cells)
    if len(parent) == len(COLUMNS[FileKind.PARENT]) and Column.PHONE_NUMBER not in user.values():
        return Guess(FileKind.PARENT, parent)
    return Guess(FileKind.USER if user else None, user)


def _assign(kind: FileKind, titles: Sequence[str], cells: Sequence[CellKinds]) -> dict[int, Column]:
    """The best scores first; of equal ones the earlier column."""
    scores = [
        (-score, index, order, column)
        for index, (title, found) in enumerate(zip(titles, cells, strict=True))
        for order, column in enumerate(COLUMNS[kind])
        if (score := _score(title, found, column)) >= _ENOUGH
    ]
    assigned: dict[int, Column] = {}
    for _, index, _, column in sorted(scores):
        if index not in assigned and column not in assigned.values():
            assigned[index] = column
    return assigned


def _score(title: str, cells: CellKinds, column: Column) -> float:
    by_title = title_score(title, column)
    score = 2 * by_title
    if column is Column.PHONE_NUMBER:
        score += 3 * cells.numbers - _against(by_title, cells, cells.numbers)
    elif column is Column.USER_TYPE:
        score += 3 * cells.roles - _against(by_title, cells, cells.roles)
    elif column is Column.REGION:
        score += cells.regions - _against(by_title, cells, cells.regions)
    else:
        others = cells.numbers + cells.roles
        score -= _AGAINST if others > _FEW else 0
        if column is Column.GROUP_NAME and cells.repeated and others <= _FEW:
            score += 1.1 + cells.repeated / 2 - _REGIONS_AGAINST_GROUPS * cells.regions
    return score


def _against(by_title: float, cells: CellKinds, share: float) -> float:
    return _AGAINST if by_title < 1 and cells.filled and share < _FEW else 0.0
