"""A user mapping becomes entries, problems and rejected rows; its temporary files are closed in any case."""

import csv
import gc
import re
from io import BytesIO, StringIO
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.codes import Problem
from shared.domain.csv.reader import FileError, Record, open_csv
from shared.domain.csv.skipped import IgnoredColumn
from shared.services.uploads.jobs import problem_list
from shared.services.uploads.jobs.log import decode_problem
from shared.services.uploads.read import read_user_mapping as read_user_mapping_module
from shared.services.uploads.read.read_user_mapping import ReadUpload, RejectedRows, read_user_mapping
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
    assert row.endswith(",12,Boss,'=1+1")
    assert {problem.line for problem in problems} == {2}
    assert found.passed_over.ignored_columns == (IgnoredColumn("Note"),)


CELLS = st.one_of(st.text(), st.text("=+-@'#\t\r\n ,;\"a1＝"), st.sampled_from(["007", "'1E5"]))


@given(st.lists(st.lists(CELLS, max_size=6), max_size=5))
def test_an_import_of_rejected_rows_gets_the_same_cells_and_no_spreadsheet_runs_one(rows: list[list[str]]) -> None:
    """Whatever was in the cells and titles, an admin may open the file, correct it and upload it again."""
    encodable = [[cell for cell in row if not re.search("[\ud800-\udfff]", cell)] for row in rows]
    titles = ["Group Name", "Phone Number", "User Type", "=1+1", "@a"]
    problem = Problem("users.csv", 2, "", "number_invalid", "=cmd| is not a number.")
    sink = BytesIO()
    rejected = RejectedRows(sink, titles, name_column=0)
    for row in encodable:
        rejected.add([problem], row)
    rejected.close()
    for cells in csv.reader(StringIO(sink.getvalue().decode("utf-8-sig"), newline="")):
        assert not any(cell[:1] in set("=+-@\t\r\n＝＋－＠#") for cell in cells if cell)
    file = open_csv(sink, "rejected.csv")
    assert file.titles[3:] == titles
    again = [record.cells[3:] for record in file.records() if isinstance(record, Record)]
    assert again == encodable


def test_the_messages_of_a_row_do_not_grow_with_its_numbers() -> None:
    numbers = ";".join(map(str, range(1000)))
    with read(USER_HEADER + f'Depot,"{numbers}",Member\n') as found:
        _, row = csv.reader(StringIO(text_of(found.rejected_csv)))
        assert len(text_of(found.problems).splitlines()) == 1000
    assert len(row[2]) < 2000
    assert row[2].endswith("995 more numbers of this row are rejected.")


def test_only_the_first_problems_are_kept_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """An upload may have a problem a row; what is kept of them, and what is shown, is bounded."""
    monkeypatch.setattr(problem_list, "KEPT", 2)
    monkeypatch.setattr(read_user_mapping_module, "KEPT", 2)
    with read(members("Depot", 1, 1, 1, 1) + "Depot,12,Member\n" * 5 + ",,\nDepot,13,Boss\n") as found:
        problems = [decode_problem(line) for line in text_of(found.problems).encode().splitlines()]
        rejected = text_of(found.rejected_csv)
        counts = found.counts
    assert [(problem.code, problem.line) for problem in problems] == [
        *(("duplicate_row", 3), ("duplicate_row", 4), ("number_invalid", 6), ("number_invalid", 7)),
        ("problems_left_out", 0),
    ]
    assert problems[-1].message.startswith("4 more errors and 1 more warnings are not listed. ")
    assert (counts.entries, counts.rejected, counts.duplicates) == (10, 6, 3)
    assert [line.split(",")[0] for line in rejected.splitlines()] == [
        "Line",
        "6",
        "7",
        "# 4 more rows were rejected. The file that was sent has them.",
    ]
    again = open_csv(BytesIO(rejected.encode()), "rejected.csv")
    assert len(list(again.records())) == 2


def test_a_file_names_no_more_groups_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_user_mapping_module, "MAX_GROUPS", 2)
    rows = members("A", 1) + "B,+919800000001,\nb,+919800000002,\n"
    with read(rows) as found:
        assert found.book.group_count == 2
    for more in ("C,+919800000001,\n", "#muster:group,C\n"):
        with pytest.raises(FileError) as raised:
            read(rows + more)
        assert (raised.value.problem.code, raised.value.problem.line) == ("too_many_groups", 5)


def test_the_names_of_a_files_groups_have_no_more_characters_than_they_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_user_mapping_module, "MAX_NAME_CHARACTERS", 6)
    rows = members("Abc", 1) + "Def,+919800000001,\nABC,+919800000001,\n"
    with read(rows) as found:
        assert found.book.name_characters == 6
    for more in ("C,+919800000001,\n", "#muster:group,C\n"):
        with pytest.raises(FileError) as raised:
            read(rows + more)
        assert (raised.value.problem.code, raised.value.problem.line) == ("too_many_groups", 5)


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
        assert (found.counts.entries, found.passed_over.instructions) == (1, 0)
