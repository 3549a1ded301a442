"""How a file spells the names of its groups, and warnings where two spellings meet in one group unseen."""

from shared.domain.codes import CODES, FilePart, Problem
from shared.domain.csv.columns import Column
from shared.domain.redaction import excerpt

_MOST = 1_000
"""Warnings a file: who sees these knows what is wrong with the names."""
_CODE = "names_merged"


class Spellings:
    """The first spelling of each name and its line. Spellings are kept as UTF-8, since one emoji makes every character of a
    str take four bytes."""

    def __init__(self) -> None:
        self.characters = 0
        self._first: dict[str, bytes] = {}
        self._lines: dict[str, int] = {}
        self._told: set[tuple[str, str]] = set()

    def first(self, normalised: str) -> str:
        """The first spelling of a name, by which its group is created."""
        return self._first[normalised].decode()

    def add(
        self, part: FilePart, line: int, name: str, normalised: str, column: Column = Column.GROUP_NAME
    ) -> list[Problem]:
        """Note a spelling. Returns a warning for each that differs from the first in more than case and blanks."""
        first = self._first.get(normalised)
        if first is None:
            self._first[normalised], self._lines[normalised] = name.encode(), line
            self.characters += len(name)
            return []
        # Two spellings in ASCII differ in case and blanks only.
        if (name.isascii() and first.isascii()) or first == name.encode():
            return []
        return self._merged(part, line, name, normalised, column)

    def _merged(self, part: FilePart, line: int, name: str, normalised: str, column: Column) -> list[Problem]:
        first = self.first(normalised)
        spelling = (normalised, _plain(name))
        if _plain(first) == spelling[1] or spelling in self._told or len(self._told) >= _MOST:
            return []
        self._told.add(spelling)
        text = f"{excerpt(name)} is written {excerpt(first)}, with other characters, on line {self._lines[normalised]}."
        return [part.problem(line, column, _CODE, f"{text} {CODES[_CODE].remedy}")]


def _plain(name: str) -> str:
    """The spelling without case and repeated blanks."""
    return " ".join(name.casefold().split())
