"""What Excel would repair in a workbook, and what the Open XML SDK would report: checks for tests of what is written.

The schema, element order included, is checked by openxml-audit, which has the data of the Open XML SDK 3.5.1; what lies
beyond it, by the rules here. Their sources are "Excel specifications and limits" and reports of what Excel repaired.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from tempfile import NamedTemporaryFile
from xml.etree import ElementTree

from openxml_audit import OpenXmlValidator

Element = ElementTree.Element

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CONTENT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_V = "{urn:schemas-microsoft-com:vml}"
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]*)")
_LIST = re.compile(r"(\w+)!\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)")
_MAX_ROWS, _MAX_COLUMNS, _MAX_CELL, _MAX_FORMULA = 1_048_576, 16_384, 32_767, 255
_LONGEST = {"prompt": 255, "error": 255, "promptTitle": 32, "errorTitle": 32}
_NO_FAULT = (
    "Excel_InlineStrCells",  # a warning that Excel will store the strings in another way when it saves
    "relationships/theme",  # optional: data/parts/WorkbookPart.json of the SDK does not ask for it
)


def schema_faults(content: bytes) -> list[str]:
    """What openxml-audit finds."""
    with NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        errors = OpenXmlValidator(max_errors=0).validate(file.name).errors
    found = [f"{error.id} {error.part_uri}: {error.description}" for error in errors]
    return [fault for fault in found if not any(part in fault for part in _NO_FAULT)]


def faults(content: bytes) -> list[str]:
    """What is wrong beyond the schema."""
    package = _Package(content)
    return list(package.faults_of_package()) or list(package.faults_of_parts())


class _Package:
    """The parts of a workbook."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self._names = self._zip.namelist()
        self._styles = self._xml("xl/styles.xml")
        self._cells: dict[str, dict[str, str]] = {}

    def faults_of_package(self) -> Iterator[str]:
        """Parts that are not there or not what they are said to be."""
        yield from _twice("part", self._names)
        if self._names[0] != "[Content_Types].xml":
            yield "The first entry is not [Content_Types].xml."
        yield from self._untyped()
        for part in self._names:
            yield from self._unrelated(part)

    def faults_of_parts(self) -> Iterator[str]:
        """What is wrong in the parts, of a package without faults."""
        sheets = list(self._xml("xl/workbook.xml").iter(f"{_MAIN}sheet"))
        yield from _twice("sheet name", [sheet.get("name", "").casefold() for sheet in sheets])
        yield from _twice("sheet id", [sheet.get("sheetId", "") for sheet in sheets])
        parts = {sheet.get("name", ""): self._target("xl/workbook.xml", sheet.get(f"{_R}id", "")) for sheet in sheets}
        for name, part in parts.items():
            if not 1 <= len(name) <= 31 or re.search(r"[\[\]:*?/\\]", name):
                yield f"The sheet name {name!r}."
            yield from self._rows(part)
        for part in parts.values():
            yield from self._sheet(part, parts)
        tables = [self._xml(part) for part in self._names if part.startswith("xl/tables/")]
        yield from _twice("table id", [table.get("id", "") for table in tables])
        yield from _twice("table name", [table.get("displayName", "").casefold() for table in tables])

    def _xml(self, part: str) -> Element:
        return ElementTree.fromstring(self._zip.read(part))  # noqa: S314  # what the test itself has written

    def _untyped(self) -> Iterator[str]:
        types = self._xml("[Content_Types].xml")
        extensions = {each.get("Extension") for each in types.iter(f"{_CONTENT}Default")}
        parts = [each.get("PartName", "").lstrip("/") for each in types.iter(f"{_CONTENT}Override")]
        yield from _twice("content type", parts)
        yield from (f"{part} has a content type and is not there." for part in parts if part not in self._names)
        for part in self._names:
            if part not in parts and part.rpartition(".")[2] not in extensions:
                yield f"{part} has no content type."
            if part.startswith("xl/") and part.endswith(".xml") and part not in parts:
                yield f"{part} has the content type of any XML."

    def _relationships(self, part: str) -> Mapping[str, str]:
        """The parts that this one names, by id."""
        path = PurePosixPath(part)
        name = str(path.parent / "_rels" / f"{path.name}.rels")
        if name not in self._names:
            return {}
        found: dict[str, str] = {}
        for each in self._xml(name):
            target = each.get("Target", "")
            steps: list[str] = [] if target.startswith("/") else list(path.parent.parts)
            for step in target.lstrip("/").split("/"):
                steps = steps[:-1] if step == ".." else [*steps, step]
            found[each.get("Id", "")] = "/".join(steps)
        return found

    def _target(self, part: str, identifier: str) -> str:
        return self._relationships(part)[identifier]

    def _unrelated(self, part: str) -> Iterator[str]:
        targets = self._relationships(part)
        yield from (f"{part} names {each}, which is not there." for each in targets.values() if each not in self._names)
        if part.endswith((".xml", ".vml")) and part.startswith("xl/"):
            used = [value for each in self._xml(part).iter() for key, value in each.attrib.items() if key.startswith(_R)]
            yield from (f"{part} has no relationship {each}." for each in used if each not in targets)

    def _rows(self, part: str) -> Iterator[str]:
        """Rows and cells in order and within limits, with styles that exist."""
        styles = len(self._styles.findall(f"{_MAIN}cellXfs/{_MAIN}xf"))
        cells: dict[str, str] = {}
        last_row = 0
        for row in self._xml(part).iter(f"{_MAIN}row"):
            number, last_column = int(row.get("r", "0")), 0
            if not last_row < number <= _MAX_ROWS:
                yield f"{part}: row {number} behind row {last_row}."
            last_row = number
            for cell in row:
                reference = cell.get("r", "")
                column = _column(reference)
                if not last_column < column <= _MAX_COLUMNS or not reference.endswith(str(number)):
                    yield f"{part}: cell {reference} in row {number}."
                last_column = column
                texts = [each.text or "" for each in cell.iter() if each.tag in (f"{_MAIN}t", f"{_MAIN}v")]
                cells[reference] = text = "".join(texts)
                if not 0 <= int(cell.get("s", "0")) < styles:
                    yield f"{part}: cell {reference} has no style {cell.get('s')}."
                if len(_unescaped(text).encode("utf-16-le", "surrogatepass")) > 2 * _MAX_CELL:
                    yield f"{part}: the text of cell {reference} is too long."
        for column_style in self._xml(part).iter(f"{_MAIN}col"):
            if not 0 <= int(column_style.get("style", "0")) < styles:
                yield f"{part}: a column has no style {column_style.get('style')}."
        self._cells[part] = cells

    def _sheet(self, part: str, sheets: Mapping[str, str]) -> Iterator[str]:
        root = self._xml(part)
        for rule in root.iter(f"{_MAIN}dataValidation"):
            yield from self._validation(part, rule, sheets)
        for each in root.iter(f"{_MAIN}tablePart"):
            if root.find(f"{_MAIN}autoFilter") is not None:
                yield f"{part} has a filter beside that of its table."
            yield from self._table(part, self._xml(self._target(part, each.get(f"{_R}id", ""))))
        targets = self._relationships(part).values()
        comments = [target for target in targets if "comments" in target]
        drawing = root.find(f"{_MAIN}legacyDrawing")
        if bool(comments) != (drawing is not None):
            yield f"{part} has comments without a drawing, or a drawing without comments."
        elif drawing is not None:
            yield from self._comments(comments[0], self._target(part, drawing.get(f"{_R}id", "")))

    def _validation(self, part: str, rule: Element, sheets: Mapping[str, str]) -> Iterator[str]:
        formula = rule.findtext(f"{_MAIN}formula1", "")
        if len(formula) > _MAX_FORMULA:
            yield f"{part}: the formula of a drop-down is too long."
        for name, most in _LONGEST.items():
            if len(rule.get(name, "")) > most:
                yield f"{part}: the {name} of a drop-down is too long."
        if not formula.startswith('"'):
            found = _LIST.fullmatch(formula)
            if found is None or found[1] not in sheets:
                yield f"{part}: a drop-down has the list {formula}."
                return
            cells = self._cells[sheets[found[1]]]
            wanted = [f"{found[2]}{row}" for row in range(int(found[3]), int(found[5]) + 1)]
            yield from (f"{part}: the list of a drop-down has a blank at {each}." for each in wanted if not cells.get(each))

    def _table(self, part: str, table: Element) -> Iterator[str]:
        name, area = table.get("displayName", ""), table.get("ref", "")
        first, last = area.split(":")
        columns = [each.get("name", "") for each in table.iter(f"{_MAIN}tableColumn")]
        if not re.fullmatch(r"[A-Za-z_]\w{0,254}", name) or _REFERENCE.fullmatch(name.upper()):
            yield f"The table name {name!r}."
        if _row(last) <= _row(first):
            yield f"The table {name} has no row below its header."
        if _column(last) - _column(first) + 1 != len(columns):
            yield f"The table {name} has {len(columns)} columns in {area}."
        if any(each.get("count") != str(len(columns)) for each in table.iter(f"{_MAIN}tableColumns")):
            yield f"The table {name} counts its columns wrongly."
        yield from _twice("table column id", [each.get("id", "") for each in table.iter(f"{_MAIN}tableColumn")])
        yield from _twice("table column", [column.casefold() for column in columns])
        yield from (f"The table column {column!r}." for column in columns if not column.strip() or len(column) > 255)
        if any(each.get("ref") != area for each in table.iter(f"{_MAIN}autoFilter")):
            yield f"The table {name} filters another range."
        places = range(_column(first), _column(last) + 1)
        titles = [self._cells[part].get(f"{_letters(at)}{_row(first)}", "") for at in places]
        if titles != columns:
            yield f"The table {name} has the columns {columns} and the header {titles}."

    def _comments(self, part: str, drawing: str) -> Iterator[str]:
        references = [each.get("ref", "") for each in self._xml(part).iter(f"{_MAIN}comment")]
        yield from _twice("comment", references)
        shapes = list(self._xml(drawing).iter(f"{_V}shape"))
        yield from _twice("shape", [shape.get("id", "") for shape in shapes])
        places = [
            f"{_letters(int(shape.findtext(f'.//{_X}Column', '0')) + 1)}{int(shape.findtext(f'.//{_X}Row', '0')) + 1}"
            for shape in shapes
        ]
        if sorted(places) != sorted(references):
            yield f"{part} has comments at {references}, and {drawing} boxes at {places}."


def _twice(what: str, values: list[str]) -> Iterator[str]:
    yield from (f"The {what} {value!r} is there {count} times." for value, count in Counter(values).items() if count > 1)


def _column(reference: str) -> int:
    found = _REFERENCE.fullmatch(reference)
    number = 0
    for letter in found[1] if found else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _row(reference: str) -> int:
    found = _REFERENCE.fullmatch(reference)
    return int(found[2]) if found else 0


def _letters(column: int) -> str:
    return chr(ord("A") + column - 1) if column <= 26 else _letters((column - 1) // 26) + _letters((column - 1) % 26 + 1)


def _unescaped(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
