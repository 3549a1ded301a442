"""The rows that everything is measured with: figures of two runs can only be compared when the rows are the same."""

from itertools import islice
from pathlib import Path

import pytest

from benchmarks.dataset import MOST_ROWS, groups_for, make_rows, write_csv
from shared.domain.phone import Number, read_number


def test_every_number_is_valid_and_reads_as_it_should() -> None:
    for row in make_rows(2000):
        assert read_number(row.written, row.region) == Number(row.e164)


def test_numbers_are_distinct_and_groups_as_many_as_said() -> None:
    rows = list(make_rows(100_000))
    assert len({row.e164 for row in rows}) == 100_000
    assert len({row.group for row in rows}) == groups_for(100_000) == 200
    assert len({row.region for row in rows}) == 12


def test_the_same_size_gives_the_same_rows(tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    for path in (first, second):
        write_csv(path, 500)
    assert first.read_bytes() == second.read_bytes()


def test_more_rows_than_an_upload_may_have_are_rejected() -> None:
    with pytest.raises(ValueError, match=str(MOST_ROWS)):
        next(islice(make_rows(MOST_ROWS + 1), 1))
