"""The strings that the cells of a workbook share: the first in memory, the rest in a temporary file."""

import re
from array import array
from collections.abc import Callable, Iterable
from typing import BinaryIO
from weakref import finalize

from shared.domain.workbooks.read.faults import WorkbookFaults
from shared.domain.workbooks.read.limits import (
    KEPT_CHARACTERS,
    MAX_DEPTH,
    MAX_SHARED_STRINGS,
    SHARED_STRINGS_IN_MEMORY,
)
from shared.domain.workbooks.read.markup import MAIN, SEPARATOR, parse, too_deep

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_SURROGATE = re.compile("[\ud800-\udfff]")
_OBJECT_BYTES = 64
"""Of a short string in a list, beside its characters."""


def unescape(text: str) -> str:
    """The text with escapes such as _x000D_ resolved (ST_Xstring: ISO/IEC 29500-1, 22.9.2.19). _x005F_ is an underscore, so
    _x005F_x0041_ is _x0041_."""
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


class SharedStrings:
    """Strings by their index. Raises FileError, file_damaged, for an index that is none."""

    def __init__(self, faults: WorkbookFaults, open_spool: Callable[[], BinaryIO]) -> None:
        self._faults = faults
        self._open_spool = open_spool
        self._first: list[str] = []
        self._left = SHARED_STRINGS_IN_MEMORY
        self._spool: BinaryIO | None = None
        self._ends = array("I", [0])  # 400 MiB of strings are less than 4 GiB
        self._close: Callable[[], object] | None = None

    def add(self, text: str) -> None:
        """The next string. Raises FileError: file_too_large."""
        if self._spool is None:
            self._left -= _OBJECT_BYTES + len(text) * (1 if text.isascii() else 4)
            if self._left >= 0:
                self._first.append(text)
                return
            self._spool = self._open_spool()
            self._close = finalize(self, self._spool.close)
        if len(self._first) + len(self._ends) > MAX_SHARED_STRINGS:
            raise self._faults.too_large(f"It has more than {MAX_SHARED_STRINGS:,} different strings.")
        content = text.encode("utf-8", "replace")
        self._spool.write(content)
        self._ends.append(self._ends[-1] + len(content))

    def __getitem__(self, index: str) -> str:
        try:
            at = int(index)
        except ValueError:
            at = -1
        if 0 <= at < len(self._first):
            return self._first[at]
        behind = at - len(self._first)
        if at < 0 or behind >= len(self._ends) - 1:
            raise self._faults.damaged(f"A cell names the shared string {index[:20]}, which is not there.")
        return self._read(self._ends[behind], self._ends[behind + 1])

    def close(self) -> None:
        """Delete the temporary file."""
        if self._close:
            self._close()

    def _read(self, start: int, end: int) -> str:
        if self._spool is None:
            return ""
        self._spool.seek(start)
        return self._spool.read(end - start).decode()

    def read(self, pieces: Iterable[bytes]) -> None:
        """Add the strings of the part. Raises FileError: file_damaged, file_too_large."""
        for _ in parse(pieces, _StringElements(self.add, self._faults), self._faults):
            pass


class _StringElements:
    """sst/si/t and sst/si/r/t, joined; phonetic runs (rPh) and what else there may be are left out."""

    def __init__(self, add: Callable[[str], None], faults: WorkbookFaults) -> None:
        self._add = add
        self._faults = faults
        self._names: tuple[str, str, str] = ("", "", "")
        self._depth = 0
        self._skipped = 0
        self._text = ""
        self._is_text = False

    def start(self, name: str, _: dict[str, str]) -> None:
        self._depth = depth = self._depth + 1
        if self._skipped:
            if depth > MAX_DEPTH:
                raise too_deep(self._faults)
            return
        item, run, text = self._names
        if name == text and depth in (3, 4):
            self._is_text = True
        elif name == item and depth == 2:
            self._text = ""
        elif depth == 1:
            self._root(name)
        elif name != run or depth != 3:
            self._skipped = depth

    def end(self, name: str) -> None:
        depth = self._depth
        self._depth = depth - 1
        self._is_text = False
        if self._skipped:
            if self._skipped == depth:
                self._skipped = 0
        elif depth == 2:
            self._add(unescape(self._text))

    def text(self, text: str) -> None:
        if self._is_text and len(self._text) < KEPT_CHARACTERS:
            self._text = self._text + text if self._text else text

    def _root(self, name: str) -> None:
        namespace, _, local = name.rpartition(SEPARATOR)
        if namespace not in MAIN or local != "sst":
            raise self._faults.damaged("Its shared strings are none.")
        item, run, text = (f"{namespace}{SEPARATOR}{each}" for each in ("si", "r", "t"))
        self._names = (item, run, text)
