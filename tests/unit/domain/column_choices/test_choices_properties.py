"""Whatever the titles, a choice of columns gives what the file with the canonical titles gives."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from shared.domain.column_choices.choice import ColumnChoice
from shared.domain.column_choices.header_problem import ask_about
from shared.domain.column_choices.read_choice import read_choice
from shared.domain.column_choices.sample import HeaderError
from shared.domain.csv.columns import COLUMNS, FileKind
from shared.domain.csv.lines import FileError
from shared.domain.csv.parent_rows import read_parent_rows
from shared.domain.csv.reader import open_csv
from shared.domain.csv.rows import RejectedRow
from shared.domain.csv.user_rows import Entries, read_user_rows
from tests.people import number

_SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]
_TITLES = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12)
_CELLS = {
    "Group Name": st.sampled_from(["Depot", "Yard", "", "Dépôt"]),
    "Phone Number": st.sampled_from([number(1), number(2), f"{number(3)};{number(4)}", "12", ""]),
    "User Type": st.sampled_from(["Admin", "Member", "", "Boss"]),
    "Region": st.sampled_from(["IN", "", "XX"]),
    "Parent Group Name": st.sampled_from(["North", "South", ""]),
    "Child Group Name": st.sampled_from(["Depot", "Yard", ""]),
    "": st.sampled_from(["x", "", "Kim", "2024"]),
}


def written(titles: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str) -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([titles, *rows])
    return text.getvalue().encode()


def rows_of(content: bytes, kind: FileKind, choice: ColumnChoice | None = None) -> list[object]:
    file = open_csv(BytesIO(content), "file.csv", None, choice)
    return [*map(_told, read_parent_rows(file) if kind is FileKind.PARENT else read_user_rows(file, job_region="IN"))]


def _told(row: object) -> object:
    """What is read of a row, without what quotes the header."""
    if isinstance(row, Entries):
        return (row.line, row.group_name, row.role, row.numbers, [problem.code for problem in row.rejected])
    if isinstance(row, RejectedRow):
        return (row.line, row.entries, row.problem.code, row.problem.column)
    return row


@settings(max_examples=120, derandomize=True, suppress_health_check=_SLOW)
@given(st.data())
def test_whatever_the_titles(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(FileKind))
    columns = data.draw(st.permutations([*COLUMNS[kind], ""]))
    titles = data.draw(st.lists(_TITLES, min_size=len(columns), max_size=len(columns)))
    rows = data.draw(st.lists(st.tuples(*(_CELLS[column] for column in columns)), max_size=6))
    delimiter = data.draw(st.sampled_from(",;\t|"))
    content = written(titles, rows, delimiter)
    try:
        open_csv(BytesIO(content), "file.csv")
    except HeaderError as error:
        _, question = ask_about(error, "IN")
    except FileError:
        assume(False)  # all titles are blank, or the first begins an instruction
    else:
        assume(False)  # known by themselves
    assume(question is not None and question.line == 1)
    assert question is not None
    names = {asked.index: asked.title for asked in question.columns}
    assume(all(index in names for index, column in enumerate(columns) if column))
    wanted = {names[index]: column for index, column in enumerate(columns) if index in names}
    choice = read_choice(question, wanted, "asha", "2026-03-02T09:00:00Z")

    assert choice.kind == kind
    canonical = written([column or "Other" for column in columns], rows, delimiter)
    assert rows_of(content, kind, choice) == rows_of(canonical, kind)
