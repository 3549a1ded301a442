"""Text as the XML of a workbook holds it (ECMA-376 Part 1, 22.9.2.19, ST_Xstring), and as a cell of a workbook holds it."""

import re
from collections.abc import Sequence

from shared.domain.csv.formula_escape import APOSTROPHE
from shared.domain.csv.instructions import is_instruction
from shared.domain.csv.lines import LONGEST_CELL
from shared.domain.workbooks.sheet_cells import plain_text

MAX_CELL = LONGEST_CELL
"""UTF-16 units in one cell, in which Excel counts."""

# What XML cannot hold (XML 1.0, 2.2) and a carriage return, which a parser makes a line feed (2.11), are written _xHHHH_; a
# text that looks like that escape has its own underscore escaped.
_NOT_XML = r"\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff"
_ODD = re.compile(rf"[&<>_\t\n{_NOT_XML}]|^ | $")
_ODD_IN_ROW = re.compile(rf"{_ODD.pattern}|\| | \|")
_ESCAPED = re.compile(rf"_(?=x[0-9A-Fa-f]{{4}}_)|[&<>{_NOT_XML}]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escape(text: str) -> str:
    """The text as content of an element."""
    return _ESCAPED.sub(_escape_one, text)


def attribute(text: str) -> str:
    """The text as the value of an attribute, with its quotation marks."""
    return f'"{escape(text).replace(chr(34), "&quot;")}"'


def text_element(text: str) -> str:
    """The element that a cell's text is. Raises ValueError for a text that is longer than MAX_CELL."""
    if len(text) > MAX_CELL // 2 and units(text) > MAX_CELL:
        raise ValueError(f"A cell holds at most {MAX_CELL} UTF-16 units.")
    if _ODD.search(text) is None:
        return f"<t>{text}</t>"
    # Without it a program may drop white space at the ends (ECMA-376 Part 1, 18.4.12).
    return f'<t xml:space="preserve">{escape(text)}</t>'


def are_plain(cells: Sequence[str]) -> bool:
    """Whether each of the cells is text of which text_element makes <t>text</t>: one look at a row costs less than four."""
    row = "|".join(cells)
    return len(row) <= MAX_CELL // 2 and _ODD_IN_ROW.search(row) is None


def units(text: str) -> int:
    """The length of the text in UTF-16 units, in which Excel counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_to_cell(text: str) -> str:
    """The beginning of the text that one cell can hold; no character is cut in two."""
    if units(text) <= MAX_CELL:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * MAX_CELL]
    return kept.decode("utf-16-le", "ignore")


def protect_in_workbook(text: str) -> str:
    """The text for a cell, which holds it as text whatever it looks like: =1+1 and 007 need no apostrophe.

    Only what the import would take off (an apostrophe of its own, ="...") or skip as an instruction gets one in front:
    plain_text(protect_in_workbook(text)) == text.
    """
    if text[:1] in _READ_OTHERWISE and (plain_text(text) != text or is_instruction(text)):
        return APOSTROPHE + text
    return text


_READ_OTHERWISE = frozenset("'=#")


def _escape_one(found: "re.Match[str]") -> str:
    character = found[0]
    return _ENTITIES.get(character) or f"_x{ord(character):04X}_"
