"""What each kind of cell is read as."""

import pytest

from shared.domain.csv.lines import FileError
from shared.domain.workbooks.read import FaultyCell
from tests.unit.domain.workbooks.sheets import cells_in, faults_of, rows_of_parts
from tests.workbooks import sheet_parts, sheet_xml, strings_xml, styles_xml


def number(written: str) -> str:
    return cells_in(f"<c><v>{written}</v></c>")[0]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<t>Depot</t>", "Depot"),
        ('<t xml:space="preserve"> a  b </t>', " a  b "),
        ("<t> a </t>", " a "),
        ("<t>a&amp;b &lt;c&gt; &#x41;</t>", "a&b <c> A"),
        ("<t><![CDATA[a<b]]></t>", "a<b"),
        ("<t>a<!-- no --><?x y?>b</t>", "ab"),
        ("<r><t>Night </t></r><r><rPr><b/></rPr><t>shift</t></r>", "Night shift"),
        ('<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/>', "東京"),
        ('<r><t>東</t></r><rPh sb="0" eb="1"><t>トウ</t></rPh><r><t>京</t></r>', "東京"),
        ("<t>Two_x000D_\nLines</t>", "Two\r\nLines"),
        ("<t>_x0041_</t>", "A"),
        ("<t>_x005F_x0041_</t>", "_x0041_"),
        ("<t>_x005f_x0041_x_x0042_</t>", "_x0041_xB"),
        ("<t>_X0041_ _x41_ _x004_ x0041</t>", "_X0041_ _x41_ _x004_ x0041"),
        ("<t>_xD83D__xDE92_</t>", "\U0001f692"),
        ("<t>_xD83D_</t>", "\ufffd"),
        ("<t/>", ""),
        ("", ""),
    ],
)
def test_text_is_the_same_as_shared_and_as_inline_string(inside: str, text: str) -> None:
    shared = cells_in('<c t="s"><v>0</v></c><c t="s"><v> 1 </v></c>', strings_xml([inside, "<t>end</t>"]))
    inline = cells_in(f'<c t="inlineStr"><is>{inside}</is></c><c t="inlineStr"><is><t>end</t></is></c>')
    assert shared == inline == [text, "end"]


def test_text_of_a_formula_is_its_value() -> None:
    assert cells_in('<c t="str"><f>A1&amp;"x"</f><v>+91 98_x000D_</v></c>') == ["+91 98\r"]


def test_text_without_a_formula_may_have_that_type_too() -> None:
    assert cells_in('<c t="str"><v>Mini Team</v></c>') == ["Mini Team"]


@pytest.mark.parametrize(
    "cell", ["<c/>", '<c s="0"></c>', "<c><v> </v></c>", '<c t="s"/>', '<c t="str"><f>""</f><v></v></c>', "<c><v/></c>"]
)
def test_blank_cells_are_blank(cell: str) -> None:
    assert cells_in(f"{cell}<c><v>7</v></c>") == ["", "7"]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("919812346011", "919812346011"),
        ("9.19812346011E11", "919812346011"),
        ("9.19812346012e+11", "919812346012"),
        ("919812346013.0", "919812346013"),
        ("919812346013.", "919812346013"),
        (" 919812346013\n", "919812346013"),
        ("9198123460130000E-4", "919812346013"),
        ("000919812346013", "919812346013"),
        ("123456789012345", "123456789012345"),
        ("1E14", "100000000000000"),
        ("0", "0"),
        ("0.0", "0"),
        ("0E300", "0"),
        ("1E5", "100000"),
        ("-5", "-5"),
        ("+919812346013", "+919812346013"),
        ("919812346014.5", "919812346014.5"),
        ("9.198123460145e11", "919812346014.5"),
        ("0.10", "0.1"),
        (".5", "0.5"),
        ("1.5E-5", "0.000015"),
        ("-0.5", "-0.5"),
    ],
)
def test_number_has_its_digits_and_never_an_exponent(written: str, text: str) -> None:
    cell = number(written)
    assert cell == text
    assert not isinstance(cell, FaultyCell)


@pytest.mark.parametrize(
    "written", ["9198123460150001234", "1234567890123456", "1E15", "9.1981234601E+18", "1E300", "1E99999"]
)
def test_number_beyond_15_digits_is_damaged(written: str) -> None:
    cell = number(written)
    assert faults_of([cell]) == ["number_damaged_by_spreadsheet"]
    assert written.startswith(cell[:5].rstrip("0")[:1])


@pytest.mark.parametrize(
    "written", ["abc", "NaN", "INF", "1_000", "0x10", "٣٤", "1 2", "1,5", "--1", "1e5e5", "9" * 500]
)
def test_number_that_is_none_is_no_text(written: str) -> None:
    assert faults_of([number(written)]) == ["cell_not_text"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ('<c t="b"><v>0</v></c>', "FALSE"),
        ('<c t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c t="e"><f>A1</f><v>#REF!</v></c>', "#REF!"),
        ('<c t="d"><v>2026-03-05T00:00:00Z</v></c>', "2026-03-05T00:00:00Z"),
        ('<c s="1"><v>46086</v></c>', "2026-03-05"),
        ('<c s="1"><f>TODAY()</f><v>46086</v></c>', "2026-03-05"),
        ("<c><f>A1</f></c>", "=A1"),
        ("<c><f>A1</f><v/></c>", "=A1"),
        ('<c t="str"><f>A1</f></c>', "=A1"),
        ('<c><f t="shared" si="0"/><v></v></c>', "="),
        ('<c>\n <f>A1&amp;"&lt;"</f>\n <v>\n</v>\n</c>', '=A1&"<"'),
    ],
)
def test_cell_that_is_no_text_says_what_it_holds(cell: str, text: str) -> None:
    cells = cells_in(f"{cell}<c><v>7</v></c>", styles=styles_xml([0, 14]))
    assert faults_of(cells) == ["cell_not_text", ""]
    assert cells == [text, "7"]
    assert isinstance(cells[0], FaultyCell)
    assert cells[0].cause


def test_a_formula_counts_with_the_value_that_was_stored() -> None:
    cells = cells_in(
        '<c><f>1+1</f><v>2</v></c><c><f>B1*0</f><v>0</v></c><c t="s"><f>A1</f><v>0</v></c>', strings_xml(["<t>x</t>"])
    )
    assert cells == ["2", "0", "x"]
    assert faults_of(cells) == ["", "", ""]


def test_a_zero_of_a_formula_is_none_where_all_is_to_be_calculated_on_opening() -> None:
    """As XlsxWriter writes every formula: <v>0</v>, and fullCalcOnLoad in the workbook."""
    sheet = sheet_xml("<row><c><f>A2</f><v>0</v></c><c><f>A3</f><v>7</v></c><c><v>0</v></c></row>")
    rows = rows_of_parts(sheet_parts(sheet, more='<calcPr calcId="124519" fullCalcOnLoad="1"/>'))
    assert faults_of(rows[0].cells) == ["cell_not_text", "", ""]


def test_dates_are_told_in_the_calendar_of_the_workbook() -> None:
    parts = sheet_parts(
        sheet_xml(
            '<row><c s="0"><v>44624</v></c><c s="0"><v>44624.75</v></c><c s="0"><v>0.5</v></c><c><v>1E9</v></c></row>'
        ),
        styles=styles_xml([14]),
        more='<workbookPr date1904="1"/>',
    )
    assert rows_of_parts(parts)[0].cells == ["2026-03-05", "2026-03-05 18:00:00", "12:00:00", "1000000000"]


def test_a_string_that_is_not_there_is_damage() -> None:
    for index in ("1", "-1", "x", "1_0", "9" * 5000):
        with pytest.raises(FileError, match="file_damaged"):
            cells_in(f'<c t="s"><v>{index}</v></c>', strings_xml(["<t>a</t>"]))
    with pytest.raises(FileError, match="file_damaged"):
        cells_in('<c t="s"><v>0</v></c>')


def test_a_type_that_is_none_is_damage() -> None:
    with pytest.raises(FileError, match="file_damaged"):
        cells_in('<c t="x"><v>0</v></c>')


def test_a_long_cell_can_be_told_from_one_that_just_fits() -> None:
    """And is not kept as a whole."""
    lengths = [
        len(cell)
        for length in (32_767, 32_768, 1_000_000)
        for cell in cells_in(f'<c t="str"><v>{"x" * length}</v></c>')
    ]
    assert lengths[:2] == [32_767, 32_768]
    assert 32_767 < lengths[2] < 100_000
