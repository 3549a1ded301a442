"""Titles of the columns of a table: Excel repairs a workbook whose table has a blank title, or one twice."""

import re
import unicodedata
from collections.abc import Iterable

_MOST_UNITS = 255
"""Of the name of a table's column (ECMA-376 Part 1, 18.5.1.3; Excel)."""

# In a table Excel stores a line break of a title as an escape, and compares both forms; a blank says as much.
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


def table_titles(titles: Iterable[str]) -> list[str]:
    """The titles, each on one line, none blank, none twice, whatever its case."""
    found: dict[str, str] = {}
    numbers: dict[str, int] = {}  # the last of each title: a hostile header has the same one a hundred thousand times
    for place, title in enumerate(titles, start=1):
        plain = _BLANKS.sub(" ", title).strip()[: _MOST_UNITS // 2].strip() or f"Column {place}"
        unique, number = plain, numbers.get(_folded(plain), 1)
        while _folded(unique) in found:
            number += 1
            unique = f"{plain} {number}"
        numbers[_folded(plain)] = number
        found[_folded(unique)] = unique
    return list(found.values())


def _folded(title: str) -> str:
    """More alike than any program compares titles: without case, width and form."""
    return unicodedata.normalize("NFKC", title).casefold()
