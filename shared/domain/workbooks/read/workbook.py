"""Opens an uploaded workbook (.xlsx, .xlsm) and streams the rows of its sheets; macros and formulas are never run."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from types import TracebackType
from typing import BinaryIO, cast

from shared.domain.workbooks.read.faults import WorkbookFaults
from shared.domain.workbooks.read.kinds import main_part
from shared.domain.workbooks.read.limits import MAX_CELLS, MAX_SHARED_STRING_BYTES, MAX_SHEETS, Budget
from shared.domain.workbooks.read.markup import MAIN, SEPARATOR, TRUE, outline
from shared.domain.workbooks.read.merged import MergedCells, MergedRange, mentions_merged, read_merged
from shared.domain.workbooks.read.package import Package
from shared.domain.workbooks.read.sheet_rows import Meaning, SheetRow, read_rows
from shared.domain.workbooks.read.strings import SharedStrings, unescape
from shared.domain.workbooks.read.styles import read_styles

_ROOTS = {namespace + SEPARATOR + "workbook" for namespace in MAIN}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet. Charts and dialogs are none."""

    name: str
    is_visible: bool
    part: str
    """The name of its part in the package."""


class Workbook:
    """An opened workbook. `sheets` are in the order of their tabs. Close it, or use it in a with statement."""

    def __init__(self, name: str, package: Package, contents: "_Contents", open_spool: Callable[[], BinaryIO]) -> None:
        self.name = name
        self.sheets: Sequence[Sheet] = contents.sheets
        self._package = package
        self._contents = contents
        self._open_spool = open_spool
        self._meaning: Meaning | None = None
        self._merged: dict[str, list[MergedRange]] = {}

    def rows(self, sheet: Sheet) -> Iterator[SheetRow]:
        """The rows of a sheet, each time anew from the first; several iterators may be under way. Only some rows at a time
        are in memory. Raises FileError while it iterates: file_damaged, file_encrypted, file_too_large."""
        faults = self._package.faults.of_sheet(sheet.name)
        merged = self._merged_ranges(sheet, faults)
        if self._meaning is None:
            self._meaning = self._read_meaning()
        pieces = self._package.pieces(sheet.part)
        yield from read_rows(sheet.part, pieces, self._meaning, MergedCells(merged), faults)

    def close(self) -> None:
        """Close what was opened beside the caller's file."""
        if self._meaning is not None:
            self._meaning.strings.close()

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _merged_ranges(self, sheet: Sheet, faults: WorkbookFaults) -> list[MergedRange]:
        """Looks through the whole sheet once, as ranges stand behind the rows. A wrong checksum shows before any row."""
        found = self._merged.get(sheet.part)
        if found is None:
            pieces = self._package.pieces
            found = read_merged(pieces(sheet.part), faults) if mentions_merged(pieces(sheet.part)) else []
            self._merged[sheet.part] = found
        return found

    def _read_meaning(self) -> Meaning:
        package, contents = self._package, self._contents
        strings = SharedStrings(package.faults, self._open_spool)
        if part := contents.part_of("sharedStrings"):
            strings.read(package.pieces(part, MAX_SHARED_STRING_BYTES))
        styles = contents.part_of("styles")
        formats = read_styles(package.small(styles), package.faults) if styles else []
        return Meaning(strings, formats, contents.is_1904, contents.is_stale, Budget(MAX_CELLS))


@dataclass(frozen=True, slots=True)
class _Contents:
    """What xl/workbook.xml says. `parts` are the targets of its relationships by type."""

    sheets: Sequence[Sheet]
    parts: Mapping[str, str]
    is_1904: bool
    is_stale: bool

    def part_of(self, kind: str) -> str:
        """The part of this type, "" when there is none. A package may leave out shared strings and styles."""
        return self.parts.get(kind, "")


def _temporary_file() -> BinaryIO:
    return cast(BinaryIO, TemporaryFile())


def open_workbook(binary: BinaryIO, name: str, open_spool: Callable[[], BinaryIO] = _temporary_file) -> Workbook:
    """Open a seekable file, which stays the caller's to close. `open_spool` gives a file for strings beyond some MiB.

    Raises FileError: file_damaged, file_encrypted, file_kind_unsupported, file_too_large.
    """
    package = Package(binary, WorkbookFaults(name))
    return Workbook(name, package, _read_contents(package, main_part(package)), open_spool)


def _read_contents(package: Package, part: str) -> _Contents:
    relationships = {each.id: each for each in package.relationships(part)}
    sheets: list[Sheet] = []
    is_1904 = is_stale = False
    items = outline(package.small(part), package.faults)
    if next(items)[0] not in _ROOTS:
        raise package.faults.damaged("It names no sheets.")
    for path, attributes in items:
        if path == "workbook/sheets/sheet":
            found = relationships.get(_relationship_id(attributes))
            if found is None or found.type == "worksheet":
                sheets.append(_sheet(attributes, found.part if found else ""))
            if len(sheets) > MAX_SHEETS:
                raise package.faults.too_large(f"It has more than {MAX_SHEETS:,} sheets.")
        elif path == "workbook/workbookPr":
            is_1904 = attributes.get("date1904") in TRUE
        elif path == "workbook/calcPr":
            is_stale = attributes.get("fullCalcOnLoad") in TRUE
    parts = {each.type: each.part for each in relationships.values() if each.part in package}
    return _Contents(sheets, parts, is_1904, is_stale)


def _sheet(attributes: Mapping[str, str], part: str) -> Sheet:
    return Sheet(unescape(attributes.get("name", "")), attributes.get("state", "visible") == "visible", part)


def _relationship_id(attributes: Mapping[str, str]) -> str:
    """The attribute r:id, whose namespace differs between the transitional and the strict form."""
    return next((value for name, value in attributes.items() if name.endswith(SEPARATOR + "id")), "")
