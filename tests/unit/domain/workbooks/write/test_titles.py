"""Titles of a table are what Excel asks for, and mean to the import what they meant."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.csv.synonyms import Column, column_of
from shared.domain.workbooks.write.layout import Layout, SheetColumn
from shared.domain.workbooks.write.titles import table_titles
from shared.domain.workbooks.write.workbook import WorkbookWriter
from tests.workbook_faults import faults


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["Name", "Phone"], ["Name", "Phone"]),
        (["", "  ", "\t"], ["Column 1", "Column 2", "Column 3"]),
        (["Line", "line", "LINE "], ["Line", "line 2", "LINE 3"]),
        (["Ｎａｍｅ", "name"], ["Ｎａｍｅ", "name 2"]),
        (["a", "a 2", "A"], ["a", "a 2", "A 3"]),
        (["Two\nlines", " ends "], ["Two lines", "ends"]),
    ],
)
def test_no_title_is_blank_or_there_twice(titles: list[str], expected: list[str]) -> None:
    assert table_titles(titles) == expected


def test_a_title_that_is_there_very_often_takes_no_longer() -> None:
    found = table_titles(["a"] * 100_000)  # hours, if every title were compared with all before it
    assert len(set(found)) == 100_000
    assert found[-1] == "a 100000"


@given(st.lists(st.text(max_size=300) | st.sampled_from(["", "Line", "line", "a\nb", "ß", "SS"]), min_size=1, max_size=8))
def test_excel_would_take_any_titles(titles: list[str]) -> None:
    sink = io.BytesIO()
    WorkbookWriter(sink, Layout("Rows", [SheetColumn(title, 9) for title in table_titles(titles)])).close()
    assert len(table_titles(titles)) == len(titles)
    assert faults(sink.getvalue()) == []


@pytest.mark.parametrize("column", Column)
@pytest.mark.parametrize("written", ["{}", " {} ", "{}\n"])
def test_a_known_title_stays_known(column: Column, written: str) -> None:
    assert [column_of(title) for title in table_titles(["Other", written.format(column), "other"])] == [None, column, None]
