"""The question about the columns of a file whose header is not known: which row is the header, and for each of its columns
the title, the best guess and three cells."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.column_choices.cell_kinds import kinds_of, may_be_member
from shared.domain.column_choices.guess import guess_columns
from shared.domain.column_choices.sample import HEADER_ROWS, HeaderSample, SampleRow
from shared.domain.column_choices.title_words import title_score
from shared.domain.column_choices.titles import column_names
from shared.domain.csv.synonyms import Column
from shared.domain.documents import from_document, to_document, versioned

MOST_COLUMNS = 100
"""Columns that are asked about, those with a guess first: nobody looks at more, and a job stores what is chosen."""
MOST_SAMPLES = 3
_LONGEST_SAMPLE = 100
_FEWEST_TITLES = 2
# A number with a digit too few is a member's all the same; a year or a count of rows is shorter.
_IS_NUMBER = re.compile(r"\+?[\d ().]{5,20}")
_SOUNDS = 0.65
"""From a known title among the words on; a hint such as Store may as well be a group in a row without a number."""
_CELLS_CHECKED = 10_000
"""libphonenumber takes about 30 microseconds a cell."""


@dataclass(frozen=True, slots=True)
class AskedColumn:
    """A column by its index: the name to choose it by, the guess, "" for none, and the first cells that are not blank. The
    cells may be whole phone numbers, which no log may have."""

    index: int
    title: str
    guess: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """What is asked about the header in this line. `titles` are those of all columns, cut; `kind` is the guessed kind of
    file, "" for none."""

    line: int
    sheet: str
    kind: str
    fingerprint: str
    titles: tuple[str, ...]
    columns: tuple[AskedColumn, ...]


def header_row(sample: HeaderSample, region: str) -> SampleRow | None:
    """The row that most probably is the header, or None.

    It lies above the first row that may hold a member, since choosing columns must not swallow one, and has two titles or
    more. The row whose titles sound most like columns counts; of equal ones the one with more titles, then the first: rows
    below it that are none are refused one by one and seen, rows above it would be lost.
    """
    candidates = candidate_rows(sample, region)
    return max(candidates, key=lambda row: (_sounds(row), _filled(row)), default=None)


def candidate_rows(sample: HeaderSample, region: str) -> list[SampleRow]:
    """The rows that may be the header."""
    member = first_member_row(sample, region)
    above = (row for row in sample.rows[:HEADER_ROWS] if member is None or row.line < member.line)
    return [row for row in above if _filled(row) >= _FEWEST_TITLES]


def first_member_row(sample: HeaderSample, region: str) -> SampleRow | None:
    """The first of the rows among which the header is looked for that may hold a member, or None. A number alone in its row
    is none: a title of the sheet may have one."""
    for row in sample.rows[:HEADER_ROWS]:
        is_wide = _filled(row) >= _FEWEST_TITLES
        if is_wide and any(may_be_member(cell, region) or _IS_NUMBER.fullmatch(cell.strip()) for cell in row.cells):
            return row
    return None


def ask_columns(sample: HeaderSample, region: str) -> ColumnQuestion | None:
    """The question, or None where no row can be the header. `region` reads numbers without a country code, "" for none."""
    header = header_row(sample, region)
    if header is None:
        return None
    below = [row for row in sample.rows if row.line > header.line]
    width = max(len(row.cells) for row in (header, *below))
    names = column_names(header.cells, width)
    rows_checked = max(MOST_SAMPLES, _CELLS_CHECKED // width)
    cells = [_cells(below, index) for index in range(width)]
    guess = guess_columns(_padded(header.cells, width), [kinds_of(each[:rows_checked], region) for each in cells])
    asked = [
        AskedColumn(
            index, names[index], guess.columns.get(index, ""), tuple(c[:_LONGEST_SAMPLE] for c in each[:MOST_SAMPLES])
        )
        for index, each in enumerate(cells)
        if each or (index < len(header.cells) and header.cells[index].strip())
    ]
    asked = sorted(sorted(asked, key=lambda column: not column.guess)[:MOST_COLUMNS], key=lambda column: column.index)
    kind = guess.kind or ""
    titles = tuple(header.cells)
    return ColumnQuestion(header.line, sample.sheet, kind, header.fingerprint, titles, tuple(asked))


def _sounds(row: SampleRow) -> float:
    """How many columns the row names, as far as its titles sound like them. One alone is no sign of a header: a group may
    be called Region."""
    best = (max((title_score(cell, column) for cell in row.cells if cell.strip()), default=0) for column in Column)
    scores = [score for score in best if score >= _SOUNDS]
    return sum(scores) if len(scores) > 1 else 0


def _filled(row: SampleRow) -> int:
    return sum(bool(cell.strip()) for cell in row.cells)


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _cells(rows: Sequence[SampleRow], index: int) -> list[str]:
    return [row.cells[index] for row in rows if index < len(row.cells) and row.cells[index].strip()]


def encode_question(question: ColumnQuestion) -> bytes:
    """As JSON."""
    columns = [to_document(column) for column in question.columns]
    document = versioned({**to_document(question), "columns": columns})
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")


def decode_question(content: bytes) -> ColumnQuestion:
    """The question of this JSON."""
    document = json.loads(content.decode("utf-8", "surrogatepass"))
    columns = tuple(
        from_document(AskedColumn, {**column, "samples": tuple(column["samples"])}) for column in document["columns"]
    )
    return from_document(ColumnQuestion, {**document, "titles": tuple(document["titles"]), "columns": columns})
