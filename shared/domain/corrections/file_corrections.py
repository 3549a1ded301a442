"""What an administrator corrected of one file in review: cells of single rows, and rules for all entries of one cause.

The file stays as it was sent. These are laid over its rows while it is read, and what they make is judged like any row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from shared.domain.csv.columns import Column

SETTABLE: Mapping[str, Column] = MappingProxyType(
    {
        "number_needs_region": Column.REGION,
        "number_of_another_country": Column.REGION,
        "region_unknown": Column.REGION,
        "user_type_unknown": Column.USER_TYPE,
    }
)
"""The column that a rule may set, by the code of the entries that it concerns."""


@dataclass(frozen=True, slots=True)
class CorrectedCells:
    """The new cells of one row, by column; the others stay. With `skip` the row is left out."""

    cells: Mapping[Column, str] = field(default_factory=dict)
    skip: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens to each entry that is rejected with `code`: a column is set, its suggestion is accepted, or it is
    skipped. Exactly one of the three."""

    code: str
    sets: Mapping[Column, str] = field(default_factory=dict)
    accept: bool = False
    skip: bool = False


@dataclass(frozen=True, slots=True)
class FileCorrections:
    """All corrections of one file: of rows by the line on which they begin, and rules by code."""

    rows: Mapping[int, CorrectedCells] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
