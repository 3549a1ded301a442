"""Instruction lines: what they look like, the groups that they declare, and the numbers in them.

A line that begins with "# " or "#muster:" is an instruction; a lone # is one, too. A row of the group #general is none.
"""

import csv
import re
from dataclasses import dataclass
from itertools import islice

from shared.domain.csv.formula_escape import unprotect
from shared.domain.names import GroupName, check_group_name

DECLARATION = "#muster:group"

# The most instructions with numbers in them that are checked; far more would take minutes, and nobody reads the warnings.
NUMBERED_LIMIT = 50_000

_INSTRUCTION = re.compile(r'#(?: |muster:|[\s,;|"]*$)')
# Seven digits or more (the shortest number of E.164 in use), with what people write between them.
_LIKE_A_NUMBER = re.compile(r"[+＋]?\(?\d(?:[ ().\-/\u00a0]{0,3}\d){6,16}")
_NUMBERS_KEPT = 5


@dataclass(frozen=True, slots=True)
class GroupDeclaration:
    """A group without members, from an instruction line that exports write: #muster:group,<name>."""

    line: int
    group_name: str
    normalised: str


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction below the header in which something looks like a number; `numbers` are the first of them."""

    line: int
    numbers: tuple[str, ...]


class InstructionLines:
    """Reads the instructions of one file. `count` are those that declare no group."""

    def __init__(self) -> None:
        self.count = 0
        self._numbered = 0

    def read(self, line: int, cells: list[str], text: str) -> GroupDeclaration | Instruction | None:
        """The instruction of this line, None for one that says nothing about groups or numbers. `text` is the line, or the
        cells joined; `cells` need be there only where it begins with DECLARATION."""
        name = declared_group(cells) if text.startswith(DECLARATION) else None
        if name is not None:
            return GroupDeclaration(line, name.display, name.normalised)
        self.count += 1
        if self._numbered < NUMBERED_LIMIT and (numbers := like_numbers(text)):
            self._numbered += 1
            return Instruction(line, numbers)
        return None


def is_instruction(text: str) -> bool:
    """Whether a line, or the cells of a record in quotation marks joined, is an instruction."""
    return _INSTRUCTION.match(text) is not None


def like_numbers(text: str) -> tuple[str, ...]:
    """The first texts that look like phone numbers; whether they are valid is not checked."""
    return tuple(found[0] for found in islice(_LIKE_A_NUMBER.finditer(text), _NUMBERS_KEPT))


def declared_group(cells: list[str]) -> GroupName | None:
    """The group that an instruction declares, or None. A spreadsheet may have kept the whole line in one cell."""
    directive, name, *rest = [*cells, "", ""]
    if directive.startswith(f"{DECLARATION},") and not name:
        directive, name, *_ = [*next(csv.reader([directive])), ""]
    checked = check_group_name(unprotect(name))
    if directive != DECLARATION or any(rest) or not isinstance(checked, GroupName):
        return None
    return checked
