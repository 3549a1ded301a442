"""Reads one number, and refuses what would only be a guess.

A number is valid when libphonenumber's is_valid_number accepts it and E.164 has room for it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from shared.domain.codes import Rejection
from shared.domain.phone.candidates import (
    ask,
    e164_of,
    international_readings,
    is_landline,
    is_mobile,
    may_be_whole,
)
from shared.domain.phone.numbers import region_of
from shared.domain.phone.plain_digits import may_be_national
from shared.domain.phone.written import dialled_of, read_written
from shared.domain.redaction import excerpt

_INVALID = "number_invalid"
_LONGEST = 100  # characters of a number with all its separators; bounds the size of the cache
TWO_NUMBERS = (
    "a slash, dash or blank in it separates what could be two numbers; separate numbers with a comma or semicolon"
)
_TWO_READINGS = "with + in front it is another number of the country; write it with + and the country code"
EXTENSION = "it has an extension; only the number without it can be a member"

# libphonenumber reads national numbers of up to 17 digits (MAX_LENGTH_FOR_NSN). Fewer than five digits are a typing
# error, which a region would not correct.
_NATIONAL_DIGITS = range(5, 18)
_SHORTEST_LOCAL = 5  # digits; the last groups of one number, as libphonenumber and people write it, are mostly shorter
_DIALLED = re.compile(r"\+?[0-9]+")
_GAP = re.compile(r"(?<=\d)[\s()]*[\s/.-][\s()/.-]*(?=\d)")
_WIDE_GAP = re.compile(r".*/.*|\s+-+\s+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Number:
    """A valid phone number in E.164."""

    e164: str


def read_number(text: str, region: str | None) -> Number | Rejection:
    """Read one number. Without a country code it is read as a number of `region`, in upper or lower case.

    Rejections: number_damaged_by_spreadsheet, number_needs_region, number_of_another_country, number_invalid (with its
    cause); with a suggestion if there is one.
    """
    if len(text) > _LONGEST:
        return Rejection(_INVALID, "it is too long")
    return _read_number(text, region.upper() if region else None)


def reads_without_plus(e164: str, region: str) -> bool:
    """Whether the digits of a number are read as this number in the region, "" for none. Spreadsheets take the + off every
    number of a CSV. False is rare: some landline and service numbers, and numbers that are of no region."""
    return bool(region) and (not may_be_national(e164, region) or read_number(e164[1:], region) == Number(e164))


@lru_cache(maxsize=1 << 15)
def _read_number(text: str, region: str | None) -> Number | Rejection:
    if _DIALLED.fullmatch(text):
        return _read_digits(text, region)
    written = read_written(text)
    if written.is_damaged:
        return Rejection("number_damaged_by_spreadsheet")
    if written.has_extension:
        return Rejection(_INVALID, EXTENSION)
    if not _DIALLED.fullmatch(written.dialled):
        return Rejection(_INVALID, _misspelling(written.dialled))
    result = _read_digits(written.dialled, region)
    if isinstance(result, Rejection) and "(0)" in written.text:  # +34 (0) 612 345 678: the country has no trunk prefix
        rest = dialled_of(written.text.replace("(0)", ""))
        without = _read_digits(rest, region) if rest else result
        result = result if isinstance(without, Rejection) else without
    if _could_be_two(written.text, region, isinstance(result, Number)):
        return Rejection(_INVALID, TWO_NUMBERS)
    return result


def _misspelling(dialled: str) -> str:
    """Why a text is not digits with an optional plus sign in front. An O for a 0 is a typing error."""
    for character in dialled:
        if character not in "+0123456789":
            return f"it contains {excerpt(character)}, which is not a digit"
    if not dialled.strip("+"):
        return "it has no digits"
    return "it has a plus sign inside; separate the numbers of one cell with a comma or semicolon"


def _could_be_two(text: str, region: str | None, is_valid: bool) -> bool:
    """Whether a gap follows what is a number by itself, so that the whole is two numbers or one and a shorthand for
    another (98135 45678/79).

    Where the whole is a valid number, a gap without slash must have what looks like a second number behind it, since
    many countries have numbers of several lengths.
    """
    for gap in _GAP.finditer(text):
        left, right = dialled_of(text[: gap.start()]), dialled_of(text[gap.end() :])
        is_weak = is_valid and not _WIDE_GAP.fullmatch(gap.group())
        if (is_weak and len(right) < _SHORTEST_LOCAL) or not may_be_whole(left, region):
            continue
        number = _read_digits(left, region)
        if isinstance(number, Number) and not (
            is_weak and _continues(left, right, text[: gap.start()], number, region)
        ):
            return True
    return False


def _continues(left: str, right: str, left_text: str, number: Number, region: str | None) -> bool:
    """Whether the digits behind a gap look like the rest of a number: they are none, and no subscriber's beside it."""
    last_group = re.split(r"\D", left_text)[-1]
    if len(last_group) == len(right) and len(left) > len(last_group):
        return False
    return isinstance(_read_digits(right, region or region_of(number.e164) or None), Rejection)


def _read_digits(dialled: str, region: str | None) -> Number | Rejection:
    """Try the possible readings of the digits; the first valid one counts."""
    cause = ""
    for text, text_region in _readings(dialled, region):
        result = ask(text, text_region)
        if not isinstance(result, str):
            return _checked(result, dialled, region)
        cause = cause or result
    if dialled.startswith(("+", "00")):
        return Rejection(_INVALID, cause)
    return _without_country_code(dialled, region, cause)


def _readings(dialled: str, region: str | None) -> Iterator[tuple[str, str | None]]:
    """The possible readings of a number as (text, region), best first.

    00 is read as the plus sign, the international prefix of most countries; libphonenumber knows other prefixes (011
    in the US) from the region. Digits alone are read as a national number, then as a number of the region that has
    lost its plus sign.
    """
    for international in international_readings(dialled):
        yield international, None
    if region is None or dialled[0] == "+":
        return
    yield dialled, region
    code = str(phonenumbers.country_code_for_region(region))
    if dialled.startswith(code):
        for international in international_readings("+" + dialled):
            yield international, None


def _without_country_code(dialled: str, region: str | None, cause: str) -> Rejection:
    """Digits that are no number of the region. Those of another country are told, but never taken for one: a digit
    doubled or dropped makes many a national number into somebody's number abroad."""
    abroad = ask("+" + dialled, None)
    suggestion = "" if isinstance(abroad, str) else e164_of(abroad)
    if region is None:
        if suggestion or len(dialled) in _NATIONAL_DIGITS:
            return Rejection("number_needs_region", suggestion=suggestion)
        return Rejection(_INVALID, str(abroad))
    return _of_another_country(suggestion) if suggestion else Rejection(_INVALID, cause)


def _checked(number: phonenumbers.PhoneNumber, dialled: str, region: str | None) -> Number | Rejection:
    """The number, unless its digits are another number with + in front.

    In countries with numbers of many lengths, such as Germany and Indonesia, 4915123456789 is a valid but improbable
    landline number (0)4915-123456789, and also the mobile number +4915123456789 without its plus sign (libphonenumber
    FAQ, "Why wasn't the country code removed when parsing?"). Members have mobile phones, so the mobile number is
    preferred to another of the country. Where neither is a mobile number, or the mobile number is of another country, the
    digits are refused, since nothing tells which of the two is meant.
    """
    if dialled[0] in "+0" or region is None or is_mobile(number):
        return Number(e164_of(number))
    other = ask("+" + dialled, None)
    if isinstance(other, str) or other == number:
        return Number(e164_of(number))
    if other.country_code != number.country_code:
        is_meant = not (is_landline(number) and is_mobile(other))
        return Number(e164_of(number)) if is_meant else _of_another_country(e164_of(other))
    if is_mobile(other):
        return Number(e164_of(other))
    return Rejection(_INVALID, _TWO_READINGS, e164_of(other))


def _of_another_country(e164: str) -> Rejection:
    cause = f"with + in front it is a number of {region_of(e164) or 'another country'}"
    return Rejection("number_of_another_country", cause, e164)
