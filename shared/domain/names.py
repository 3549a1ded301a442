"""Group names: when two names are equal, and which names are rejected."""

import unicodedata
from dataclasses import dataclass

from shared.domain.codes import Rejection

NAME_LIMIT = 200  # characters (code points), after trimming

# NFKC can expand one character to many (U+FDFA to eighteen). A normalised name is part of a table key, which
# Azure limits to 1 KiB, so it has a limit of its own, which no name in ordinary characters reaches.
NORMALISED_LIMIT = 2 * NAME_LIMIT

# Invisible, but not removed by str.strip(): byte order mark, zero-width space, word joiner, direction marks.
# At the ends of a cell they come from copy and paste; inside a name some scripts need them.
_INVISIBLE = "\ufeff\u200b\u2060\u200e\u200f\u061c"
# Control characters, line and paragraph separator, lone surrogates.
_REJECTED_CATEGORIES = frozenset({"Cc", "Zl", "Zp", "Cs"})


@dataclass(frozen=True, slots=True)
class GroupName:
    """A valid group name: as it is shown, and normalised as it is compared."""

    display: str
    normalised: str


def normalise(name: str) -> str:
    """The form in which names are compared: Unicode NFKC, case-folded, white space runs as one blank, trimmed.

    Case folding can undo NFKC and NFKC can bring back upper case (The Unicode Standard 3.13, D146), so both are
    repeated until nothing changes: normalising twice gives the same as normalising once.
    """
    normalised = _normalise_once(name)
    while (again := _normalise_once(normalised)) != normalised:
        normalised = again
    return normalised


def check_group_name(raw: str) -> GroupName | Rejection:
    """Returns the group name in a cell, or a rejection: group_name_missing, _invalid or _too_long."""
    display = _trim(raw)
    normalised = normalise(display)
    if not normalised:
        return Rejection("group_name_missing")
    if not display.isprintable() and any(unicodedata.category(c) in _REJECTED_CATEGORIES for c in display):
        return Rejection("group_name_invalid")
    if len(display) > NAME_LIMIT or len(normalised) > NORMALISED_LIMIT:
        return Rejection("group_name_too_long")
    return GroupName(display, normalised)


def _normalise_once(name: str) -> str:
    normal = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(normal.split())


def _trim(raw: str) -> str:
    text = raw.strip()
    while (trimmed := text.strip(_INVISIBLE).strip()) != text:
        text = trimmed
    return text
