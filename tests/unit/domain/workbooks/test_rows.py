"""Where rows and cells stand, which rows there are, and what merged ranges fill in."""

import pytest

from shared.domain.csv.lines import FileError
from shared.domain.workbooks.read import MergedCell, SheetRow
from shared.domain.workbooks.read.limits import MAX_COLUMNS, MERGED_COLUMNS
from tests.unit.domain.workbooks.sheets import faults_of, rows_in
from tests.workbooks import text_cell


def value(text: str, reference: str = "") -> str:
    return text_cell(text, reference)


def found(rows: list[SheetRow]) -> list[tuple[int, list[str]]]:
    return [(row.number, row.cells) for row in rows]


def merged(*ranges: str) -> str:
    return "<mergeCells>" + "".join(f'<mergeCell ref="{each}"/>' for each in ranges) + "</mergeCells>"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (f'<row r="3">{value("a", "A3")}{value("b", "C3")}</row>', [(3, ["a", "", "b"])]),
        (f"<row>{value('a')}</row><row/><row>{value('b')}<c/>{value('c')}</row>", [(1, ["a"]), (3, ["b", "", "c"])]),
        (f'<row r="7">{value("a")}</row><row>{value("b")}</row>', [(7, ["a"]), (8, ["b"])]),
        (f"<row>{value('b', 'B7')}</row><row>{value('a')}</row>", [(7, ["", "b"]), (8, ["a"])]),
        (f'<row r="1">{value("c", "C1")}{value("a", "A1")}{value("b")}</row>', [(1, ["a", "b", "c"])]),
        (f'<row r="1">{value("c", "C1")}{value("d")}</row>', [(1, ["", "", "c", "d"])]),
        (f'<row r="1">{value("a", "a1")}{value("b", "$B$1")}</row>', [(1, ["a", "b"])]),
        (f'<row r="1">{value("x", "AA1")}</row>', [(1, [*[""] * 26, "x"])]),
        (f'<row r="1"><c r="A1"/><c r="B1" s="0"/>{value("a", "C1")}<c r="D1"/></row>', [(1, ["", "", "a"])]),
        ('<row r="1"/><row r="2"><c r="A2" s="0"/></row>', []),
        ("", []),
        (f'\n <row r="1">\n {value("a", "A1")} \n</row>\n', [(1, ["a"])]),
    ],
)
def test_rows_and_cells_are_where_they_say_or_behind_the_one_before(
    rows: str, expected: list[tuple[int, list[str]]]
) -> None:
    assert found(rows_in(rows)) == expected


def test_rows_out_of_order_come_as_they_are_written() -> None:
    rows = f'<row r="5">{value("e")}</row><row r="2">{value("b")}</row><row r="5">{value("again")}</row>'
    assert found(rows_in(rows)) == [(5, ["e"]), (2, ["b"]), (5, ["again"])]


def test_a_row_in_two_pieces_is_one() -> None:
    rows = f'<row r="2">{value("a", "A2")}</row><row r="2">{value("b", "B2")}</row><row r="3">{value("c")}</row>'
    assert found(rows_in(rows)) == [(2, ["a", "b"]), (3, ["c"])]


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="2">{value("a", "A2")}{value("b", "A2")}</row>',
        f'<row r="2">{value("a", "A2")}</row><row r="2">{value("b", "A2")}</row>',
        f'<row r="0">{value("a")}</row>',
        f'<row r="1048577">{value("a")}</row>',
        f'<row r="-1">{value("a")}</row>',
        f'<row r="x">{value("a")}</row>',
        f'<row r="1">{value("a", "XFE1")}</row>',
        f'<row r="1">{value("a", "AAAA1")}</row>',
        f'<row r="1">{value("a", "1")}</row>',
        f'<row r="1">{value("a", "?1")}</row>',
        f'<row r="1">{value("a", "$$$$$$A1")}</row>',
        f"<row>{value('a', 'A0')}</row>",
        f"<row>{value('a', 'A')}</row>",
    ],
)
def test_a_place_that_no_sheet_has_or_that_is_taken_is_damage(rows: str) -> None:
    with pytest.raises(FileError) as raised:
        rows_in(rows)
    assert raised.value.problem.code == "file_damaged"
    assert raised.value.problem.sheet == "Sheet1"


@pytest.mark.parametrize(
    ("attributes", "is_hidden"),
    [
        ('hidden="1"', True),
        ('hidden="true"', True),
        ('ht="0" customHeight="1"', True),
        ('ht="0.0"', True),
        ('hidden="0"', False),
        ('hidden="false" ht="15"', False),
        ('ht="0.75"', False),
        ('ht="10"', False),
        ('spans="1:3"', False),
    ],
)
def test_hidden_rows_are_told(attributes: str, is_hidden: bool) -> None:
    rows = rows_in(f"<row {attributes}>{value('a')}</row><row>{value('b')}</row>")
    assert [row.is_hidden for row in rows] == [is_hidden, False]


def test_a_hidden_blank_row_hides_no_other() -> None:
    assert [row.is_hidden for row in rows_in(f'<row r="1" hidden="1"/><row r="2">{value("a")}</row>')] == [False]


def test_the_last_cell_of_a_sheet_costs_no_more_than_others() -> None:
    rows = rows_in(f'<row r="1">{value("a", "A1")}</row><row r="1048576">{value("last", "XFD1048576")}</row>')
    assert found(rows[:1]) == [(1, ["a"])]
    assert rows[1].number == 1_048_576
    assert len(rows[1].cells) == MAX_COLUMNS + 1


def test_values_far_to_the_right_are_one_behind_the_others() -> None:
    """So that a row with a value beyond its columns is told, whatever the column."""
    cells = rows_in(
        f'<row r="1">{value("a", "ALZ1")}{value("b", "AMJ1")}{value("c", "AMK1")}{value("d", "XFD1")}</row>'
    )[0].cells
    assert {at: cell for at, cell in enumerate(cells) if cell} == {1013: "a", 1023: "b", MAX_COLUMNS: "c"}


def test_blank_cells_of_a_merged_range_have_its_value() -> None:
    rows = (
        f'<row r="2">{value("Kitchen", "A2")}{value("1", "B2")}</row><row r="3"><c r="A3"/>{value("2", "B3")}</row>'
        f'<row r="4">{value("3", "B4")}</row><row r="5">{value("4", "B5")}</row>'
        f'<row r="6">{value("Bar", "A6")}{value("5", "B6")}</row><row r="7">{value("6", "B7")}</row>'
    )
    assert found(rows_in(rows, merged("A6:A7", "A2:A4"))) == [
        (2, ["Kitchen", "1"]),
        (3, ["Kitchen", "2"]),
        (4, ["Kitchen", "3"]),
        (5, ["", "4"]),
        (6, ["Bar", "5"]),
        (7, ["Bar", "6"]),
    ]


def test_ranges_merge_columns_too_and_mark_what_they_fill_in() -> None:
    rows = f'<row r="1">{value("Title", "A1")}</row><row r="2">{value("x", "D2")}</row>'
    read = rows_in(rows, merged("A1:C2"))
    assert found(read) == [(1, ["Title", "Title", "Title"]), (2, ["Title", "Title", "Title", "x"])]
    marked = [[isinstance(cell, MergedCell) for cell in row.cells] for row in read]
    assert marked == [[False, True, True], [True, True, True, False]]


def test_own_values_stay_in_a_merged_range() -> None:
    rows = f'<row r="1">{value("a")}{value("b")}</row><row r="2">{value("c")}</row>'
    assert found(rows_in(rows, merged("A1:B2"))) == [(1, ["a", "b"]), (2, ["c", "a"])]


def test_a_row_without_a_value_of_its_own_is_none() -> None:
    """Titles over two rows are one row of titles."""
    rows = f'<row r="1">{value("a")}{value("b")}</row><row r="2"><c/><c/></row>'
    assert found(rows_in(rows, merged("A1:A2", "B1:B1048576"))) == [(1, ["a", "b"])]


def test_a_range_without_a_value_fills_nothing_in() -> None:
    rows = f'<row r="2">{value("b", "B2")}</row><row r="3">{value("c", "B3")}</row>'
    assert found(rows_in(rows, merged("A1:A3"))) == [(2, ["", "b"]), (3, ["", "c"])]


def test_a_faulty_cell_stays_faulty_where_it_is_merged() -> None:
    rows = f'<row r="1"><c t="b"><v>1</v></c>{value("x")}</row><row r="2">{value("y", "B2")}</row>'
    assert [faults_of(row.cells) for row in rows_in(rows, merged("A1:A2"))] == [["cell_not_text", ""]] * 2


def test_a_merged_title_makes_no_16384_cells() -> None:
    row = rows_in(f"<row>{value('Title')}</row>", merged("A1:XFD1"))[0]
    assert row.cells == ["Title"] * MERGED_COLUMNS


@pytest.mark.parametrize(
    "reference", ["A1", "", "A1:B", "A2:A1", "$A$1:$A$2", "a1:a2", "XFD1:XFD2", "A1048576:A9999999"]
)
def test_odd_ranges_harm_nothing(reference: str) -> None:
    rows = f'<row r="1">{value("a")}</row><row r="2">{value("b", "B2")}</row>'
    expected = ["a", "b"] if reference in ("A2:A1", "$A$1:$A$2", "a1:a2") else ["", "b"]
    assert found(rows_in(rows, merged(reference)))[1] == (2, expected)


def test_merged_rows_are_filled_when_cells_speak_of_merging() -> None:
    rows = f"<row>{value('mergeCell ref=')}</row><row>{value('b', 'B2')}</row>"
    assert found(rows_in(rows)) == [(1, ["mergeCell ref="]), (2, ["", "b"])]


def test_many_overlapping_ranges_are_no_more_work() -> None:
    rows = "".join(f"<row>{value(f'v{at}')}</row>" for at in range(1, 3_001))
    read = rows_in(rows, merged(*(f"A{at}:BL1048576" for at in range(1, 3_001))))
    assert len(read) == 3_000
    assert read[-1].cells == ["v3000"] * MERGED_COLUMNS


@pytest.mark.parametrize(
    "behind", ["<extLst><ext><row><c t='str'><v>no</v></c></row></ext></extLst>", "<x xmlns='urn:x'><row/></x>"]
)
def test_what_stands_beside_the_rows_is_skipped(behind: str) -> None:
    inside = (
        "<row><c t='str'><v>a</v><extLst><ext><v>no</v></ext></extLst></c>"
        "<extLst><ext><c t='str'><v>no</v></c></ext></extLst></row>"
        "<mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        "<mc:Choice Requires='x'>"
        "<row><c t='str'><v>no</v></c></row></mc:Choice></mc:AlternateContent>"
    )
    assert found(rows_in(inside, behind)) == [(1, ["a"])]
