"""Group names: when two are the same, and which are refused."""

import unicodedata
from dataclasses import dataclass

from shared.domain.codes import Fault

NAME_LIMIT = 200  # characters (code points), after trimming

# NFKC can make one character many (U+FDFA becomes eighteen). A folded name is part of a table key, which
# Azure limits to 1 KiB, so it gets a limit of its own, which no name in ordinary characters reaches.
NORMALISED_LIMIT = 2 * NAME_LIMIT

# White space to the eye but not to str.strip(): byte order mark, zero-width space, word joiner, direction
# marks. At the ends of a cell they are leavings of copy and paste; inside a name some scripts need them.
_INVISIBLE = "\ufeff\u200b\u2060\u200e\u200f\u061c"
# Control characters, line and paragraph separator, lone surrogates.
_REJECTED_CATEGORIES = frozenset({"Cc", "Zl", "Zp", "Cs"})


@dataclass(frozen=True, slots=True)
class GroupName:
    """A name that may be a group's: as it is shown, and folded as it is compared."""

    display: str
    normalised: str


def normalise(name: str) -> str:
    """The form in which two names of one group are equal: Unicode NFKC, casefold, single blanks, trimmed.

    Casefolding can undo the normal form and normalising can bring back upper case (The Unicode Standard 3.13,
    D146), so the steps are repeated until nothing changes: folding twice is folding once.
    """
    normalised = _normalise_once(name)
    while (again := _normalise_once(normalised)) != normalised:
        normalised = again
    return normalised


def check_group_name(raw: str) -> GroupName | Fault:
    """The group name in a cell, or why it is none: group_name_missing, _invalid or _too_long."""
    display = _trim(raw)
    normalised = normalise(display)
    if not normalised:
        return Fault("group_name_missing")
    if not display.isprintable() and any(unicodedata.category(c) in _REJECTED_CATEGORIES for c in display):
        return Fault("group_name_invalid")
    if len(display) > NAME_LIMIT or len(normalised) > NORMALISED_LIMIT:
        return Fault("group_name_too_long")
    return GroupName(display, normalised)


def _normalise_once(name: str) -> str:
    normal = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(normal.split())


def _trim(raw: str) -> str:
    text = raw.strip()
    while (trimmed := text.strip(_INVISIBLE).strip()) != text:
        text = trimmed
    return text
