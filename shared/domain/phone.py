"""Reads phone numbers as people and spreadsheets write them, and returns E.164.

A number is valid when libphonenumber's is_valid_number accepts it. This module adds what a parser of one number does
not handle: cells with several numbers, numbers that a spreadsheet damaged, and a missing plus sign.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType, ValidationResult
from phonenumbers.phonenumberutil import COUNTRY_CODE_TO_REGION_CODE

from shared.domain.codes import Rejection
from shared.domain.redaction import BULLET, excerpt

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
"""A whole number in international form (ITU-T E.164, 6: 15 digits at most)."""

_INVALID = "number_invalid"
_LONGEST = 100  # characters of a number with all its separators; bounds the size of the cache

# libphonenumber reads national numbers of up to 17 digits (MAX_LENGTH_FOR_NSN). Fewer than five digits are a typing
# error, which a region would not correct.
_NATIONAL_DIGITS = range(5, 18)

# A spreadsheet that reads the cell as a number saves 9.19812E+11, or 9,19812E+11 where the comma is the decimal
# sign; for an error or a narrow column it saves #NUM! or #####.
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*[eE]\s*[+-]?\d{1,3}")
_ERROR_VALUE = re.compile(r"#+|#[A-Za-z/0]+[!?]?")
# 919,812,345,678: thousands separators. No list of phone numbers has pieces of three digits only.
_GROUPED = re.compile(r"\+?\d{1,3}(?:,\d{3}){2,4}(?:\.\d+)?")
_DAMAGES = (_SCIENTIFIC, _ERROR_VALUE, _GROUPED)
# Comma, semicolon and line break, also those of other scripts, but not the comma in 9,19812E+11.
_SEPARATOR = re.compile(r"[;\r\n\u2028\u2029，、﹐､،；؛﹔]|,(?!(?<=\b\d,)\d+\s*[eE]\s*[+-]?\d)")
# ="+919812345678" makes Excel read a cell of a CSV as text.
_TEXT_FORMULA = re.compile(r'\s*="(.*)"\s*', re.DOTALL)
# Programs that read numbers as floating point write 919812345678.0.
_FLOAT = re.compile(r"(\+?\d{7,})\.0+")

_PREFIX = re.compile(r"[\s']*(?:tel:)?\s*", re.IGNORECASE)
_DIALLED = re.compile(r"\+?[0-9]+")
_WITHOUT_SEPARATORS = str.maketrans("", "", " \t\n\r\v\f-./()")
# Punctuation of other scripts and keyboards, by the ASCII sign that it is read as. Direction marks and other format
# characters (Cf) come from contact lists that a number was copied from; they are dropped.
_PLAIN_SIGNS = {"+": "＋﹢⁺➕", "'": "’‘`´＇", ".": "·•．。", "/": "／∕⁄", "-": "−", "(": "[{", ")": "]}"}
_PLAIN_CATEGORIES = {"Zs": " ", "Zl": " ", "Zp": " ", "Pd": "-", "Ps": "(", "Pe": ")", "Cf": ""}
_MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})

_SOLE_REGION = {
    code: regions[0]
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items()
    if len(regions) == 1 and regions[0] != phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY
}


@dataclass(frozen=True, slots=True)
class Number:
    """A valid phone number in E.164."""

    e164: str


def known_region(code: str) -> bool:
    """Whether libphonenumber knows this ISO 3166 code of two letters, in upper or lower case."""
    return code.upper() in phonenumbers.SUPPORTED_REGIONS


def split_cell(cell: str) -> list[str]:
    """The numbers of one cell, trimmed, without empty ones. A damaged number is not split."""
    if (formula := _TEXT_FORMULA.fullmatch(cell)) is not None:
        cell = formula.group(1)
    if _GROUPED.fullmatch(cell.strip()):
        return [cell.strip()]
    return [piece for part in _SEPARATOR.split(cell) if (piece := part.strip(" \t\u00a0\ufeff\u200b"))]


def read_number(text: str, region: str | None) -> Number | Rejection:
    """Read one number. Without a country code it is read as a number of `region`, in upper or lower case.

    Rejections: number_damaged_by_spreadsheet, number_needs_region, number_invalid (with its cause).
    """
    if len(text) > _LONGEST:
        return Rejection(_INVALID, "it is too long")
    return _read_number(text, region.upper() if region else None)


@lru_cache(maxsize=1 << 15)
def _read_number(text: str, region: str | None) -> Number | Rejection:
    written = _PREFIX.sub("", text.translate(_PLAIN), count=1).rstrip()
    if any(damage.fullmatch(written) for damage in _DAMAGES):
        return Rejection("number_damaged_by_spreadsheet")
    if (number := _FLOAT.fullmatch(written)) is not None:
        written = number.group(1)
    dialled = written.translate(_WITHOUT_SEPARATORS)
    if not _DIALLED.fullmatch(dialled):
        return Rejection(_INVALID, _misspelling(dialled))
    result = _read_digits(dialled, region)
    if isinstance(result, Rejection) and "(0)" in written:  # +34 (0) 612 345 678, where the country has no trunk prefix
        without = _read_digits(written.replace("(0)", "").translate(_WITHOUT_SEPARATORS), region)
        return result if isinstance(without, Rejection) else without
    return result


@lru_cache(maxsize=1 << 15)
def region_of(e164: str) -> str:
    """The ISO 3166 region of a number for the export's Region column, "" when it has none (+800) or is unknown.

    Most country codes belong to one region. Only the others need libphonenumber, which takes 20 microseconds a number.
    """
    country_code = _country_code(e164)
    if country_code in _SOLE_REGION:
        return _SOLE_REGION[country_code]
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(e164))
    except NumberParseException:
        return ""
    return "" if region in (None, phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY) else str(region)


def mask(e164: str) -> str:
    """The number with its digits masked: +91••••••5678. National numbers of up to six digits show only two."""
    start = len(str(_country_code(e164) or "")) + 1
    national = e164[start:]
    shown = 4 if len(national) > 6 else 2
    return e164[:start] + BULLET * max(len(national) - shown, 0) + national[-shown:]


def _country_code(e164: str) -> int | None:
    """No ITU country code is the prefix of another, so the first match is the only one."""
    for end in (2, 3, 4):
        if (code := e164[1:end]).isdecimal() and int(code) in COUNTRY_CODE_TO_REGION_CODE:
            return int(code)
    return None


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


def _misspelling(dialled: str) -> str:
    """Why a text is not digits with an optional plus sign in front. An O for a 0 is a typing error."""
    for character in dialled:
        if character not in "+0123456789":
            return f"it contains {excerpt(character)}, which is not a digit"
    if not dialled.strip("+"):
        return "it has no digits"
    return "it has a plus sign inside; separate the numbers of one cell with a comma or semicolon"


def _read_digits(dialled: str, region: str | None) -> Number | Rejection:
    """Try the possible readings of the digits; the first valid one counts."""
    causes = []
    for text, text_region in _readings(dialled, region):
        result = _ask(text, text_region)
        if isinstance(result, str):
            causes.append(result)
        else:
            return Number(_prefer_mobile(result, dialled))
    if region is None and not dialled.startswith(("+", "00")) and len(dialled) in _NATIONAL_DIGITS:
        return Rejection("number_needs_region")
    return Rejection(_INVALID, causes[0])


def _readings(dialled: str, region: str | None) -> Iterator[tuple[str, str | None]]:
    """The possible readings of a number as (text, region), best first.

    00 is read as the plus sign, the international prefix of most countries; libphonenumber knows other prefixes (011
    in the US) from the region. Digits alone are read as a national number if there is a region, then as a number
    whose plus sign is missing.
    """
    international = re.sub(r"^\+?00", "+", dialled)
    if international[0] == "+":
        yield international, None
        if region is None or dialled[0] == "+":
            return
    if region is not None:
        yield dialled, region
    yield "+" + dialled, None


def _ask(text: str, region: str | None) -> phonenumbers.PhoneNumber | str:
    """The valid number that libphonenumber reads, or the cause of the error as a clause."""
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException as error:
        return _PARSE_CAUSES[error.error_type]
    if phonenumbers.is_valid_number(number):
        return number
    possible = phonenumbers.is_possible_number_with_reason(number)
    return _LENGTH_CAUSES[possible].format(code=number.country_code)


_PARSE_CAUSES = {
    NumberParseException.INVALID_COUNTRY_CODE: "no country has the code it begins with",
    NumberParseException.NOT_A_NUMBER: "it is too short",
    NumberParseException.TOO_SHORT_AFTER_IDD: "it is too short",
    NumberParseException.TOO_SHORT_NSN: "it is too short",
    NumberParseException.TOO_LONG: "it is too long",
}
_LENGTH_CAUSES = {
    ValidationResult.IS_POSSIBLE: "no number of country code +{code} begins like this",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "its area code is missing",
    ValidationResult.INVALID_COUNTRY_CODE: "no country has the code it begins with",
    ValidationResult.TOO_SHORT: "it is too short for country code +{code}",
    ValidationResult.TOO_LONG: "it is too long for country code +{code}",
    ValidationResult.INVALID_LENGTH: "no number of country code +{code} has this many digits",
}


def _prefer_mobile(national: phonenumbers.PhoneNumber, dialled: str) -> str:
    """The number in E.164, or the mobile number that its digits are with + in front.

    In countries with numbers of many lengths, such as Germany and Indonesia, 4915123456789 is a valid but improbable
    landline number (0)4915-123456789, and also the mobile number +4915123456789 without its plus sign (libphonenumber
    FAQ, "Why wasn't the country code removed when parsing?"). Members have mobile phones, so the mobile number is
    preferred to the landline number.
    """
    if dialled[0] not in "+0" and phonenumbers.number_type(national) == PhoneNumberType.FIXED_LINE:
        mobile = _ask("+" + dialled, None)
        if not isinstance(mobile, str) and phonenumbers.number_type(mobile) in _MOBILE:
            return _e164(mobile)
    return _e164(national)


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
