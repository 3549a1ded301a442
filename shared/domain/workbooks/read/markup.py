"""Parses XML of strangers with expat: no DOCTYPE, so no entities, and limits for all that expat would keep in memory."""

from collections.abc import Iterable, Iterator
from typing import NoReturn, Protocol
from xml.parsers import expat

from shared.domain.csv.lines import FileError
from shared.domain.workbooks.read.faults import WorkbookFaults
from shared.domain.workbooks.read.limits import MAX_DEPTH, MAX_TOKEN_BYTES, MAX_XML_NAMES

SEPARATOR = "}"
"""Between the namespace and the local name of an element, as expat gives it."""

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""The namespaces of the transitional and the strict form (ISO/IEC 29500-1, -4)."""

TRUE = ("1", "true", "on")
"""What an attribute or a cell that is true says (ISO/IEC 29500-1, 22.9.2.1)."""

_TEXT_BUFFER = 32 * 1024


class Elements(Protocol):
    """Takes a document's elements as they come. A name is `namespace}local`, or `local` for attributes without a prefix."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A start tag."""

    def end(self, name: str) -> None:
        """An end tag."""

    def text(self, text: str) -> None:
        """Some of the text between two tags."""


def parse(pieces: Iterable[bytes], elements: Elements, faults: WorkbookFaults) -> Iterator[None]:
    """Feed the pieces of a document to `elements`, and stop after each. Raises FileError: file_damaged, file_too_large."""
    parser = expat.ParserCreate(namespace_separator=SEPARATOR)
    parser.buffer_text = True
    parser.buffer_size = _TEXT_BUFFER
    parser.StartElementHandler = elements.start
    parser.EndElementHandler = elements.end
    parser.CharacterDataHandler = elements.text
    refuse = _Refusal(faults)
    parser.StartDoctypeDeclHandler = refuse.doctype
    fed = 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > MAX_TOKEN_BYTES:
                raise faults.damaged(f"A tag of its XML has more than {MAX_TOKEN_BYTES:,} bytes.")
            if len(parser.intern) > MAX_XML_NAMES:
                raise faults.damaged(f"Its XML has more than {MAX_XML_NAMES:,} different names.")
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        # The last two: an encoding that Python does not know, or that has no table of 256 characters.
        raise faults.damaged(f"It is no valid XML ({error}).") from None
    yield


class _Refusal:
    def __init__(self, faults: WorkbookFaults) -> None:
        self._faults = faults

    def doctype(self, *_: object) -> NoReturn:
        """Office Open XML has none (ISO/IEC 29500-2), and entities of hostile files begin with one."""
        raise self._faults.damaged("Its XML has a document type declaration (DOCTYPE), which no spreadsheet writes.")


def too_deep(faults: WorkbookFaults) -> FileError:
    """The error of elements in each other beyond MAX_DEPTH."""
    return faults.damaged(f"Its XML has more than {MAX_DEPTH} elements in each other.")


def outline(pieces: Iterable[bytes], faults: WorkbookFaults) -> Iterator[tuple[str, dict[str, str]]]:
    """The elements of a small document with their attributes: the root as `namespace}local`, the others by their path of
    local names, such as workbook/sheets/sheet. Elements of another namespace than the root's stand in the path with it, so
    nothing in them (mc:AlternateContent, extLst) is taken for something else. Raises FileError: file_damaged."""
    elements = _Outline(faults)
    for _ in parse(pieces, elements, faults):
        yield from elements.found
        elements.found.clear()


class _Outline:
    def __init__(self, faults: WorkbookFaults) -> None:
        self.found: list[tuple[str, dict[str, str]]] = []
        self._faults = faults
        self._namespace = ""
        self._path: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._path:
            namespace, separator, local = name.rpartition(SEPARATOR)
            self._namespace = namespace + separator
            self._path.append(local)
            self.found.append((name, attributes))
            return
        if len(self._path) == MAX_DEPTH:
            raise too_deep(self._faults)
        self._path.append(name.removeprefix(self._namespace))
        self.found.append(("/".join(self._path), attributes))

    def end(self, _: str) -> None:
        self._path.pop()

    def text(self, _: str) -> None:
        """Small documents hold everything in attributes."""
