"""What a number format shows beside the digits: a plus sign, leading zeros, a date (ISO/IEC 29500-1, 18.8.31)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property

BUILTIN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Formats that files name by number alone, 27 to 36 and 50 to 58 in East Asia (ISO/IEC 29500-1, 18.8.30)."""

_LONGEST_CODE = 1_000  # characters; a spreadsheet allows 255
_TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"?|\\.)|[_*].?|\[(?P<bracket>[^\]]*)\]?|(?P<general>General|Standard)"""
    r"""|(?P<clock>AM/PM|A/P|[ymdhs])|(?P<exponent>E[+-])|(?P<digit>[0#?])|(?P<point>\.)|[,%@]|(?P<other>.)""",
    re.IGNORECASE | re.DOTALL,
)
_SECTION_PIECE = re.compile(r""""[^"]*"?|\\.|[_*].|\[[^\]]*\]?|.""", re.DOTALL)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d{1,20}(?:\.\d{1,20})?)")
# A prefix that people write in front of numbers: +, country code, brackets.
_PHONE_PREFIX = re.compile(r"[\d\s()./-]*\+?[\d\s()./-]*")
_NO_DIGIT = re.compile(r"[^+\d]")
_MOST_SHOWN = 15  # characters, as a number has


@dataclass(frozen=True, slots=True)
class _Section:
    condition: tuple[str, Decimal] | None
    is_date: bool
    prefix: str
    digits: int

    def holds(self, number: Decimal) -> bool:
        if self.condition is None:
            return True
        sign, bound = self.condition
        return (
            ("<" in sign and number < bound)
            or (">" in sign and number > bound)
            or (sign in ("=", "<=", ">=") and number == bound)
        )


class NumberFormat:
    """A format code such as `\\+0` or `dd/mm/yyyy`, read when it is first used."""

    def __init__(self, code: str) -> None:
        self._code = code[:_LONGEST_CODE]

    @cached_property
    def _sections(self) -> list[_Section]:
        parts = [""]
        for piece in _SECTION_PIECE.findall(self._code):
            if piece == ";":
                parts.append("")
            else:
                parts[-1] += piece
        if len(parts) > 1 and "@" in parts[-1]:
            parts.pop()
        return [_read_section(part, at, len(parts)) for at, part in enumerate(parts[:3])]

    def is_date(self, number: Decimal) -> bool:
        """Whether the number is shown as a date or a time."""
        return self._section(number).is_date

    def show(self, digits: str) -> str:
        """A whole number of zero or more, with what the format shows in front of it."""
        section = self._section(Decimal(digits))
        return section.prefix + digits.zfill(section.digits)

    def _section(self, number: Decimal) -> _Section:
        sections = self._sections
        return next((section for section in sections if section.holds(number)), sections[-1])


DATE_FORMAT = NumberFormat("yyyy-mm-dd")


def _read_section(code: str, at: int, count: int) -> _Section:
    condition = _usual_condition(at, count)
    prefix, integer, is_date, is_number, is_behind = "", "", False, False, False
    for token in _TOKEN.finditer(code):
        text, bracket = token[0], token["bracket"]
        if bracket is not None:
            is_date = is_date or _ELAPSED.fullmatch(bracket) is not None
            if found := _CONDITION.fullmatch(bracket):
                condition = (found[1], Decimal(found[2]))
            elif bracket.startswith("$") and not is_number:
                prefix += bracket[1:].partition("-")[0]
        elif token["clock"]:
            is_date = True
        elif token["digit"]:
            is_number = True
            integer += "" if is_behind else text
        elif token["general"] or token["point"] or token["exponent"]:
            is_number = is_behind = True
        elif (token["literal"] or token["other"]) and not is_number:
            prefix += text.strip('"').removeprefix("\\") if token["literal"] else text
    zeros = len(integer) - integer.find("0") if "0" in integer else 0
    return _Section(condition, is_date, _shown_prefix(prefix)[:_MOST_SHOWN], min(zeros, _MOST_SHOWN))


def _usual_condition(at: int, count: int) -> tuple[str, Decimal] | None:
    """Positive; negative; zero, when the section names no condition."""
    if count == 1 or at == count - 1:
        return None
    if at == 0:
        return (">=" if count == 2 else ">", Decimal(0))
    return ("<", Decimal(0))


def _shown_prefix(literal: str) -> str:
    """The plus sign and the digits of what stands in front; "" for words such as Room 1-."""
    if _PHONE_PREFIX.fullmatch(literal):
        return _NO_DIGIT.sub("", literal)
    plus = literal.rfind("+")
    behind = literal[plus:] if plus >= 0 else ""
    return _NO_DIGIT.sub("", behind) if behind and _PHONE_PREFIX.fullmatch(behind) else ""


def show_date(serial: Decimal, is_1904: bool) -> str:
    """A date, a time or both in ISO 8601, of a number of days; the number where no calendar has it."""
    epoch = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no time zone
    try:
        moment = epoch + timedelta(seconds=round(float(serial) * 86_400))
    except (OverflowError, ValueError):
        return f"{serial:f}"
    if 0 <= serial < 1:
        return moment.time().isoformat()
    is_day = moment.time() == datetime.min.time()
    return moment.date().isoformat() if is_day else moment.isoformat(" ")
