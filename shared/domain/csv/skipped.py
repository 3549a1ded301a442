"""What a file holds beside its rows, which nobody applies: counted, so that the upload can say what was passed over."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.redaction import one_line

MOST_COLUMNS = 20
"""As many ignored columns are named; their number is exact."""


@dataclass(frozen=True, slots=True)
class IgnoredColumn:
    """A column with an unknown title, on one line and cut to 60 characters, and how many of its cells hold a number that
    could be a member's; at least so many in a file with very many."""

    title: str
    numbers: int = 0


@dataclass(frozen=True, slots=True)
class PassedOver:
    """`instructions` are lines that begin with # and declare no group, `default_rows` those that hold only what a
    drop-down list fills in. Of `columns` ignored columns the first are named, those with numbers before the
    others. `skipped` are entries, and `skipped_links` rows of the parent group mapping, that an administrator's corrections
    leave out."""

    instructions: int = 0
    default_rows: int = 0
    columns: int = 0
    ignored_columns: tuple[IgnoredColumn, ...] = ()
    skipped: int = 0
    skipped_links: int = 0

    @staticmethod
    def of(instructions: int, default_rows: int, columns: Sequence[IgnoredColumn]) -> "PassedOver":
        """With the titles cut and the columns limited."""
        named = sorted(columns, key=lambda column: -column.numbers)[:MOST_COLUMNS]
        short = tuple(IgnoredColumn(one_line(column.title), column.numbers) for column in named)
        return PassedOver(instructions, default_rows, len(columns), short)
