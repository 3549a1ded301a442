"""The rejected rows of an upload as a workbook, with a note at each cell that is wrong.

It is made of rejected.csv when somebody asks for it, since most uploads have nobody who does, and validation must not take
longer for them. The same rows make the same bytes, so its parts may be asked for one after the other.
"""

import asyncio
import csv
import io
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from typing import BinaryIO

from shared.domain.codes import Problem, Severity
from shared.domain.csv.columns import FileKind
from shared.domain.csv.formula_escape import unprotect
from shared.domain.csv.synonyms import Column, column_of
from shared.domain.workbooks.write.kinds import rejected_layout
from shared.domain.workbooks.write.layout import Layout, Note
from shared.domain.workbooks.write.text import MAX_CELL, cut_to_cell, protect_in_workbook
from shared.domain.workbooks.write.workbook import WorkbookFullError, WorkbookWriter
from shared.errors import NotFound
from shared.services.context import ImportContext
from shared.services.stored_files import StoredFile
from shared.services.tempfiles import open_temp_file
from shared.services.uploads.view_uploads import first_problems, open_rejected_rows

_PIECE = 4 * 1024 * 1024
_ROWS_AT_ONCE = 500
_NOTED_ROWS = 300
"""Rows whose cells have notes; a person who corrects more of them has understood by then."""
_NOTED_PROBLEMS = 1_000
_LONGEST_NOTE = 1_000
_MESSAGE = 2
"""The index of the cell with the messages, behind line and code."""
_CUT = f" A cell of this row is cut: a sheet holds {MAX_CELL:,} characters a cell. The file that was sent has the whole."


@asynccontextmanager
async def rejected_workbook(context: ImportContext, job_id: str) -> AsyncIterator[StoredFile]:
    """The workbook, for as long as the block lasts. Raises NotFound, also where a sheet cannot hold the rows."""
    rejected = await open_rejected_rows(context, job_id)
    problems = await first_problems(context, job_id, FileKind.USER, _NOTED_PROBLEMS)
    with open_temp_file() as source, open_temp_file() as sink:
        for offset in range(0, rejected.size, _PIECE):
            source.write(await rejected.read(offset, _PIECE))
        source.seek(0)
        try:
            await asyncio.to_thread(_write, source, sink, problems)
        except (WorkbookFullError, csv.Error):
            raise NotFound("A sheet cannot hold the rejected rows. Get rejected.csv.") from None
        yield StoredFile(sink.seek(0, os.SEEK_END), lambda offset, size: asyncio.to_thread(_part, sink, offset, size))


def _part(file: BinaryIO, offset: int, size: int) -> bytes:
    file.seek(offset)
    return file.read(size)


def _write(source: BinaryIO, sink: BinaryIO, problems: Sequence[Problem]) -> None:
    with io.TextIOWrapper(source, encoding="utf-8-sig", newline="") as text:
        rows = csv.reader(text)
        titles = [unprotect(title) for title in next(rows)][_MESSAGE + 1 :]
        noted = list(islice(rows, _NOTED_ROWS))
        writer = WorkbookWriter(sink, _layout(titles, noted, problems))
        try:
            writer.add(map(_cells, noted))
            while some := list(islice(rows, _ROWS_AT_ONCE)):
                writer.add(map(_cells, some))
            writer.close()
        finally:
            writer.abandon()


def _layout(titles: Sequence[str], rows: Sequence[Sequence[str]], problems: Sequence[Problem]) -> Layout:
    columns = [column_of(title) for title in titles]
    at = {column: index for index, column in enumerate(columns, start=_MESSAGE + 1) if column is not None}
    return rejected_layout(FileKind.USER, titles, columns, _notes(rows, at, problems))


def _notes(rows: Sequence[Sequence[str]], at: Mapping[Column, int], problems: Sequence[Problem]) -> Iterator[Note]:
    """What is wrong with each cell, in the order of the rows. A problem of a whole row has no cell."""
    messages: dict[tuple[str, int], list[str]] = defaultdict(list)
    for problem in problems:
        index = next((at[column] for column in at if column == problem.column), None)
        if problem.severity is Severity.ERROR and index is not None:
            messages[str(problem.line), index].append(problem.message)
    for number, row in enumerate(rows, start=2):
        for index in sorted(at.values()):
            if found := messages.get((row[0], index)):
                yield Note(number, index, "\n".join(found)[:_LONGEST_NOTE])


def _cells(row: Sequence[str]) -> list[str]:
    """A row of rejected.csv as cells of a workbook. The last row, which says how many are left out, is an instruction."""
    if row[0].startswith("#"):
        return [",".join(row)]
    line, code, message, *own = (unprotect(cell) for cell in row)
    cells = [protect_in_workbook(cell) for cell in own]
    cut = [cut_to_cell(cell) for cell in cells]
    return [line, code, cut_to_cell(message + _CUT if cut != cells else message), *cut]
