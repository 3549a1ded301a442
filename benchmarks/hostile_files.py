"""Files that an import must survive: each kind made as large as asked for, a piece at a time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

_USER = b"Group Name,Phone Number,User Type\n"
_PARENT = b"Parent Group Name,Child Group Name\n"
_PIECE = 1 << 16
_EMOJI = "\U0001f692"
"""One character beyond U+FFFF makes Python keep every character of a text in four bytes."""

Pieces = Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class HostileFile:
    """A kind of file: its pieces without end, and whether it is a parent mapping beside a small user mapping."""

    pieces: Pieces
    is_parent: bool = False

    def write(self, path: Path, size: int) -> None:
        """Write pieces until the file has `size` bytes, or the kind has no more."""
        with path.open("wb") as sink:
            for piece in self.pieces():
                if sink.tell() + len(piece) > size:
                    break
                sink.write(piece)


def _repeated(header: bytes, line: bytes) -> Pieces:
    def pieces() -> Iterator[bytes]:
        yield header
        many = line * max(_PIECE // len(line), 1)
        while True:
            yield many

    return pieces


def _numbered(header: bytes, line: str, encoding: str = "utf-8") -> Pieces:
    """Lines in which {n} is another number each time, in 7 digits, and {e164} a valid phone number."""

    def pieces() -> Iterator[bytes]:
        yield header
        serial = count()
        while batch := list(islice(serial, 1000)):
            yield "".join(line.format(n=f"{n:07d}", e164=f"+9198{n % 10**8:08d}") for n in batch).encode(encoding)

    return pieces


def _mixed(names: int, name_of: str) -> Pieces:
    """As many groups as there may be, with long names, and then rows of valid numbers up to the limit of rows."""

    def pieces() -> Iterator[bytes]:
        yield _USER
        for n in range(names):
            yield f"{name_of.format(n=f'{n:07d}')},+9198{n:08d},Admin\n".encode()
        for n in range(names, 1_000_000):
            yield f"{name_of.format(n='0000001')},+9198{n:08d},\n".encode()

    return pieces


_LONG_NAME = "x" * 180 + _EMOJI + " {n}"
KINDS: Mapping[str, HostileFile] = {
    "one line": HostileFile(_repeated(b"", b"x")),
    "one line below the header": HostileFile(_repeated(_USER, b"x")),
    "one quoted cell": HostileFile(_repeated(_USER + b'"', b"a line\n")),
    "one row of empty cells": HostileFile(_repeated(_USER, b",")),
    "empty lines": HostileFile(_repeated(_USER, b"\n")),
    "instruction lines": HostileFile(_repeated(_USER, b"# a\n")),
    "declared groups": HostileFile(_numbered(_USER, "#muster:group,{n}\n")),
    "cells of numbers (1;1;1;)": HostileFile(_repeated(_USER, b'Depot,"' + b"1;" * 16_000 + b'",\n')),
    "cells of 1,000 numbers": HostileFile(_repeated(_USER, b'Depot,"' + b"1;" * 999 + b'1",\n')),
    "cells of 32,767 characters": HostileFile(_repeated(_USER, b"Depot," + b"9" * 32_767 + b",\n")),
    "quotation marks": HostileFile(_repeated(_USER, b'"')),
    "rows in quotation marks": HostileFile(_repeated(_USER, b'"""",""""\n')),
    "distinct group names": HostileFile(_numbered(_USER, "Depot {n},{e164},\n")),
    "distinct long group names": HostileFile(_numbered(_USER, _LONG_NAME + ",{e164},\n")),
    "most groups and rows": HostileFile(_mixed(21_000, _LONG_NAME)),
    "most groups": HostileFile(lambda: islice(_numbered(_USER, "x" * 31 + _EMOJI + " {n},{e164},\n")(), 101)),
    "a million rows of one group": HostileFile(lambda: islice(_numbered(_USER, "Depot,{e164},\n")(), 1001)),
    "a million rejected rows": HostileFile(
        lambda: islice(_numbered(_USER, "Depot,12{n},Boss of all bosses\n")(), 1001)
    ),
    "a million rows of long messages": HostileFile(
        lambda: islice(_numbered(_USER, "x" * 100 + "{n},=HYPERLINK(0),\n")(), 1001)
    ),
    "a million duplicates": HostileFile(lambda: islice(_numbered(_USER, "Depot,+919812345678,\n")(), 1001)),
    "UTF-16": HostileFile(
        _numbered(("\ufeff" + _USER.decode()).encode("utf-16-le"), "Depot {n},{e164},\n", "utf-16-le")
    ),
    "zero bytes": HostileFile(_repeated(_USER, b"\0")),
    "rows with zero bytes": HostileFile(_numbered(_USER, "a\0b{n},{e164},\n")),
    "parents: unknown children": HostileFile(_numbered(_PARENT, "P{n},C{n}\n"), is_parent=True),
    "parents: links": HostileFile(_numbered(_PARENT, "P{n},Depot\n"), is_parent=True),
    "parents: long names": HostileFile(
        lambda: islice(_numbered(_PARENT, "x" * 60 + _EMOJI + "{n},Depot\n")(), 50), is_parent=True
    ),
    "parents: rejected rows": HostileFile(_repeated(_PARENT, b"," + b"x" * 130 + b"\n"), is_parent=True),
}
