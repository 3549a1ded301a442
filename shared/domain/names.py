"""Group names: when two names are equal, and which names are rejected."""

import unicodedata
from dataclasses import dataclass

from shared.domain.codes import Rejection
from shared.domain.invisible import JOINERS, is_blank, without_format, without_invisible

NAME_LIMIT = 200  # characters (code points), after trimming

# Case folding and composition can make three characters of one (U+FB03, U+FB2C). A normalised name is part of a table key
# of at most 512 UTF-16 units, in which a character takes up to two (storage/tables/keys.py) and the catalogues' prefix and
# id 42: so this many characters always fit.
NORMALISED_LIMIT = 230

# Control characters, line and paragraph separator, lone surrogates.
_REJECTED_CATEGORIES = frozenset({"Cc", "Zl", "Zp", "Cs"})
# Full-width and half-width forms, by their plain form (UnicodeData.txt, <wide> and <narrow>).
_PLAIN_WIDTH = {
    code: chr(int(plain, 16))
    for code in (0x3000, *range(0xFF00, 0xFFF0))
    for tag, _, plain in (unicodedata.decomposition(chr(code)).partition(" "),)
    if tag in ("<wide>", "<narrow>")
}


@dataclass(frozen=True, slots=True)
class GroupName:
    """A valid group name: as it is shown, and normalised as it is compared."""

    display: str
    normalised: str


def normalise(name: str) -> str:
    """The form in which names are compared (docs/contract.md, Names): Unicode NFC, case-folded, full and half width as the
    plain form, white space runs as one blank, without invisible characters, trimmed.

    Case folding can undo NFC (The Unicode Standard 3.13, D145), and either can bring back what the other takes away, so
    they are repeated until nothing changes: normalising twice gives the same as normalising once.
    """
    normalised = _normalise_once(name)
    while not normalised.isascii() and (again := _normalise_once(normalised)) != normalised:
        normalised = again
    return normalised


def check_group_name(raw: str) -> GroupName | Rejection:
    """Returns the group name in a cell, or a rejection: group_name_missing, _invalid or _too_long."""
    display = _trim(without_format(raw))
    normalised = normalise(display)
    if not normalised[:1].isalnum() and is_blank(normalised):
        return Rejection("group_name_missing")
    if not display.isprintable() and any(unicodedata.category(c) in _REJECTED_CATEGORIES for c in display):
        return Rejection("group_name_invalid")
    if len(display) > NAME_LIMIT or len(normalised) > NORMALISED_LIMIT:
        return Rejection("group_name_too_long")
    return GroupName(display, normalised)


def _normalise_once(name: str) -> str:
    if name.isascii():
        return " ".join(name.casefold().split())
    visible = without_invisible(name.translate(_PLAIN_WIDTH))
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", visible).casefold())
    return _trim(" ".join(folded.split()))


def _trim(text: str) -> str:
    """Without white space and joiners at the ends, where a joiner has nothing to join."""
    text = text.strip()
    while not text.isascii() and (trimmed := text.strip(JOINERS).strip()) != text:
        text = trimmed
    return text
