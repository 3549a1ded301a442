"""The text of a cell with a number: its whole digits, with what its format shows in front, and never an exponent."""

import re
from decimal import Decimal

from shared.domain.workbooks.read.cells import FaultyCell
from shared.domain.workbooks.read.number_formats import NumberFormat, show_date

MOST_DIGITS = 15
"""Of a whole number; a spreadsheet makes the others zeros (Microsoft, "Excel specifications and limits")."""

_NUMBER = re.compile(r"([+-]?)(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d{1,5})?", re.ASCII | re.IGNORECASE)
_MOST_CHARACTERS = 400
_MOST_PLACES = 400
"""Of a number written without an exponent. A double has at most 309 digits in front of the point."""


def number_text(written: str, shown_as: NumberFormat | None, is_1904: bool) -> str:
    """The text of a number that the XML holds as `written`, or a FaultyCell: a date, more than 15 digits, no number."""
    written = written.strip()
    found = _NUMBER.fullmatch(written) if len(written) <= _MOST_CHARACTERS else None
    if found is None:
        return FaultyCell(written, "cell_not_text", "it is no number that can be read")
    number = Decimal(written)
    if number and not -_MOST_PLACES < number.adjusted() < _MOST_PLACES:
        return _damaged(written)
    if shown_as is not None and shown_as.is_date(number):
        return FaultyCell(show_date(number, is_1904), "cell_not_text", "it is a date or a time")
    whole, _, fraction = f"{number.copy_abs():f}".partition(".")
    whole = whole.lstrip("0") or "0"
    if len(whole) > MOST_DIGITS:
        return _damaged(whole)
    fraction = fraction.rstrip("0")
    sign = found[1]
    if fraction or sign:
        return f"{sign}{whole}.{fraction}" if fraction else sign + whole
    return shown_as.show(whole) if shown_as is not None else whole


def _damaged(digits: str) -> FaultyCell:
    cause = f"a spreadsheet keeps {MOST_DIGITS} digits of a number"
    return FaultyCell(digits, "number_damaged_by_spreadsheet", cause)
