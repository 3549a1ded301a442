"""The checks of what is written find what Excel would repair: each is shown a workbook with one thing wrong."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from shared.domain.workbooks.write.layout import InstructionLine, Layout, Note, SheetColumn
from shared.domain.workbooks.write.workbook import WorkbookWriter
from tests.workbook_faults import faults, schema_faults

_SHEET, _TABLE = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml"
_LAYOUT = Layout(
    "Rows",
    [
        SheetColumn("Name", 20),
        SheetColumn("Kind", 10, ("A", "B"), "One of two."),
        SheetColumn("Place", 10, ["x" * 9] * 50, "Where."),
    ],
    [InstructionLine(["Read this"], is_heading=True)],
    [Note(2, 0, "Wrong.")],
)


def written(layout: Layout = _LAYOUT) -> bytes:
    sink = io.BytesIO()
    writer = WorkbookWriter(sink, layout)
    writer.add([["Depot", "A", "x"], ["North", "B", ""]])
    writer.close()
    return sink.getvalue()


def changed(part: str, change: Callable[[str], str]) -> bytes:
    """The workbook with one part changed."""
    sink = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(written()))
    with zipfile.ZipFile(sink, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            new = change(text) if name == part else text
            assert name != part or new != text
            if new:
                target.writestr(name, new)
    return sink.getvalue()


def _moved(text: str) -> str:
    """The drop-downs before the rows."""
    rules = re.search("<dataValidations.*</dataValidations>", text)
    assert rules is not None
    return text.replace(rules[0], "").replace("<sheetData>", f"{rules[0]}<sheetData>")


def test_what_is_written_has_no_fault() -> None:
    assert (faults(written()), schema_faults(written())) == ([], [])


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (_SHEET, _moved),
        (_SHEET, lambda text: text.replace('errorStyle="warning"', 'errorStyle="gentle"')),
        (_SHEET, lambda text: text.replace("<sheetFormatPr", "<sheetFormats")),
        (_TABLE, lambda text: text.replace('totalsRowShown="0"', 'totalsRowShown="no"')),
        ("xl/styles.xml", lambda text: text.replace("<cellXfs", "<cellFormats").replace("/cellXfs", "/cellFormats")),
        ("xl/workbook.xml", lambda text: text.replace('state="hidden"', 'state="away"')),
    ],
)
def test_what_the_schema_forbids_is_found(part: str, change: Callable[[str], str]) -> None:
    assert schema_faults(changed(part, change))


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("[Content_Types].xml", lambda text: text.replace("/xl/styles.xml", "/xl/style.xml")),
        ("[Content_Types].xml", lambda text: text.replace('Extension="vml"', 'Extension="wml"')),
        ("xl/worksheets/_rels/sheet1.xml.rels", lambda text: text.replace("rId1", "rId7")),
        ("xl/worksheets/_rels/sheet1.xml.rels", lambda text: text.replace("table1", "table2")),
        ("xl/workbook.xml", lambda text: text.replace('name="Lists"', 'name="rows"')),
        ("xl/workbook.xml", lambda text: text.replace('sheetId="2"', 'sheetId="1"')),
        ("xl/workbook.xml", lambda text: text.replace('name="Rows"', 'name="Rows?"')),
        (_SHEET, lambda text: text.replace('r="3"', 'r="2"')),
        (_SHEET, lambda text: text.replace('r="B2"', 'r="A2"')),
        (_SHEET, lambda text: text.replace('s="1"', 's="9"')),
        (_SHEET, lambda text: text.replace('style="1"', 'style="9"')),
        (_SHEET, lambda text: text.replace("Depot", "x" * 32_768)),
        (_SHEET, lambda text: text.replace("A,B", "A," * 200)),
        (_SHEET, lambda text: text.replace("One of two.", "x" * 256)),
        (_SHEET, lambda text: text.replace('promptTitle="Kind"', f'promptTitle="{"x" * 33}"')),
        (_SHEET, lambda text: text.replace("$50", "$51")),
        (_SHEET, lambda text: text.replace("Lists!", "Choices!")),
        (_SHEET, lambda text: text.replace("</sheetData>", '</sheetData><autoFilter ref="A1:C3"/>')),
        (_SHEET, lambda text: text.replace('<legacyDrawing r:id="rId2"/>', "")),
        (_SHEET, lambda text: text.replace("<t>Kind</t>", "<t>Sort</t>")),
        (_TABLE, lambda text: text.replace('name="Kind"', 'name="NAME"')),
        (_TABLE, lambda text: text.replace('id="2"', 'id="1"')),
        (_TABLE, lambda text: text.replace('count="3"', 'count="4"')),
        (_TABLE, lambda text: text.replace("A1:C3", "A1:D3")),
        (_TABLE, lambda text: text.replace("A1:C3", "A1:C1")),
        (_TABLE, lambda text: text.replace('autoFilter ref="A1:C3"', 'autoFilter ref="A1:C4"')),
        (_TABLE, lambda text: text.replace('displayName="Rows"', 'displayName="AB12"')),
        (_TABLE, lambda _: ""),
        ("xl/comments1.xml", lambda text: text.replace('ref="A2"', 'ref="A3"')),
    ],
)
def test_what_excel_would_repair_is_found(part: str, change: Callable[[str], str]) -> None:
    assert faults(changed(part, change))
