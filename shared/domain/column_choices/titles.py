"""The titles of a header: by what name each of its columns is chosen, and what makes two headers the same."""

import hashlib
import json
import re
from collections.abc import Sequence

from shared.domain.csv.synonyms import fold_title

FINGERPRINT = re.compile(r"[0-9a-f]{64}")
"""The form of a fingerprint; callers may send anything."""

LONGEST_TITLE = 100
"""Characters of a title that are shown and stored."""


def column_names(cells: Sequence[str], width: int = 0) -> list[str]:
    """A unique name for each column, at least `width` of them: its title on one line, cut to LONGEST_TITLE characters. A
    column without a title is called by its place, such as "(column 3)", and a title that was there before gets a number,
    such as "Phone (2)"."""
    names: list[str] = []
    taken: set[str] = set()
    titles = [*cells, *[""] * (width - len(cells))]
    for place, cell in enumerate(titles, start=1):
        title = " ".join(cell.split())
        title = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
        name, again = title or f"(column {place})", 1
        while name in taken:
            again += 1
            name = f"{title or f'(column {place})'} ({again})"
        taken.add(name)
        names.append(name)
    return names


def fingerprint(cells: Sequence[str]) -> str:
    """The SHA-256, in hexadecimal, of the folded titles in order; blank cells behind the last title do not count."""
    folded = [fold_title(cell) for cell in cells]
    while folded and not folded[-1]:
        folded.pop()
    return hashlib.sha256(json.dumps(folded, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def find_column(names: Sequence[str], title: str) -> int | None:
    """The index of the column of this name, or of the only one whose name folds to the same; else None."""
    if title in names:
        return names.index(title)
    folded = fold_title(title)
    alike = [index for index, name in enumerate(names) if fold_title(name) == folded]
    return alike[0] if len(alike) == 1 else None
