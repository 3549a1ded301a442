"""Quotes cells in messages with phone numbers masked.

Messages end up in job logs, which must never contain whole phone numbers, so the digits are masked when the message
is made.
"""

import re

SHOWN_DIGITS = 4
BULLET = "•"
_LONGEST = 60
_SHORT_RUN = 6

# Seven digits or more with any separators. Shorter runs (a year, a shop number) stay readable.
_DIGIT_RUN = r"\d(?:[^\w]{0,3}\d){6,}"
_ID = r"(?<![0-9a-f-])([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f-])"
_ID_OR_DIGIT_RUN = re.compile(f"{_ID}|{_DIGIT_RUN}")


def mask_numbers(text: str) -> str:
    """The text with runs of seven digits or more masked but for four, as names of files and groups go into logs. The digits
    of a UUID are no phone number."""
    return _ID_OR_DIGIT_RUN.sub(lambda found: found[1] or _mask(found.group()), text)


def excerpt(cell: str) -> str:
    """The cell in quotation marks, on one line, cut to 60 characters; runs of seven digits or more show only four."""
    return _quote(mask_numbers(cell))


def excerpt_number(piece: str) -> str:
    """As `excerpt`, for a cell that should be one phone number: all its digits count as one run.

    Letters do not end the run: 98123O45678 is a mistyped phone number.
    """
    return _quote(_mask(piece) if sum(map(str.isdecimal, piece)) > _SHORT_RUN else piece)


def one_line(text: str) -> str:
    """The text on one line, without what cannot be shown, cut to 60 characters; numbers stay whole, so not for logs."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _quote(text: str) -> str:
    return f"“{one_line(text)}”"


def _mask(text: str) -> str:
    hidden = sum(map(str.isdecimal, text)) - SHOWN_DIGITS
    masked = []
    for character in text:
        if character.isdecimal() and hidden > 0:
            hidden -= 1
            character = BULLET
        masked.append(character)
    return "".join(masked)
