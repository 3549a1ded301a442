"""A workbook is written in one pass, and the import's reader finds in it just what was written."""

import io
import tracemalloc
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.workbooks.read import open_workbook
from shared.domain.workbooks.write import workbook
from shared.domain.workbooks.write.layout import InstructionLine, Layout, Note, SheetColumn, letters
from shared.domain.workbooks.write.text import MAX_CELL
from shared.domain.workbooks.write.workbook import WorkbookFullError, WorkbookWriter
from tests.workbook_faults import faults, schema_faults

_TWO = Layout("Rows", [SheetColumn("Name", 20), SheetColumn("Number", 20)])


def written(rows: Sequence[Sequence[str]], layout: Layout = _TWO) -> bytes:
    sink = io.BytesIO()
    writer = WorkbookWriter(sink, layout)
    writer.add(rows)
    writer.close()
    return sink.getvalue()


def read(content: bytes, sheet: int = 0) -> list[list[str]]:
    """The rows of a sheet as an import reads them, as wide as the widest."""
    with open_workbook(io.BytesIO(content), "test.xlsx") as book:
        return [row.cells for row in book.rows(book.sheets[sheet])]


def part(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


@given(st.lists(st.text(max_size=20).filter(str.strip), min_size=1, max_size=3))
def test_every_text_comes_back(cells: list[str]) -> None:
    content = written([cells])
    assert read(content)[1] == cells
    assert faults(content) == []


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+919812345678", "-1", "@x", "007", "1E5", "1-2", "TRUE", "'quoted", " both ends ", "a  b", "\ttab\t"),
        *("_x0041_", "a_x005F_b", "x_xZZZZ_", "\x00\x07\x1f", "line\nbreak\r\nand\rreturn", "\ufffe\uffff", "<&>]]>\"'"),
        *("🚚 सेवा دل", "e\u0301", "\u200d", "\x7f\x85\x9f", "x" * MAX_CELL, "🚚" * (MAX_CELL // 2)),
    ],
)
def test_odd_texts_come_back_and_are_valid(text: str) -> None:
    content = written([[text, "x"]])
    assert read(content)[1] == [text, "x"]
    assert (faults(content), schema_faults(content)) == ([], [])


def test_half_a_character_is_written_in_valid_xml() -> None:
    content = written([["\ud800 alone", "x"]])
    assert read(content)[1] == ["\ufffd alone", "x"]
    assert (faults(content), schema_faults(content)) == ([], [])


@pytest.mark.parametrize("text", ["x" * (MAX_CELL + 1), "🚚" * (MAX_CELL // 2 + 1)])
def test_a_text_that_no_cell_can_hold_is_refused_and_not_cut(text: str) -> None:
    with pytest.raises(ValueError, match="32767"):
        written([[text]])


def test_every_cell_is_text_also_those_that_are_still_to_be_filled_in() -> None:
    content = written([["007", "+919812345678"]])
    rows = part(content, "xl/worksheets/sheet1.xml")
    assert rows.count('t="inlineStr"') == rows.count("<c ") == 4
    assert rows.count('<col min="') == rows.count('style="1"') == 2
    assert '<c r="A2" s="1"' in rows
    styles = part(content, "xl/styles.xml").partition("<cellXfs")[2].split("<xf ")
    assert 'numFmtId="49"' in styles[2]


def test_digits_of_a_column_of_numbers_are_numbers_and_other_text_is_text() -> None:
    layout = Layout("Rows", [SheetColumn("Line", 8, is_number=True)])
    content = written([["12"], ["# 3 more"], ["٣"], ["1.5"]], layout)
    assert read(content)[1:] == [["12"], ["# 3 more"], ["٣"], ["1.5"]]
    rows = part(content, "xl/worksheets/sheet1.xml")
    assert '<c r="A2"><v>12</v></c>' in rows
    assert rows.count("<v>") == 1


def test_the_header_is_bold_and_stays_in_sight() -> None:
    content = written([["a", "b"]])
    rows = part(content, "xl/worksheets/sheet1.xml")
    assert 'ySplit="1"' in rows
    assert 'state="frozen"' in rows
    assert '<c r="A1" s="2"' in rows
    assert 'fontId="1"' in part(content, "xl/styles.xml").partition("<cellXfs")[2].split("<xf ")[3]
    assert "<b/>" in part(content, "xl/styles.xml").split("<font>")[2]


@pytest.mark.parametrize(("rows", "area"), [(0, "A1:B2"), (1, "A1:B2"), (5, "A1:B6")])
def test_the_table_covers_the_rows_and_has_one_at_least(rows: int, area: str) -> None:
    content = written([["a", "b"]] * rows)
    assert part(content, "xl/tables/table1.xml").count(f'ref="{area}"') == 2
    assert (faults(content), schema_faults(content)) == ([], [])


def test_cells_beyond_the_columns_stand_beside_the_table() -> None:
    content = written([["a", "b", "", "d"]])
    assert read(content)[1] == ["a", "b", "", "d"]
    assert 'ref="A1:B2"' in part(content, "xl/tables/table1.xml")
    assert faults(content) == []


def test_blank_cells_take_no_place() -> None:
    assert "<c r=\"A2\"" not in part(written([["", "b"]]), "xl/worksheets/sheet1.xml")


def test_short_choices_stand_in_the_formula_and_long_ones_on_a_hidden_sheet() -> None:
    columns = [SheetColumn("Kind", 9, ("A", "B"), "Help."), SheetColumn("Place", 9, [f"P{n}" for n in range(200)], "Help.")]
    content = written([["A", "P1"]], Layout("Rows", columns))
    rows = part(content, "xl/worksheets/sheet1.xml")
    assert '<formula1>"A,B"</formula1>' in rows
    assert "<formula1>Lists!$A$1:$A$200</formula1>" in rows
    assert 'sqref="A2:A1048576"' in rows
    with open_workbook(io.BytesIO(content), "test.xlsx") as book:
        assert [(sheet.name, sheet.is_visible) for sheet in book.sheets] == [("Rows", True), ("Lists", False)]
        assert [row.cells for row in book.rows(book.sheets[1])] == [[f"P{n}"] for n in range(200)]
    assert (faults(content), schema_faults(content)) == ([], [])


@pytest.mark.parametrize("choices", [("a,b", "c"), ('a"b',)])
def test_choices_that_a_formula_would_split_stand_on_the_hidden_sheet(choices: Sequence[str]) -> None:
    content = written([], Layout("Rows", [SheetColumn("Kind", 9, choices)]))
    assert read(content, sheet=1) == [[choice] for choice in choices]
    assert faults(content) == []


def test_notes_stand_at_their_cells() -> None:
    notes = [Note(3, 1, "Second & <last>."), Note(2, 0, "First.\nTwo lines.")]
    content = written([["a", "b"], ["c", "d"]], Layout("Rows", _TWO.columns, notes=notes))
    comments = part(content, "xl/comments1.xml")
    assert comments.index('ref="A2"') < comments.index("First.\nTwo lines.") < comments.index('ref="B3"')
    assert "Second &amp; &lt;last&gt;." in comments
    assert part(content, "xl/drawings/vmlDrawing1.vml").count("<v:shape ") == 2
    assert (faults(content), schema_faults(content)) == ([], [])


def test_instructions_stand_on_a_visible_sheet_of_their_own() -> None:
    lines = [InstructionLine(["Title"], is_heading=True), InstructionLine(["", "Do <this> & that."])]
    content = written([["a", "b"]], Layout("Rows", _TWO.columns, lines))
    assert read(content, sheet=1) == [["Title"], ["", "Do <this> & that."]]
    assert (faults(content), schema_faults(content)) == ([], [])


def test_the_same_content_makes_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    before = written([["a", "b"]])
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert written([["a", "b"]]) == before


def test_a_sheet_has_no_more_rows_than_excel_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 4)
    assert len(read(written([["a", "b"]] * 3))) == 4
    with pytest.raises(WorkbookFullError, match="rows"):
        written([["a", "b"]] * 4)


def test_a_sheet_has_no_more_bytes_than_a_zip_holds_without_an_extension(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MOST_BYTES", 5_000)
    with pytest.raises(WorkbookFullError, match="bytes"):
        written([["a", "b"]] * 100)


def test_a_sheet_has_no_more_columns_than_excel_shows() -> None:
    columns = [SheetColumn(f"T{n}", 9) for n in range(16_385)]
    content = written([["x"] * 16_384], Layout("Rows", columns[:-1]))
    assert 'ref="A1:XFD2"' in part(content, "xl/tables/table1.xml")
    assert '<c r="XFD2"' in part(content, "xl/worksheets/sheet1.xml")
    with pytest.raises(WorkbookFullError, match="columns"):
        written([], Layout("Rows", columns))
    with pytest.raises(WorkbookFullError, match="columns"):
        written([["x"] * 16_385])


@pytest.mark.parametrize(("index", "text"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")])
def test_letters_of_columns(index: int, text: str) -> None:
    assert letters(index) == text


def test_memory_does_not_grow_with_the_rows() -> None:
    class Nowhere(io.RawIOBase):
        """A file that keeps nothing."""

        at = 0

        def writable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return True

        def tell(self) -> int:
            return self.at

        def seek(self, offset: int, whence: int = 0) -> int:
            self.at = offset
            return offset

        def write(self, content: object) -> int:
            size = len(memoryview(content))  # type: ignore[arg-type]
            self.at += size
            return size

    def peak(pages: int) -> int:
        writer = WorkbookWriter(Nowhere(), _TWO)  # type: ignore[arg-type]
        tracemalloc.start()
        for page in range(pages):
            writer.add([[f"Depot {page} {n}", f"+9198{page:04}{n:04}"] for n in range(100)])
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        writer.abandon()
        return most

    few = peak(30)
    assert peak(120) < few + 20_000


def test_a_workbook_that_is_let_go_leaves_its_file_open() -> None:
    sink = io.BytesIO()
    writer = WorkbookWriter(sink, _TWO)
    writer.add([["a", "b"]])
    writer.abandon()
    writer.abandon()
    assert not sink.closed
