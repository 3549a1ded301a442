"""A user mapping becomes entries, problems and rejected rows; its temporary files are closed in any case."""

import gc
from io import BytesIO
from typing import BinaryIO

import pytest

from shared.domain.csv.reader import FileError
from shared.services.uploads.jobs.log import decode_problem
from shared.services.uploads.read.read_user_mapping import ReadUpload, read_user_mapping
from tests.mappings import USER_HEADER, members, users


def read(content: str, max_rows: int = 1000, job_region: str | None = None) -> ReadUpload:
    """What is read of the content, with India as the default region."""
    source = BytesIO(content.encode())
    return read_user_mapping(source, "users.csv", job_region=job_region, default_region="IN", max_rows=max_rows)


def text_of(file: BinaryIO) -> str:
    """The whole of a temporary file."""
    file.seek(0)
    return file.read().decode("utf-8-sig")


def test_entries_are_counted_whatever_becomes_of_them() -> None:
    rows = users(("Depot", 1, "Admin"), ("Depot", 1, "Admin"), ("Depot", 2, "Boss"), ("Yard", 3, "Member"))
    with read(rows) as found:
        assert (found.counts.entries, found.counts.duplicates, found.counts.rejected) == (4, 1, 1)
        assert [(group.name, len(group.rows)) for group in found.book.groups()] == [("Depot", 1), ("Yard", 1)]


def test_each_rejected_row_is_kept_with_its_cells_and_the_reasons() -> None:
    content = "Group Name,Phone Number,User Type,Note\n,12,Boss,=1+1\nDepot,+919800000001,Member,fine\n"
    with read(content) as found:
        problems = [decode_problem(line) for line in text_of(found.problems).encode().splitlines()]
        header, row = text_of(found.rejected_csv).splitlines()
    assert header == "Line,Code,Message,Group Name,Phone Number,User Type,Note"
    assert row.startswith("2,")
    assert row.endswith(",12,Boss,=1+1")
    assert {problem.line for problem in problems} == {2}
    assert found.ignored_columns == ("Note",)


def test_a_local_number_is_read_by_the_region_of_the_job_before_the_default_one() -> None:
    content = USER_HEADER + "Depot,07911 123456,Member\n"
    with read(content) as by_default, read(content, job_region="GB") as by_job:
        numbers = [row.number for found in (by_default, by_job) for group in found.book.groups() for row in group.rows]
    assert numbers == ["+917911123456", "+447911123456"]


def test_temporary_files_are_closed_when_the_file_is_rejected() -> None:
    with pytest.raises(FileError) as raised:
        read(members("Depot", 1, 2, 3), max_rows=2)
    assert raised.value.problem.code == "too_many_rows"
    del raised
    gc.collect()  # a file that is left open is a ResourceWarning, which fails the test


def test_declared_groups_are_groups_without_entries() -> None:
    with read("#muster:group,Empty\n" + members("Depot", 1)) as found:
        assert [(group.name, len(group.rows)) for group in found.book.groups()] == [("Depot", 1), ("Empty", 0)]
        assert (found.counts.entries, found.instruction_lines) == (1, 0)
