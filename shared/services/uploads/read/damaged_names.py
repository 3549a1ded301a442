"""Warnings about group names that a spreadsheet seems to have damaged: only a person can tell what they were."""

import re
from collections.abc import Iterator

from shared.domain.codes import CODES, FilePart, Problem
from shared.domain.csv.columns import Column
from shared.domain.redaction import excerpt
from shared.domain.uploads.requested_members import EntryBook

_CODE = "name_damaged_by_spreadsheet"
# A long number is saved as 1.23457E+17, and letters that the file's encoding lacks as question marks.
_DAMAGED = re.compile(r"\d(?:[.,]\d+)?E[+-]\d+|.*\?\?.*", re.IGNORECASE)


def damaged_names_in_file(part: FilePart, book: EntryBook) -> Iterator[Problem]:
    """A warning for each name that looks like what a spreadsheet leaves of another, at its first line."""
    for normalised in book.names():
        if _DAMAGED.fullmatch(normalised):
            text = f"{excerpt(book.display(normalised))} looks like what a spreadsheet left of another name."
            yield part.problem(book.line(normalised), Column.GROUP_NAME, _CODE, f"{text} {CODES[_CODE].remedy}")
