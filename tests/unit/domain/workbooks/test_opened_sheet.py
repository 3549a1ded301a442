"""Sheets of a workbook as uploads read them: which sheet counts, where its header stands, and what of it is a row."""

import io
from contextlib import closing
from typing import Any

import pytest

from shared.domain.codes import Problem, Severity
from shared.domain.csv.columns import FileKind
from shared.domain.csv.lines import FileError
from shared.domain.uploads.open_file import find_kinds, open_file
from tests.people import number
from tests.sheets import Rows, book, book_of
from tests.unit.domain.csv.csv_outcome import Outcome, read_outcome
from tests.workbooks import rows_xml, text_cell

A, B, C = number(1), number(2), number(3)
USERS = ["Group Name", "Phone Number", "User Type"]
PARENTS = ["Parent Group Name", "Child Group Name"]
TRUE, DATE = '<c t="b"><v>1</v></c>', '<c t="d"><v>2026-03-05</v></c>'


def outcome(content: bytes) -> Outcome:
    found = read_outcome(content, region="IN")
    assert found.fails is None
    return found


def rows_of(content: bytes) -> list[list[str]]:
    return [row[:2] for row in outcome(content).memberships]


def warned(content: bytes) -> list[tuple[str, int, str]]:
    problems = outcome(content).problems
    return [(each.sheet, each.line, each.code) for each in problems if each.severity is Severity.WARNING]


def errors(content: bytes) -> list[tuple[int, str, str, str]]:
    problems = outcome(content).problems
    return [(p.line, p.column, p.code, p.value) for p in problems if p.severity is Severity.ERROR]


def fault(content: bytes) -> Problem:
    found = read_outcome(content)
    assert found.fails is not None
    return found.fails


def kinds(content: bytes) -> list[tuple[str, str]]:
    return [(str(kind), sheet) for kind, sheet in find_kinds(io.BytesIO(content), "a").kinds]


# Which sheet counts


def test_the_first_visible_sheet_of_each_kind_is_read() -> None:
    content = book(
        hidden=["Hidden"],
        Hidden=[USERS, ["Old", A, ""]],
        Notes=[["Read me"], ["Nothing here"]],
        Links=[PARENTS, ["Region", "Depot"]],
        Staff=[["Our staff"], [], USERS, ["Depot", B, ""]],
        Staff_2=[USERS, ["Yard", C, ""]],
    )
    assert kinds(content) == [("user-group-mapping", "Staff"), ("parent-group-mapping", "Links")]
    assert (rows_of(content), outcome(content).links) == ([["Depot", B]], [["Region", "Depot"]])
    assert warned(content) == [("Hidden", 0, "sheet_ignored"), ("Staff 2", 0, "sheet_ignored")]


@pytest.mark.parametrize(
    ("rows", "is_told"),
    [
        ([USERS, ["Yard", C, ""]], True),
        ([USERS], False),
        ([PARENTS, ["a", "b"]], True),
        ([["Name", "Mobile of a person"], ["Asha", C]], True),
        ([["Name", "Born"], ["Asha", "1990-05-17"]], False),
        ([["# Example: Depot", C]], False),
        ([], False),
    ],
)
def test_a_sheet_that_nobody_reads_is_told_where_its_rows_could_be_meant(rows: Rows, is_told: bool) -> None:
    links: Rows = [PARENTS, ["Region", "Depot"]]
    content = book(Staff=[USERS, ["Depot", A, ""]], Links=links, Other=rows)
    assert warned(content) == ([("Other", 0, "sheet_ignored")] if is_told else [])
    assert rows_of(content) == [["Depot", A]]


def test_the_warning_says_how_many_rows_and_why() -> None:
    content = book(Staff=[USERS, ["Depot", A, ""]], Staff_2=[USERS, ["Yard", B, ""], ["Yard", C, ""]])
    (warning,) = outcome(content).problems
    assert warning.message.startswith(
        "Sheet “Staff 2”, with 2 rows, was not read: the sheet “Staff” in front of it is the user group mapping. "
    )


def test_a_sheet_whose_titles_are_not_known_counts_as_the_user_mapping_beside_a_hierarchy() -> None:
    """Else the upload would wait for a user mapping that it has."""
    content = book(Links=[PARENTS, ["Region", "Depot"]], Staff=[["Crew", "Contact"], ["Depot", A]])
    assert kinds(content) == [("user-group-mapping", ""), ("parent-group-mapping", "Links")]
    problem = fault(content)
    assert (problem.code, problem.sheet, problem.line) == ("header_unrecognised", "Staff", 1)
    notes = book(Links=[PARENTS, ["Region", "Depot"]], Notes=[["Made in May"]])
    assert kinds(notes) == [("parent-group-mapping", "Links")]


def test_an_ambiguous_sheet_in_front_leaves_it_open_which_is_meant() -> None:
    ambiguous = [["Group Name", "Phone", "Mobile", "User Type"], ["Depot", A, B, ""]]
    problem = fault(book(Staff=ambiguous, Old=[USERS, ["Yard", C, ""]]))
    assert (problem.code, problem.sheet) == ("header_ambiguous", "Staff")
    behind = book(Staff=[USERS, ["Yard", C, ""]], Other=ambiguous)
    assert (rows_of(behind), warned(behind)) == ([["Yard", C]], [("Other", 0, "sheet_ignored")])


@pytest.mark.parametrize(
    ("content", "code", "sheet", "words"),
    [
        (book(hidden=["Staff"], Staff=[USERS, ["Depot", A, ""]], Notes=[["x"]]), "header_unrecognised", "Staff", "Unhide"),
        (book(Sheet1=[], Sheet2=[]), "file_empty", "", "No visible sheet"),
        (book(Notes=[["x"]], Staff=[["Crew", "Contact"], ["Depot", A]]), "header_unrecognised", "Staff", "Crew"),
        (book(Notes=[["Hello", "x"]]), "header_unrecognised", "Notes", "Hello"),
    ],
    ids=["hidden", "empty", "unknown titles", "no table"],
)
def test_without_a_sheet_that_counts_the_file_fails_and_says_why(
    content: bytes, code: str, sheet: str, words: str
) -> None:
    problem = fault(content)
    assert (problem.code, problem.sheet) == (code, sheet)
    assert words in problem.message


def test_a_file_of_the_other_kind_is_refused_for_that() -> None:
    content = book(Links=[PARENTS, ["Region", "Depot"]])
    with closing(open_file(io.BytesIO(content), "a", FileKind.USER)) as opened:
        assert opened.header.kind is FileKind.PARENT
    with pytest.raises(FileError):
        open_file(io.BytesIO(book(Notes=[["x"]])), "a", FileKind.PARENT)


# Rows


TITLES: list[list[list[str]]] = [[], [["Staff of May"]], [["# Instruction"], [], ["Staff", "", "list"]], [["", ""], [""]]]


@pytest.mark.parametrize("above", TITLES)
def test_the_header_may_stand_below_a_title(above: list[list[str]]) -> None:
    content = book(Staff=[*above, USERS, ["Depot", A, ""], [], ["Yard", "12", ""]])
    assert rows_of(content) == [["Depot", A]]
    line = len(above) + 4
    assert [each[0] for each in errors(content)] == [line], "the row as Excel numbers it"


def test_a_title_in_a_merged_range_is_one_title() -> None:
    title = f'<row r="1">{text_cell("Staff of May", "A1")}</row>'
    head = "".join(text_cell(text, f"{letter}3") for letter, text in zip("ABC", USERS, strict=True))
    row = "".join(text_cell(text, f"{letter}4") for letter, text in zip("ABC", ["Depot", A, ""], strict=True))
    rows = f'{title}<row r="3">{head}</row><row r="4">{row}</row>'
    behind = '<mergeCells count="1"><mergeCell ref="A1:C2"/></mergeCells>'
    assert rows_of(book_of({"Staff": rows}, behind=behind)) == [["Depot", A]]


def test_a_title_over_two_columns_gives_one_column() -> None:
    head = "".join(text_cell(text, f"{letter}1") for letter, text in zip("ABD", USERS, strict=True))
    row = "".join(text_cell(text, f"{letter}2") for letter, text in zip("ABD", ["Depot", A, "Admin"], strict=True))
    behind = '<mergeCells count="2"><mergeCell ref="B1:C1"/><mergeCell ref="B2:C2"/></mergeCells>'
    content = book_of({"Staff": f'<row r="1">{head}</row><row r="2">{row}</row>'}, behind=behind)
    assert (outcome(content).memberships, outcome(content).problems) == ([["Depot", A, "Admin"]], [])


def test_instructions_declarations_and_blank_rows_are_what_they_are_in_a_csv() -> None:
    content = book(
        Staff=[
            ["# Fill in the rows below"],
            ["#muster:group", "Above"],
            USERS,
            ["#muster:group", "Empty"],
            ["#muster:group,Packed"],
            ["#"],
            ["# Depot", A, ""],
            ["", "", "Member"],
            [" ", "", "\u00a0"],
            ["#general", B, ""],
        ]
    )
    found = outcome(content)
    assert sorted(found.empty_groups) == ["Above", "Empty", "Packed"]
    assert found.memberships == [["#general", B, "Member"]]
    assert warned(content) == [("Staff", 7, "instruction_looks_like_row")]


def test_a_cell_that_is_no_text_rejects_its_row_only_where_it_is_read() -> None:
    head = rows_xml([[*USERS, "Done", "Born"]])
    rows = [
        f"<row>{text_cell('Depot')}{text_cell(A)}{text_cell('')}{TRUE}{DATE}</row>",
        f"<row>{text_cell('Depot')}{DATE}{text_cell('')}{TRUE}</row>",
        f"<row>{TRUE}{text_cell(B)}</row>",
        f"<row>{text_cell('')}{text_cell('')}{text_cell('')}{TRUE}</row>",
        f"<row>{text_cell('Depot')}{text_cell(C)}{text_cell('')}{text_cell('')}{text_cell('')}{TRUE}</row>",
    ]
    content = book_of({"Staff": head + "".join(rows)})
    assert rows_of(content) == [["Depot", A], ["Depot", C]]
    assert errors(content) == [
        (3, "Phone Number", "cell_not_text", "2026-03-05"),
        (4, "Group Name", "cell_not_text", "TRUE"),
    ]


def test_apostrophes_and_formulas_of_a_csv_that_became_a_workbook_are_taken_off() -> None:
    """Saved from an export: the apostrophe is a character of the cell there. One of the name itself stays."""
    names = ["'=SUM(A1)", "'007", "''quoted'", "'twas", '="Depot"']
    content = book(Staff=[USERS, *([name, A, ""] for name in names)])
    assert [row[0] for row in rows_of(content)] == sorted(["=SUM(A1)", "007", "'quoted'", "'twas", "Depot"], key=str)


def test_line_breaks_and_long_cells_are_as_in_a_csv() -> None:
    content = book(Staff=[USERS, ["Depot\nNorth", f"{A}\n{B}", ""], ["Depot North", C, "x" * 40_000], ["a", C, "", "x"]])
    assert rows_of(content) == [["Depot North", A], ["Depot North", B]]
    assert [each[::2] for each in errors(content)] == [(3, "cell_too_long"), (4, "too_many_columns")]


def test_hidden_rows_are_read_and_told() -> None:
    rows = "".join(
        f'<row r="{at}"{" hidden=" + chr(34) + "1" + chr(34) if at in (3, 4) else ""}>'
        f"{''.join(text_cell(cell) for cell in cells)}</row>"
        for at, cells in enumerate([USERS, ["Depot", A, ""], ["Depot", B, ""], ["Depot", C, ""]], start=1)
    )
    content = book_of({"Staff": rows})
    assert rows_of(content) == [["Depot", A], ["Depot", B], ["Depot", C]]
    assert warned(content) == [("Staff", 3, "hidden_rows")]
    assert outcome(content).problems[0].message.startswith("2 rows are hidden in the sheet, the first of them row 3. ")


def test_rows_are_limited_as_in_a_csv() -> None:
    content = book(Staff=[USERS, *(["Depot", number(n), ""] for n in range(5))])
    found = read_outcome(content, max_rows=4)
    assert found.fails is not None
    assert (found.fails.code, found.fails.sheet, found.fails.line) == ("too_many_rows", "Staff", 6)


def test_columns_beside_the_known_ones_are_told_where_they_hold_numbers() -> None:
    content = book(Staff=[[*USERS, "Note", "Other"], ["Depot", A, "", "x", B]])
    assert warned(content) == [("Staff", 1, "column_ignored")]


@pytest.mark.parametrize("name", ["Staff & <Co>", "團隊 👩", "a" * 31, "Tel +919812345678"])
def test_a_sheet_may_be_called_anything(name: str) -> None:
    content = book_of({name: rows_xml([USERS, ["Depot", "12", ""]])})
    (problem,) = outcome(content).problems
    assert problem.sheet == name


def test_both_kinds_at_once_warn_once() -> None:
    content = book(Staff=[USERS, ["Depot", A, ""]], Links=[PARENTS, ["R", "Depot"]], Old=[USERS, ["Yard", B, ""]])
    assert warned(content) == [("Old", 0, "sheet_ignored")]


def test_where_one_kind_is_another_file_the_sheet_of_that_kind_is_told() -> None:
    content = book(Staff=[USERS, ["Depot", A, ""]], Links=[PARENTS, ["R", "Depot"]])
    found: list[Any] = []
    with closing(open_file(io.BytesIO(content), "a", FileKind.USER)) as opened:
        list(opened.records())
        found = [*opened.warnings("")]
    assert [(each.sheet, each.code) for each in found] == [("Links", "sheet_ignored")]
    assert "of this upload is another file" in found[0].message
