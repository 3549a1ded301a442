"""Habits of Google Sheets and of Apple Numbers when they save .xlsx, written by hand from what people report, and what must
come of them.

Google Sheets: no dimension (github.com/tidyverse/readxl/issues/26); rows that are only formatted, to the end of the grid of
1,000; its own functions as IFERROR(__xludf.DUMMYFUNCTION(...)) with the value stored
(github.com/vinci1it2000/formulas/issues/51, grid-is.github.io/apiary/explain/gsdv); whole
numbers "Sheet - Table", with the table's name in the first row, and a summary in front
(support.apple.com/guide/numbers, "Export to Excel or another file format").
"""

from shared.domain.codes import Severity
from tests.people import number
from tests.sheets import book_of
from tests.unit.domain.csv.csv_outcome import read_outcome
from tests.workbooks import package, rows_xml, sheet_parts, sheet_xml, strings_xml, styles_xml

HEADER = ("Group Name", "Phone Number", "User Type", "Done")


def shared(index: int, reference: str) -> str:
    return f'<c r="{reference}" s="1" t="s"><v>{index}</v></c>'


def google(rows: str, strings: list[str]) -> bytes:
    """A sheet as Google writes it: shared strings, a style on every cell, empty rows to row 1000."""
    blank = "".join(f'<c r="{column}{{row}}" s="1"/>' for column in "ABC")
    check = '<c r="D{row}" s="1" t="b"><v>0</v></c>'
    cells = blank + check
    rest = "".join(f'<row r="{row}" customHeight="1">{cells.format(row=row)}</row>' for row in range(6, 1001))
    texts = strings_xml([f"<t>{text}</t>" for text in strings])
    return package(sheet_parts(sheet_xml(rows + rest), strings=texts, styles=styles_xml([0, 0])))


def test_google_sheets() -> None:
    head = "".join(shared(index, f"{column}1") for index, column in enumerate("ABCD"))
    query = '<f>IFERROR(__xludf.DUMMYFUNCTION("QUERY(Other!A:B)"),"Depot")</f>'
    computed = '<f>IFERROR(__xludf.DUMMYFUNCTION("""COMPUTED_VALUE"""),9.800000002E9)</f>'
    rows = (
        f'<row r="1">{head}</row>'
        f'<row r="2">{shared(4, "A2")}<c r="B2" s="1"><v>9.800000001E9</v></c>{shared(5, "C2")}'
        '<c r="D2" t="b"><v>1</v></c></row>'
        f'<row r="3"><c r="A3" s="1" t="str">{query}<v>Depot</v></c>'
        f'<c r="B3" s="1">{computed}<v>9.800000002E9</v></c></row>'
        f'<row r="4">{shared(4, "A4")}<c r="B4" s="1" t="e"><f>IMPORTRANGE()</f><v>#REF!</v></c></row>'
        f'<row r="5"><c r="A5" s="1" t="str"><f>IF(B5="","","Depot")</f><v></v></c></row>'
    )
    found = read_outcome(google(rows, [*HEADER, "Depot", "Admin"]), region="IN")
    assert found.fails is None
    assert found.memberships == [["Depot", "+919800000001", "Admin"], ["Depot", "+919800000002", "Member"]]
    assert [(each.line, each.code) for each in found.problems] == [(4, "cell_not_text")]


def test_numbers() -> None:
    summary = [
        ["This document was exported from Numbers. Each table was converted to an Excel worksheet."],
        ["Numbers Sheet Name", "Numbers Table Name", "Excel Worksheet Name"],
        ["Staff", "", ""],
        ["", "Depot", "Staff - Depot"],
        ["", "Tree", "Staff - Tree"],
    ]
    staff = [["Depot"], ["Group Name", "Phone Number", "User Type"], ["Depot", number(1), "Admin"], ["", "", ""]]
    tree = [["Tree"], ["Parent Group Name", "Child Group Name"], ["Region", "Depot"]]
    sheets = {"Export Summary": summary, "Staff - Depot": staff, "Staff - Tree": tree}
    found = read_outcome(book_of({name: rows_xml(rows) for name, rows in sheets.items()}))
    assert found.fails is None
    assert (found.memberships, found.links) == ([["Depot", number(1), "Admin"]], [["Region", "Depot"]])
    assert [each for each in found.problems if each.severity is Severity.WARNING] == []
