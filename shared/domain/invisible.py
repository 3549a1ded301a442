"""Characters that nobody sees: which they are, and a text without them.

They are those with the property Default_Ignorable_Code_Point (Unicode 15.1, DerivedCoreProperties.txt), the other format
characters (category Cf) that have no shape, and the blank Braille pattern. The two joiners are none of them: Persian,
Hindi and emoji need them inside a word.
"""

import re
import unicodedata

JOINERS = "\u200c\u200d"

# Format characters: soft hyphen, zero-width space, byte order mark, direction marks and overrides, tags. What Unicode has
# in Cf and shows, such as the Arabic number sign U+0600, is not among them.
_FORMAT = (
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
# Fillers of Hangul and Khmer, the blank Braille pattern, and variation selectors, which choose a character's shape.
_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
# The flags of England, Scotland and Wales differ in their tags only (UTS 51, emoji tag sequence).
_FLAG = "(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)"
_FORMAT_PATTERN = re.compile(f"{_FLAG}|[{_FORMAT}]")
_INVISIBLE_PATTERN = re.compile(f"{_FLAG}|[{_FORMAT}{_BLANK}]")
_UNSEEN_CATEGORIES = frozenset({"Mn", "Mc", "Me", "Zs", "Zl", "Zp", "Cf"})


def without_format(text: str) -> str:
    """The text as it may be shown: without format characters, which can turn its direction, but with the selectors that
    give emoji their shape."""
    return text if text.isascii() else _FORMAT_PATTERN.sub(_kept, text)


def without_invisible(text: str) -> str:
    """The text as it is compared: without any character that nobody sees."""
    return text if text.isascii() else _INVISIBLE_PATTERN.sub(_kept, text)


def is_blank(text: str) -> bool:
    """Whether nothing of the text can be seen; combining marks alone have nothing to combine with."""
    return all(unicodedata.category(character) in _UNSEEN_CATEGORIES for character in without_invisible(text))


def _kept(found: re.Match[str]) -> str:
    return found[1] or ""
