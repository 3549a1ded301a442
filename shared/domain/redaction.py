"""Quotes a cell inside a message without giving a whole phone number away.

Messages end up in job logs, which must never hold whole phone numbers, so digits are masked when the message
is made and not left to whoever writes it down.
"""

import re

SHOWN_DIGITS = 4
BULLET = "•"
_LONGEST = 60
_SHORT_RUN = 6

# Seven digits or more, whatever separates them. Shorter runs (a year, a shop number) help the reader.
_DIGIT_RUN = re.compile(r"\d(?:[^\w]{0,3}\d){6,}")


def excerpt(cell: str) -> str:
    """The cell in quotation marks, on one line, at most 60 characters; long numbers show four digits."""
    return _quote(_DIGIT_RUN.sub(lambda run: _mask(run.group()), cell))


def excerpt_number(piece: str) -> str:
    """A cell that should be one phone number, likewise; of seven digits or more it shows four.

    Letters do not end a run of digits here: 98123O45678 is a phone number that somebody mistyped.
    """
    return _quote(_mask(piece) if sum(map(str.isdecimal, piece)) > _SHORT_RUN else piece)


def _quote(text: str) -> str:
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))
    return f"“{text}”" if len(text) <= _LONGEST else f"“{text[: _LONGEST - 1]}…”"


def _mask(text: str) -> str:
    hidden = sum(map(str.isdecimal, text)) - SHOWN_DIGITS
    masked = []
    for character in text:
        if character.isdecimal() and hidden > 0:
            hidden -= 1
            character = BULLET
        masked.append(character)
    return "".join(masked)
