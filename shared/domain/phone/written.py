"""A number as written: its characters as ASCII, its prefix taken off, and what a spreadsheet did to it."""

import re
import unicodedata
from dataclasses import dataclass

# A spreadsheet that reads the cell as a number saves 9.19812E+11, or 9,19812E+11 where the comma is the decimal
# sign; for an error or a narrow column it saves #NUM! or #####.
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*[eE]\s*[+-]?\d{1,3}")
_ERROR_VALUE = re.compile(r"#+|#[A-Za-z/0]+[!?]?")
# It reads +91-9812345001 as a formula and keeps what is left of the subtraction, -9812344910: the number of somebody else.
_DIFFERENCE = re.compile(r"-\d{5,}(?:[.,]\d+)?")
_DAMAGES = (_SCIENTIFIC, _ERROR_VALUE, _DIFFERENCE)
# Digits grouped by commas, by threes or the Indian way (9,81,23,45,678 and 98,123,45678). The first piece has at most
# three digits and there are three pieces or more, so no list of phone numbers looks like this.
GROUPED = re.compile(r"[\s']*\+?\d{1,3}(?:,\d{2,5}){2,6}(?:\.0+)?\s*")
# Programs that read numbers as floating point write 919812345678.0.
_FLOAT = re.compile(r"(\+?\d{7,})\.0+")

# Links to a chat hold the international form without + (faq.whatsapp.com/5913398998672934); p: is what lead forms export.
_LINK = re.compile(
    r"[\s']*(?:https?://)?(?:www\.)?(?:wa\.me/|(?:api\.)?whatsapp\.com/send/?\?phone=)\+?", re.IGNORECASE
)
_PREFIX = re.compile(r"[\s']*(?:(?:tel|p|whatsapp|callto|sms):)?\s*", re.IGNORECASE)
# In English, Russian, German, French, Spanish, Portuguese, Italian, Polish and Turkish.
_EXTENSION = re.compile(
    r"\+?[\d\s().\-/]{5,}[;,]?\s*(?:x|ext(?:n|ension)?|доб(?:авочный)?|вн|durchwahl|dw|poste|anexo|ramal|int(?:erno)?|wewn?|"
    r"dahili|#)\.?\s*[:.=]?\s*\d{1,8}",
    re.IGNORECASE,
)
_WITHOUT_SEPARATORS = str.maketrans("", "", " \t\n\r\v\f-./()")
# Punctuation of other scripts and keyboards, by the ASCII sign that it is read as. Direction marks and other format
# characters (Cf) come from contact lists that a number was copied from; they are dropped.
_PLAIN_SIGNS = {"+": "＋﹢⁺➕", "'": "’‘`´＇", ".": "·•．。", "/": "／∕⁄", "-": "−", "(": "[{", ")": "]}"}
_PLAIN_CATEGORIES = {"Zs": " ", "Zl": " ", "Zp": " ", "Pd": "-", "Ps": "(", "Pe": ")", "Cf": ""}


@dataclass(frozen=True, slots=True)
class Written:
    """A number in ASCII without prefix; `text` keeps its separators, which tell where its groups of digits end."""

    text: str

    @property
    def dialled(self) -> str:
        """The digits, with a plus sign in front where one was written."""
        return dialled_of(self.text)

    @property
    def is_damaged(self) -> bool:
        """Whether a spreadsheet has lost its digits."""
        return any(damage.fullmatch(self.text) for damage in _DAMAGES)

    @property
    def has_extension(self) -> bool:
        """Whether a number with an extension behind it was written, such as +14155552671 ext. 5."""
        return _EXTENSION.fullmatch(self.text) is not None


def read_written(text: str) -> Written:
    """The number in one piece of a cell."""
    plain = text.translate(_PLAIN)
    if (link := _LINK.match(plain)) is not None:
        return Written("+" + plain[link.end() :].partition("?")[0].partition("&")[0].strip())
    written = _PREFIX.sub("", plain, count=1).rstrip()
    if GROUPED.fullmatch(written):
        written = written.replace(",", "").partition(".")[0]
    if (number := _FLOAT.fullmatch(written)) is not None:
        written = number.group(1)
    if written.endswith("+"):  # Programs that write from right to left put the sign at the end.
        written = "+" + written.rstrip("+ ").removeprefix("+")
    return Written(written)


def dialled_of(text: str) -> str:
    """The text without the signs that group digits."""
    return text.translate(_WITHOUT_SEPARATORS)


class _PlainCharacters(dict[int, str]):
    """A table for str.translate: digits and signs of any script as ASCII. Entries are computed on first use."""

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        digit = unicodedata.decimal(character, None)
        plain = character if digit is None else str(digit)
        if not character.isascii():
            plain = _PLAIN_CATEGORIES.get(unicodedata.category(character), plain)
        for sign, variants in _PLAIN_SIGNS.items():
            if character in variants:
                plain = sign
        self[code_point] = plain
        return plain


_PLAIN = _PlainCharacters()
