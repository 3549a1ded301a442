"""One mapping of an export in the making, as CSV and as a workbook, of the same rows in one pass."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import Any, BinaryIO, Generic, TypeVar

from shared.domain.exports import ExportColumns, ExportedFile, empty_group_cells, empty_group_line
from shared.domain.workbooks.write.kinds import layout_of
from shared.domain.workbooks.write.workbook import CONTENT_TYPE, WorkbookFullError, WorkbookWriter
from shared.services.ports.exports import BlobInPieces, ExportFiles
from shared.services.tempfiles import open_temp_file

_BOM = b"\xef\xbb\xbf"
_CSV = "text/csv; charset=utf-8"
_PIECE = 4 * 1024 * 1024

R = TypeVar("R")


@dataclass(slots=True)
class _Blob:
    """A file in the making: streams to its blob and knows its hash, size and rows."""

    name: str
    blob: BlobInPieces
    rows: int = 0
    size: int = 0
    digest: Any = field(default_factory=sha256)

    async def write(self, content: bytes, rows: int = 0) -> None:
        self.digest.update(content)
        self.size += len(content)
        self.rows += rows
        await self.blob.write(content)

    async def finish(self) -> ExportedFile:
        await self.blob.commit()
        return ExportedFile(self.name, self.size, self.digest.hexdigest(), self.rows)


class MappingFiles(Generic[R]):
    """The CSV, which streams to its blob, and the workbook, which goes through a temporary file: the head of a zip's entry
    says its size. `files` are what became of them; a workbook whose sheet would be too long is left out."""

    def __init__(self, columns: ExportColumns[R], csv: _Blob, book: WorkbookWriter) -> None:
        self._columns = columns
        self._csv = csv
        self._book = book
        self._fits = True
        # A thread goes on when the export is cancelled, and must not find the workbook closed under it.
        self._writing = Lock()
        self.files: list[ExportedFile] = []

    @property
    def rows(self) -> int:
        """Rows so far, without declarations of groups."""
        return self._csv.rows

    async def write(self, rows: Sequence[R]) -> None:
        """Add rows to both."""
        await self._csv.write(await asyncio.to_thread(self._encode, rows), len(rows))

    async def declare(self, group_name: str) -> None:
        """Add the instruction that makes a group without members."""
        self._add_to_book([empty_group_cells(group_name)])
        await self._csv.write(f"{empty_group_line(group_name)}\r\n".encode())

    async def finish(self, files: ExportFiles, folder: str, temp_file: BinaryIO) -> None:
        """Store both."""
        self.files.append(await self._csv.finish())
        if not self._fits:
            return
        await asyncio.to_thread(self._close_book)
        name = f"{self._columns.kind}.xlsx"
        stored = _Blob(name, await files.put_stream(folder + name, CONTENT_TYPE), self.rows)
        temp_file.seek(0)
        while piece := await asyncio.to_thread(temp_file.read, _PIECE):
            await stored.write(piece)
        self.files.append(await stored.finish())

    def abandon(self) -> None:
        """Let go of a workbook that is not finished; nothing happens to one that is."""
        with self._writing:
            self._book.abandon()

    def _encode(self, rows: Sequence[R]) -> bytes:
        self._add_to_book(self._columns.sheet_rows(rows))
        return self._columns.lines(rows).encode()

    def _add_to_book(self, rows: Iterable[Sequence[str]]) -> None:
        if self._fits:
            try:
                with self._writing:
                    self._book.add(rows)
            except WorkbookFullError:
                self._fits = False

    def _close_book(self) -> None:
        with self._writing:
            self._book.close()


@asynccontextmanager
async def mapping_files(
    files: ExportFiles, folder: str, columns: ExportColumns[R]
) -> AsyncIterator[MappingFiles[R]]:
    """Both files of a mapping, in this folder; they are stored when the block ends without an error."""
    name = f"{columns.kind}.csv"
    csv = _Blob(name, await files.put_stream(folder + name, _CSV))
    await csv.write(_BOM + columns.header().encode())
    with open_temp_file() as temp_file:
        mapping = MappingFiles(columns, csv, WorkbookWriter(temp_file, layout_of(columns.kind)))
        try:
            yield mapping
            await mapping.finish(files, folder, temp_file)
        finally:
            mapping.abandon()
