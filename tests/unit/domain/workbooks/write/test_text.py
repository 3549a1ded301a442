"""Texts of cells: how they are cut, and which of them the import would read as something else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.csv.instructions import is_instruction
from shared.domain.workbooks.sheet_cells import plain_text
from shared.domain.workbooks.write.text import (
    MAX_CELL,
    are_plain,
    attribute,
    cut_to_cell,
    protect_in_workbook,
    text_element,
    units,
)

_NAMES = st.text(alphabet="'=\"#+-@ 0a", max_size=6) | st.text(max_size=12)


@settings(max_examples=500)
@given(_NAMES)
def test_what_is_protected_is_read_as_it_was(text: str) -> None:
    cell = protect_in_workbook(text)
    assert plain_text(cell) == text
    assert not is_instruction(cell)


@pytest.mark.parametrize("text", ["=1+1", "+919812345678", "-1", "@x", "007", "1E5", "#general", "'90s", "O'Brien", "="])
def test_what_a_cell_of_text_holds_as_it_is_gets_no_apostrophe(text: str) -> None:
    assert protect_in_workbook(text) == text


@pytest.mark.parametrize("text", ["'=already", "'007", '="x"', "# one", "#muster:group,x", "#", "''x"])
def test_what_the_import_would_change_gets_one(text: str) -> None:
    assert protect_in_workbook(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("short", "short"),
        ("x" * 40_000, "x" * MAX_CELL),
        ("🚚" * 20_000, "🚚" * 16_383),
        ("x" + "🚚" * 20_000, "x" + "🚚" * 16_383),
    ],
)
def test_a_cell_is_cut_between_characters(text: str, kept: str) -> None:
    assert cut_to_cell(text) == kept
    assert units(cut_to_cell(text)) <= MAX_CELL


def test_an_attribute_is_quoted() -> None:
    assert attribute('a "b" <c> & _x0041_') == '"a &quot;b&quot; &lt;c&gt; &amp; _x005F_x0041_"'


@settings(max_examples=500)
@given(st.lists(st.text(alphabet="a |&<_\t\n", max_size=3) | st.text(max_size=3), min_size=1, max_size=4))
def test_a_row_that_is_plain_has_plain_cells(cells: list[str]) -> None:
    plain = [f"<t>{cell}</t>" for cell in cells]
    assert not are_plain(cells) or [text_element(cell) for cell in cells] == plain


def test_ordinary_rows_are_plain() -> None:
    assert are_plain(["Night Shift 7", "+919812345678", "Member", "IN"])
    assert not are_plain(["x" * 32_000, "x" * 32_000])
