"""The first rows of a file whose header is not known: as much of them as the question about its columns needs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shared.domain.codes import Problem
from shared.domain.column_choices.titles import fingerprint
from shared.domain.csv.lines import FileError

HEADER_ROWS = 20
"""The header is looked for among so many rows that are not blank."""

_ROWS_BELOW = 200
_MOST_COLUMNS = 256
_LONGEST_CELL = 200


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A row that is not blank: its line, the first of its cells, each cut to 200 characters, and the fingerprint of all of
    them, "" for rows that are too far down to be a header."""

    line: int
    cells: tuple[str, ...]
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class HeaderSample:
    """The first rows of a CSV file (`sheet` is "") or of a sheet."""

    rows: tuple[SampleRow, ...]
    sheet: str = ""


def take_sample(rows: Iterable[tuple[int, Sequence[str]]], sheet: str = "") -> HeaderSample:
    """The sample of these rows, each a line and cells; what cannot be read any further ends it."""
    return HeaderSample(tuple(_taken(rows)), sheet)


def most_regular(samples: Sequence[HeaderSample]) -> HeaderSample:
    """Of samples of one file by several delimiters, the one in which the most rows have as many cells as each other, two or
    more."""

    def regularity(sample: HeaderSample) -> tuple[int, int]:
        widths = Counter(len(row.cells) for row in sample.rows if len(row.cells) > 1)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(samples, key=regularity)


def _taken(rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[SampleRow]:
    found = 0
    try:
        for line, cells in rows:
            if not any(map(str.strip, cells)):
                continue
            shown = tuple(str(cell)[:_LONGEST_CELL] for cell in cells[:_MOST_COLUMNS])
            yield SampleRow(line, shown, fingerprint(cells) if found < HEADER_ROWS else "")
            found += 1
            if found == HEADER_ROWS + _ROWS_BELOW:
                return
    except FileError:
        return


class HeaderError(FileError):
    """No header is known in the file, or it is ambiguous; `sample` is what can be asked about."""

    def __init__(self, problem: Problem, sample: HeaderSample) -> None:
        super().__init__(problem)
        self.sample = sample
