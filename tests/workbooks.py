"""Makes workbooks from parts, for tests: what a program may write, and what none should.

`workbook([["Group Name", ...], ...])` is a whole .xlsx of text cells. `package(parts)` zips any parts; `sheet_parts` gives
those of a workbook, to be changed before.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

USER_HEADER = ("Group Name", "Phone Number", "User Type")
WORKBOOK, SHEET, STRINGS, STYLES = (
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
)

Parts = dict[str, bytes]


def text_cell(text: str, reference: str = "") -> str:
    """A cell with an inline string."""
    place = f' r="{reference}"' if reference else ""
    return f'<c{place} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def rows_xml(rows: Sequence[Sequence[str]]) -> str:
    """Rows of text cells, without references."""
    return "".join(f"<row>{''.join(map(text_cell, row))}</row>" for row in rows)


def sheet_xml(rows: str, behind: str = "", namespace: str = MAIN) -> bytes:
    """A worksheet of these rows in XML, and of what stands behind them, such as mergeCells."""
    return f'{DECLARATION}<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData>{behind}</worksheet>'.encode()


def strings_xml(strings: Sequence[str], namespace: str = MAIN) -> bytes:
    """Shared strings; each is the XML inside its si."""
    items = "".join(f"<si>{each}</si>" for each in strings)
    return f'{DECLARATION}<sst xmlns="{namespace}">{items}</sst>'.encode()


def styles_xml(codes: Sequence[str | int], namespace: str = MAIN) -> bytes:
    """One cell style for each format: a code, or the number of a builtin one."""
    own = {code: 164 + at for at, code in enumerate(codes) if isinstance(code, str)}
    formats = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for code, number in own.items()
    )
    styles = "".join(f'<xf numFmtId="{own[code] if isinstance(code, str) else code}"/>' for code in codes)
    return (
        f'{DECLARATION}<styleSheet xmlns="{namespace}"><numFmts>{formats}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>'
    ).encode()


def relationships_xml(targets: Sequence[tuple[str, str]], types: str = OFFICE) -> bytes:
    """Relationships rId1, rId2, ... of (type, target)."""
    items = "".join(
        f'<Relationship Id="rId{at}" Type="{types}/{kind}" Target="{escape(target)}"/>'
        for at, (kind, target) in enumerate(targets, start=1)
    )
    return (
        f'{DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'
    ).encode()


def workbook_xml(
    sheets: Sequence[tuple[str, str]], more: str = "", namespace: str = MAIN, types: str = OFFICE
) -> bytes:
    """A workbook of sheets (name, state), whose relationships are rId1, rId2, ..."""
    items = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" state="{state}" r:id="rId{at}"/>'
        for at, (name, state) in enumerate(sheets, start=1)
    )
    namespaces = f'xmlns="{namespace}" xmlns:r="{types}"'
    return f"{DECLARATION}<workbook {namespaces}>{more}<sheets>{items}</sheets></workbook>".encode()


def sheet_parts(
    *sheets: bytes,
    states: Sequence[str] = (),
    strings: bytes | None = None,
    styles: bytes | None = None,
    more: str = "",
) -> Parts:
    """The parts of a workbook of these sheets, Sheet1, Sheet2, ..."""
    shown = [*states, *["visible"] * (len(sheets) - len(states))]
    targets = [("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)]
    parts = {
        "[Content_Types].xml": content_types_xml(len(sheets)),
        "_rels/.rels": relationships_xml([("officeDocument", WORKBOOK)]),
        WORKBOOK: workbook_xml([(f"Sheet{at}", state) for at, state in enumerate(shown, start=1)], more),
    }
    parts |= {f"xl/worksheets/sheet{at}.xml": sheet for at, sheet in enumerate(sheets, start=1)}
    for kind, part, content in (("sharedStrings", STRINGS, strings), ("styles", STYLES, styles)):
        if content is not None:
            targets.append((kind, part.removeprefix("xl/")))
            parts[part] = content
    parts["xl/_rels/workbook.xml.rels"] = relationships_xml(targets)
    return parts


def content_types_xml(sheets: int) -> bytes:
    """What kind each part is, as programs check it that write and open packages strictly."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = [(f"/{WORKBOOK}", "sheet.main"), (f"/{STRINGS}", "sharedStrings"), (f"/{STYLES}", "styles")]
    overrides += [(f"/xl/worksheets/sheet{at}.xml", "worksheet") for at in range(1, sheets + 1)]
    items = "".join(f'<Override PartName="{part}" ContentType="{kind}.{each}+xml"/>' for part, each in overrides)
    return (
        f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{items}</Types>'
    ).encode()


def package(parts: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a zip, in their order."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return sink.getvalue()


class _NotSeekable(io.BytesIO):
    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation


def streamed_package(parts: Mapping[str, bytes]) -> bytes:
    """The same as programs write it that cannot go back: sizes and checksums stand behind each entry."""
    sink = _NotSeekable()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def workbook(*sheets: Sequence[Sequence[str]], states: Sequence[str] = ()) -> bytes:
    """An .xlsx of sheets of text cells."""
    return package(sheet_parts(*(sheet_xml(rows_xml(rows)) for rows in sheets), states=states))
