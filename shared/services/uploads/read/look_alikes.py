"""Warnings about groups whose names look like those of other groups, of the same file or of the store."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shared.domain.codes import CODES, FilePart, Problem
from shared.domain.csv.columns import Column, FileKind
from shared.domain.look_alikes import mixed_scripts, other_spellings, skeleton
from shared.domain.redaction import excerpt
from shared.domain.uploads.job import Job
from shared.domain.uploads.requested_members import EntryBook
from shared.services.context import ImportContext
from shared.services.uploads.jobs.log import encode_problem

if TYPE_CHECKING:
    from shared.services.uploads.read.read_user_mapping import ReadUpload

_CODE = "name_looks_alike"
_MOST = 1_000
"""Warnings about groups of the store; an upload of more look-alikes is seen to be wrong from these."""


def look_alikes_in_file(part: FilePart, book: EntryBook) -> Iterator[Problem]:
    """A warning for each name that looks like an earlier one of the file, or mixes scripts in a word."""
    names = frozenset(book.names())
    seen: dict[int, str] = {}  # By hash: a hundred thousand long names once more would take as much memory as the book.
    for normalised in sorted(name for name in names if not name.isascii()):
        shape, display = skeleton(book.display(normalised)), book.display(normalised)
        other = shape if shape in names else seen.setdefault(hash(shape), normalised)
        scripts = mixed_scripts(display)
        if other != normalised:
            yield _alike(part, book, normalised, book.display(other))
        elif scripts:
            text = f"{excerpt(display)} mixes {' and '.join(scripts)} letters in one word."
            yield _warning(part, book.line(normalised), text)


async def add_look_alikes(context: ImportContext, job: Job, found: "ReadUpload") -> None:
    """Add to the problems a warning for each group that the upload will create beside one that looks like it."""
    book = found.book
    spellings = {other: name for name in book.names() for other in other_spellings(book.display(name))}
    if not spellings:
        return
    known = await context.groups.resolve(sorted({*spellings, *spellings.values()}))
    part = job.part(FileKind.USER)
    warnings = [
        _alike(part, book, name, known[other].name)
        for other, name in sorted(spellings.items())
        if other in known and known[other].job_id != job.id and (name not in known or known[name].job_id == job.id)
    ]
    for warning in warnings[:_MOST]:
        found.problems.write(encode_problem(warning))


def _alike(part: FilePart, book: EntryBook, normalised: str, other: str) -> Problem:
    text = f"{excerpt(book.display(normalised))} looks like {excerpt(other)} and is another group."
    return _warning(part, book.line(normalised), text)


def _warning(part: FilePart, line: int, text: str) -> Problem:
    return part.problem(line, Column.GROUP_NAME, _CODE, f"{text} {CODES[_CODE].remedy}")
