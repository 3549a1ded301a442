"""Keys and filter literals of Table Storage: escaping that keeps order and prefixes, and the 64 buckets.

Keys may not hold / \\ # ? nor U+0000-U+001F and U+007F-U+009F, and are compared by ordinal value
(https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model).
% is legal, but "PartitionKey or RowKey containing the percent '%' character causes some Windows Azure Tables
APIs to fail" (the storage team, 28 May 2012; Azure/azure-sdk-for-php#472), so it is escaped as well.
+ is legal and stays, as E.164 numbers begin with it; in a URL it is written %2B, for a bare + means a blank.

The store compares UTF-16 code units: Azurite compares JavaScript strings, and ordinal comparison is by code
units in .NET. Python compares code points. The two differ only where characters beyond U+FFFF (emoji) meet
U+E000-U+FFFF; sort with table_order where that can happen.
"""

from __future__ import annotations

import re

# A forbidden character x is written with the character p before it: p becomes p! and x becomes p~. No code is
# the beginning of another and their order is that of the characters. Hence escape keeps order, by code points
# and by code units, and a text begins with a prefix exactly when its escape begins with the prefix's escape.
_PAIRS = {"$": "%", ".": "/", '"': "#", ">": "?", "[": "\\"}

# No character precedes the low controls, so the blank after them closes their row of codes (blank with
# 0 ... V, then ~); the high controls follow ~ itself (~!, then ~0 ... ~W). Ascending, as in base32hex.
_CONTROL_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVW"


def _codes() -> dict[str, str]:
    codes = {}
    for before, forbidden in _PAIRS.items():
        codes[before] = before + "!"
        codes[forbidden] = before + "~"
    codes |= {chr(n): " " + _CONTROL_SIGNS[n] for n in range(0x20)}
    codes[" "] = " ~"
    codes["~"] = "~!"
    codes |= {chr(0x7F + n): "~" + _CONTROL_SIGNS[n] for n in range(0x21)}
    return codes


_CODES = _codes()
_TO_KEY = str.maketrans(_CODES)
_FROM_KEY = {code: char for char, code in _CODES.items()}
_CODE = re.compile("|".join(re.escape(code) for code in _FROM_KEY))
_FORBIDDEN_IN_KEY = re.compile(r"[/\\#?\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def escape(text: str) -> str:
    """The text as (part of) a key: a < b gives escape(a) < escape(b), and escape(a + b) joins both escapes.

    No character takes more than two UTF-16 units, so a text of 256 characters fits the 1 KiB of a key.
    """
    return text.translate(_TO_KEY)


def unescape(key: str) -> str:
    """The text that escape made the key of."""
    return _CODE.sub(lambda code: _FROM_KEY[code.group()], key)


def forbidden_in_key(key: str) -> str | None:
    """The first character that a key may not hold (a lone surrogate cannot even be sent), or None."""
    found = _FORBIDDEN_IN_KEY.search(key)
    return found.group() if found else None


def odata_literal(text: str) -> str:
    """The text as an OData string literal, quotes included; a quote inside is doubled (OData v3)."""
    return "'" + text.replace("'", "''") + "'"


def table_order(key: str) -> bytes:
    """Sort key for the order of the store (UTF-16 code units)."""
    return key.encode("utf-16-be", "surrogatepass")


def after_prefix(prefix: str) -> str:
    """The least bound above every key with this prefix, in the store's order: `lo <= key < after_prefix(lo)`.

    Characters that no key can hold are passed over, so the bound is itself fit for a key. Raises ValueError
    for the empty prefix, which has no such bound.
    """
    for end in range(len(prefix) - 1, -1, -1):
        if prefix[end] != "\uffff":
            return prefix[:end] + _following(prefix[end])
    raise ValueError("every key has the empty prefix")


def _following(char: str) -> str:
    """The next character in the order of UTF-16 code units, in which U+10000-U+10FFFF stand before U+E000."""
    following = {0xD7FF: 0x10000, 0x10FFFF: 0xE000}.get(ord(char), ord(char) + 1)
    while forbidden_in_key(chr(following)):
        following += 1
    return chr(following)
