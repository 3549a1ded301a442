"""The best guess what each column of an unknown header is, for a person to confirm: it is never used unseen."""

from collections.abc import Mapping, Sequence
from itertools import product
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
    """The assignment with the highest sum of scores; of equal ones that of earlier columns. A column needs no more
    candidates than there are columns, since the others take at most one each."""
    columns = COLUMNS[kind]
    scores = [_candidates(column, titles, cells)[: len(columns)] for column in columns]
    best: tuple[_Candidate | None, ...] = ()
    best_sum = 0.0
    for each in product(*([*found, None] for found in scores)):
        taken = [candidate.place for candidate in each if candidate]
        total = sum(candidate.score for candidate in each if candidate)
        if len(taken) == len(set(taken)) and total > best_sum:
            best, best_sum = each, total
    return {candidate.place: column for column, candidate in zip(columns, best, strict=False) if candidate}


class _Candidate(NamedTuple):
    score: float
    place: int


def _candidates(column: Column, titles: Sequence[str], cells: Sequence[CellKinds]) -> list[_Candidate]:
    """The columns of the file that may be this one, the best first."""
    pairs = zip(titles, cells, strict=True)
    scored = (_Candidate(_score(title, found, column), index) for index, (title, found) in enumerate(pairs))
    return sorted((each for each in scored if each.score >= _ENOUGH), key=lambda each: (-each.score, each.place))


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
