"""The small parts of a workbook: content types, relationships, workbook and styles (ECMA-376 Part 1, 12.3; Part 2)."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from shared.domain.workbooks.write.text import attribute

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"

DEFAULT_STYLE, TEXT_STYLE, HEADER_STYLE, WRAPPED_STYLE, HEADING_STYLE = range(5)
"""Indexes of cellXfs in STYLES. 49 is the number format @, of text (ECMA-376 Part 1, 18.8.30)."""

STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    # The first two fills are these whatever is written (Excel).
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyAlignment="1">'
    '<alignment vertical="top"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    '<dxfs count="0"/><tableStyles count="0" defaultTableStyle="TableStyleMedium2" defaultPivotStyle="PivotStyleLight16"/>'
    "</styleSheet>"
)


class SheetEntry(NamedTuple):
    """A sheet as the workbook lists it; its part is `worksheets/sheet<n>.xml`, n its place from 1."""

    name: str
    is_hidden: bool = False


def content_types(sheets: int, has_notes: bool) -> str:
    """[Content_Types].xml."""
    parts = {
        "xl/workbook": "sheet.main",
        "xl/styles": "styles",
        "xl/tables/table1": "table",
        **{f"xl/worksheets/sheet{n}": "worksheet" for n in range(1, sheets + 1)},
        **({"xl/comments1": "comments"} if has_notes else {}),
    }
    drawing = (
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        if has_notes
        else ""
    )
    overrides = "".join(
        f'<Override PartName="/{part}.xml" ContentType="{_TYPE.format(kind)}"/>' for part, kind in parts.items()
    )
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{drawing}{overrides}</Types>'
    )


def relationships(targets: Mapping[str, str]) -> str:
    """A part of relationships rId1, rId2 ...: each target with the last word of its type."""
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for n, (target, kind) in enumerate(targets.items(), start=1)
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def workbook(sheets: Sequence[SheetEntry]) -> str:
    """workbook.xml; the sheets are rId1, rId2 ..., and the first is shown."""
    entries = "".join(
        f'<sheet name={attribute(sheet.name)} sheetId="{n}"{" state=" + attribute("hidden") if sheet.is_hidden else ""} '
        f'r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, start=1)
    )
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><bookViews><workbookView activeTab="0"/></bookViews>'
        f"<sheets>{entries}</sheets></workbook>"
    )
