"""The parts of a workbook's zip, by name and by relationship (ECMA-376-2, Open Packaging Conventions)."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import unquote

from shared.domain.workbooks.read.faults import WorkbookFaults
from shared.domain.workbooks.read.limits import (
    LEAST_UNPACKED_BYTES,
    MAX_DIRECTORY_BYTES,
    MAX_RELATIONSHIPS,
    MAX_SMALL_PART_BYTES,
    MOST_UNPACKED_BYTES,
    PIECE_BYTES,
    UNPACKED_TIMES_PACKED,
    Budget,
)
from shared.domain.workbooks.read.markup import SEPARATOR, outline

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships" + SEPARATOR + "Relationships"
_PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # flags: encrypted, strongly, and the directory too (APPNOTE 4.4.4)
_LOCAL_HEADER_BYTES = 30
# What zipfile raises for damaged archives, and zlib under it.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """`type` is the last segment of its URL, such as worksheet, which is the same in the transitional and the strict form.
    `part` is the name of the target's part, "" when the target is outside the package."""

    id: str
    type: str
    part: str


class Package:
    """The parts of a zip. Their names have no slash in front and are compared without case.

    Raises FileError when it is opened: file_damaged.
    """

    def __init__(self, binary: BinaryIO, faults: WorkbookFaults) -> None:
        self.faults = faults
        size = binary.seek(0, 2)
        self._most = min(max(LEAST_UNPACKED_BYTES, UNPACKED_TIMES_PACKED * size), MOST_UNPACKED_BYTES)
        self._unpacked = Budget(self._most)
        try:
            self._zip = zipfile.ZipFile(_ShortReads(binary, self._too_many_parts))
        except _DAMAGE:
            raise faults.damaged("It ends too early, or is no whole zip archive.") from None
        self._entries: dict[str, list[zipfile.ZipInfo]] = {}
        for entry in self._zip.infolist():
            self._entries.setdefault(_part_name(entry.filename), []).append(entry)
        self._refuse_overlaps()

    @property
    def names(self) -> list[str]:
        """All names of parts, in lower case."""
        return list(self._entries)

    def __contains__(self, part: str) -> bool:
        return _part_name(part) in self._entries

    def pieces(self, part: str, most: int = MOST_UNPACKED_BYTES) -> Iterator[bytes]:
        """The content of a part. Raises FileError: file_damaged, file_encrypted, file_too_large."""
        key = _part_name(part)
        entry = self._entry(key)
        read = 0
        try:
            with self._zip.open(entry) as file:
                while piece := file.read(PIECE_BYTES):
                    read += len(piece)
                    if read > most:
                        raise self.faults.too_large(f"Its part {key} has more than {most:,} bytes when unpacked.")
                    if not self._unpacked.allows(key, read):
                        raise self.faults.too_large(f"Its parts have more than {self._most:,} bytes when unpacked.")
                    yield piece
        except _DAMAGE:
            raise self.faults.damaged(f"Its part {key} cannot be unpacked, or its checksum is wrong.") from None

    def small(self, part: str) -> Iterator[bytes]:
        """The content of a part that is held as a whole. Raises as `pieces` does."""
        return self.pieces(part, MAX_SMALL_PART_BYTES)

    def relationships(self, part: str) -> list[Relationship]:
        """Those of a part, or of the package for ""; none when it has none.

        Raises FileError: file_damaged, file_too_large.
        """
        folder, slash, file = part.rpartition("/")
        relationships = f"{folder}{slash}_rels/{file}.rels"
        if relationships not in self:
            return []
        items = outline(self.small(relationships), self.faults)
        if next(items)[0] != _RELATIONSHIPS:
            raise self.faults.damaged(f"Its part {relationships} has no relationships.")
        found: list[Relationship] = []
        for path, each in items:
            if path != "Relationships/Relationship":
                continue
            is_outside = each.get("TargetMode") == "External"
            target = "" if is_outside else self._target(folder, each.get("Target", ""))
            found.append(Relationship(each.get("Id", ""), each.get("Type", "").rpartition("/")[2], target))
            if len(found) > MAX_RELATIONSHIPS:
                raise self.faults.too_large(f"Its part {relationships} has more than {MAX_RELATIONSHIPS:,} relationships.")
        return found

    def _target(self, folder: str, target: str) -> str:
        """The part that a target names, absolute or relative to the folder of its source. Never looked up outside."""
        segments: list[str] = []
        whole = target if target[:1] in ("/", "\\") else f"{folder}/{target}"
        for segment in whole.replace("\\", "/").split("/"):
            if segment == "..":
                del segments[-1:]
            elif segment not in ("", "."):
                segments.append(segment)
        part = "/".join(segments)
        return part if part in self else unquote(part)

    def _entry(self, key: str) -> zipfile.ZipInfo:
        entries = self._entries.get(key, [])
        if len(entries) != 1:
            raise self.faults.damaged(f"Its part {key} is {'there twice' if entries else 'missing'}.")
        entry = entries[0]
        if entry.flag_bits & _ENCRYPTED:
            raise self.faults.encrypted()
        if entry.compress_type not in _PACKINGS:
            raise self.faults.damaged(f"Its part {key} is packed in a way that no spreadsheet uses.")
        return entry

    def _refuse_overlaps(self) -> None:
        """Entries that share their bytes make a bomb of a small file; Python looks for them since 3.11.8 only."""
        entries = sorted(self._zip.infolist(), key=lambda entry: entry.header_offset)
        starts = [*(entry.header_offset for entry in entries), self._zip.start_dir]
        ends = [entry.header_offset + _LOCAL_HEADER_BYTES + entry.compress_size for entry in entries]
        if any(end > start for end, start in zip(ends, starts[1:], strict=True)):
            raise self.faults.damaged("Parts of its zip archive overlap.")

    def _too_many_parts(self) -> Exception:
        return self.faults.too_large(f"The directory of its zip archive has more than {MAX_DIRECTORY_BYTES:,} bytes.")


def _part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


class _ShortReads:
    """A file for zipfile, which reads the whole central directory at once and makes an object of each entry."""

    def __init__(self, binary: BinaryIO, too_long: Callable[[], Exception]) -> None:
        self._binary = binary
        self._too_long = too_long
        self.tell = binary.tell
        self.seekable = binary.seekable

    def read(self, size: int = -1) -> bytes:
        """Raises FileError for more than a directory may have."""
        if size > MAX_DIRECTORY_BYTES:
            raise self._too_long()
        return self._binary.read(size if size >= 0 else MAX_DIRECTORY_BYTES)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Raises ValueError for a place in front of the file, which a damaged directory may name."""
        if offset < 0 and whence == 0:
            raise ValueError(offset)
        return self._binary.seek(offset, whence)
