"""Quotes a cell inside a message without giving a whole phone number away.

Messages end up in job logs, which must never hold whole phone numbers, so digits are masked when the message
is made and not left to whoever writes it down.
"""

import re

SHOWN_DIGITS = 4
BULLET = "•"
_LONGEST = 60

# Seven digits or more, whatever separates them. Shorter runs (a year, a shop number) help the reader.
_DIGIT_RUN = re.compile(r"\d(?:[^\w\n,;]{0,3}\d){6,}")


def excerpt(cell: str) -> str:
    """The cell in quotation marks, on one line, at most 60 characters; long numbers show four digits."""
    text = _DIGIT_RUN.sub(_mask_run, " ".join(cell.split()))
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    return f"“{text}”"


def _mask_run(run: re.Match[str]) -> str:
    text = run.group()
    hidden = sum(character.isdecimal() for character in text) - SHOWN_DIGITS
    masked = []
    for character in text:
        if character.isdecimal() and hidden > 0:
            hidden -= 1
            masked.append(BULLET)
        else:
            masked.append(character)
    return "".join(masked)
