"""What the cells of a column hold: numbers of possible members, roles, regions, or texts that come again and again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.csv.synonyms import role_of
from shared.domain.phone import Number, known_region, read_number, split_cell

_ENOUGH_DIGITS = re.compile(r"(?:\D{0,4}\d){7}|\d[.,]\d+E\+\d+", re.IGNORECASE)
_DATE = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}")
_NUMBERS_IN_TROUBLE = frozenset(
    {"number_needs_region", "number_of_another_country", "number_damaged_by_spreadsheet"}
)
_LONGEST = 200
_FEWEST_REPEATED = 3


def may_be_member(cell: str, region: str) -> bool:
    """Whether the cell holds a valid number, or one that only lacks its country code or was damaged by a spreadsheet. A
    date is none."""
    if not _ENOUGH_DIGITS.search(cell) or len(cell) > _LONGEST:
        return False
    for piece in split_cell(cell):
        found = None if _DATE.match(piece) else read_number(piece, region or None)
        if isinstance(found, Number) or (found is not None and found.code in _NUMBERS_IN_TROUBLE):
            return True
    return False


@dataclass(frozen=True, slots=True)
class CellKinds:
    """Shares, 0 to 1, of the cells that are not blank: with numbers, roles and region codes. `repeated` is the share of
    texts that were there before, 0 where too few cells tell anything."""

    filled: int
    numbers: float
    roles: float
    regions: float
    repeated: float


def kinds_of(cells: Sequence[str], region: str) -> CellKinds:
    """The kinds of a column's cells that are not blank."""
    count = len(cells)
    if not count:
        return CellKinds(0, 0, 0, 0, 0)
    texts = [text for cell in cells if any(map(str.isalpha, text := " ".join(cell.split()).casefold()))]
    repeated = 1 - len(set(texts)) / len(texts) if len(texts) >= max(_FEWEST_REPEATED, count / 2) else 0
    return CellKinds(
        count,
        sum(may_be_member(cell, region) for cell in cells) / count,
        sum(role_of(cell[:_LONGEST]) is not None for cell in cells) / count,
        sum(len(code := cell.strip()) == 2 and known_region(code) for cell in cells) / count,
        repeated,
    )
