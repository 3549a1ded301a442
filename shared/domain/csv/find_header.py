"""Finds the header among the first rows of a CSV or of a sheet."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from shared.domain.codes import Rejection
from shared.domain.column_choices.sample import HEADER_ROWS
from shared.domain.csv.columns import Header
from shared.domain.csv.instructions import like_numbers
from shared.domain.csv.opened_file import Record


class FoundHeader(NamedTuple):
    """The header and its row; or why none of the first rows is one, and the row that should be."""

    record: Record
    header: Header | Rejection


HeaderIn = Callable[[Sequence[str]], Header | Rejection]
"""Says of the cells of a row whether they are a header: recognise_header, or one for fewer columns."""


def find_header(rows: Iterable[Record], header_in: Callable[[Record], Header | Rejection]) -> FoundHeader | None:
    """The header in the first of these rows or below a title, as `header_in` knows it. None when there is no row."""
    first = None
    for row in islice(rows, HEADER_ROWS):
        header = header_in(row)
        if first is not None and isinstance(header, Header) and not header.has_titles:
            break  # The rows above would be lost, and one of them may be a number with a mistake.
        if isinstance(header, Header) or header.code == "header_ambiguous":
            return FoundHeader(row, header)
        first = first or FoundHeader(row, header)
        if not _may_be_title(row.cells):
            break
    return first


def _may_be_title(cells: list[str]) -> bool:
    """Whether the row may stand above the header: what may be a member must not be skipped."""
    return sum(bool(cell.strip()) for cell in cells) < 3 or not like_numbers(" ; ".join(cells))
