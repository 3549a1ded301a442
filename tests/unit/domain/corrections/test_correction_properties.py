"""Corrected rows are read as the same cells would be in a file, and requests add up in any order."""

import csv
import io
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.codes import Problem
from shared.domain.corrections.file_corrections import CorrectedCells
from shared.domain.corrections.upload_corrections import (
    Correction,
    Corrections,
    decode_corrections,
    encode_corrections,
)
from shared.domain.csv.columns import Column, FileKind
from shared.domain.csv.user_rows import Entries, RejectedRow
from shared.domain.phone import split_cell
from tests.people import number
from tests.unit.domain.corrections.reading import WITH_REGION, read

GROUPS = ["Depot", "Dépôt", "=Yard", "007", "", "a\tb", "x" * 201, "#general", "Shop "]
PHONES = [number(1), "98123 45678", "12015550123", f"{number(1)}; 12", "12, 13", "", f'="{number(3)}"', "9.1E+11"]
ROLES = ["Admin", "member", "", "Boss"]
REGIONS = ["IN", "us", "", "Narnia"]
COLUMNS = (Column.GROUP_NAME, Column.PHONE_NUMBER, Column.USER_TYPE, Column.REGION)

some_cells = st.tuples(*(st.sampled_from(texts) for texts in (GROUPS, PHONES, ROLES, REGIONS)))
good_cells = st.tuples(
    st.sampled_from(["Depot", "Dépôt", "Shop 7"]),
    st.sampled_from([number(4), f"{number(5)}, {number(6)}", "+44 7400 123456"]),
    st.sampled_from(["Admin", "Member", ""]),
    st.sampled_from(["IN", ""]),
)


def file_of(rows: list[tuple[str, ...]]) -> str:
    """The file with these rows, each on a line."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return WITH_REGION + text.getvalue()


def rejected(rows: list[object]) -> list[int]:
    """The lines of rows of which something is rejected."""
    return [
        row.line for row in rows if isinstance(row, RejectedRow) or (isinstance(row, Entries) and row.rejected)
    ]


@settings(max_examples=60)
@given(rows=st.lists(some_cells, min_size=1, max_size=6), good=st.lists(good_cells, min_size=6, max_size=6))
def test_rejected_rows_with_good_cells_are_the_file_with_these_cells(
    rows: list[tuple[str, ...]], good: list[tuple[str, ...]]
) -> None:
    before = read(file_of(rows))
    lines = rejected([*before])
    laid = {line: CorrectedCells(dict(zip(COLUMNS, good[n], strict=True))) for n, line in enumerate(lines)}
    found = read(file_of(rows), laid)
    mended = list(rows)
    for n, line in enumerate(lines):
        mended[line - 2] = good[n]
    assert found == read(file_of(mended))
    assert rejected([*found]) == []
    assert [row for row in found if isinstance(row, Entries) and row.line not in laid] == [
        row for row in before if isinstance(row, Entries) and row.line not in laid
    ]


@settings(max_examples=60)
@given(rows=st.lists(some_cells, min_size=1, max_size=5), other=st.lists(some_cells, min_size=5, max_size=5))
def test_any_cells_are_judged_as_in_a_file(rows: list[tuple[str, ...]], other: list[tuple[str, ...]]) -> None:
    """Bad cells too: with what is wrong, and where. Rows that are emptied are left out instead of passed over."""
    lines = [n + 2 for n in range(len(rows)) if any(rows[n]) and any(cell.strip() for cell in other[n][:2])]
    laid = {line: CorrectedCells(dict(zip(COLUMNS, other[line - 2], strict=True))) for line in lines}
    mended = [other[n] if n + 2 in laid else row for n, row in enumerate(rows)]
    assert read(file_of(rows), laid) == read(file_of(mended))


AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
corrections = st.builds(
    Correction,
    st.sampled_from(FileKind),
    st.integers(2, 6),
    st.dictionaries(st.sampled_from(COLUMNS), st.sampled_from(["a", "b"]), max_size=2),
    st.just(value=False),
) | st.builds(Correction, st.sampled_from(FileKind), st.integers(2, 6), skip=st.just(value=True))


def merged(requests: list[list[Correction]]) -> Corrections:
    """All requests, one after the other, each stored and read back."""
    found = Corrections()
    for request in requests:
        found = decode_corrections(encode_corrections(found.merged(request, [], "asha", AT)))
    return found


@given(st.lists(corrections, max_size=8))
def test_order_and_repetition_of_requests_do_not_matter_where_rows_differ(every: list[Correction]) -> None:
    of_rows = {(each.kind, each.line): each for each in every}
    requests = [[each] for each in of_rows.values()]
    found = merged(requests)
    assert merged([*reversed(requests), *requests]).rows == found.rows
    assert merged([[*of_rows.values()]]).rows == found.rows
    again = found.merged(of_rows.values(), [], "bina", AT)
    assert again.says_the_same(found)
    assert all(row.by == "asha" for row in again.rows.values())


@given(st.lists(st.text(" ,;:|\n'0123456789+()-=\"eE.", max_size=12), min_size=1, max_size=4))
def test_numbers_joined_again_are_the_numbers_of_the_cell(texts: list[str]) -> None:
    """As rules join them: also where commas group digits."""
    pieces = split_cell(",".join(texts))
    assert split_cell("; ".join(pieces)) == pieces


def test_warnings_are_about_no_row_that_there_is() -> None:
    rows = read(file_of([("Depot", "12", "", "")]), {2: CorrectedCells({Column.PHONE_NUMBER: number(1)})})
    assert not [row for row in rows if isinstance(row, Problem)]
