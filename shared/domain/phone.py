"""Phone numbers as people and spreadsheets write them, read as E.164 by libphonenumber's rules.

A number is valid when libphonenumber's is_valid_number says so. Around it stands what a parser of one number
cannot know: cells with several numbers, numbers a spreadsheet has damaged, a plus sign a spreadsheet has dropped.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType, ValidationResult
from phonenumbers.phonenumberutil import COUNTRY_CODE_TO_REGION_CODE

from shared.domain.codes import Fault
from shared.domain.excerpt import BULLET, excerpt

_INVALID = "number_invalid"
_DAMAGED = Fault("number_damaged_by_spreadsheet")

# libphonenumber reads national numbers of up to 17 digits (MAX_LENGTH_FOR_NSN); fewer than five are a typing error
# and no number that a region would mend.
_NATIONAL_DIGITS = range(5, 18)

# A number formatted as a number comes out as 9.19812E+11, or 9,19812E+11 where the comma is the decimal sign; an
# error or a narrow column as #NUM! or #####.
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*[eE]\s*[+-]?\d{1,3}")
_ERROR_VALUE = re.compile(r"#+|#[A-Za-z/0]+[!?]?")
# 919,812,345,678: thousands separators. No list of phone numbers has pieces of three digits only.
_GROUPED = re.compile(r"\+?\d{1,3}(?:,\d{3}){2,4}(?:\.\d+)?")
# Comma, semicolon and line break, in the scripts that have their own; not the comma in 9,19812E+11.
_SEPARATOR = re.compile(r"[;\r\n\u2028\u2029，、﹐､،；؛﹔]|,(?!(?<=\b\d,)\d+\s*[eE]\s*[+-]?\d)")
# ="+919812345678" is how a CSV tells Excel that a cell is text.
_TEXT_FORMULA = re.compile(r'\s*="(.*)"\s*', re.DOTALL)
# A program that took numbers for floating point wrote 919812345678.0.
_FLOAT = re.compile(r"(\+?\d{7,})\.0+")

_PREFIX = re.compile(r"[\s'’‘`]*(?:tel:)?\s*", re.IGNORECASE)
_PLUS = "+＋﹢⁺➕"
_SEPARATING_CATEGORIES = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"})  # Cf: byte order and direction marks
_SEPARATING = "./−·•．。／∕⁄"
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
    """Whether numbers can be read with this ISO 3166 code of two letters, in either case."""
    return code.upper() in phonenumbers.SUPPORTED_REGIONS


def split_cell(cell: str) -> list[str]:
    """The numbers written in one cell, trimmed, without empty ones; a damaged number stays in one piece."""
    if (formula := _TEXT_FORMULA.fullmatch(cell)) is not None:
        cell = formula.group(1)
    if _GROUPED.fullmatch(cell.strip()):
        return [cell.strip()]
    return [piece for part in _SEPARATOR.split(cell) if (piece := part.strip(" \t\u00a0\ufeff\u200b"))]


@lru_cache(maxsize=1 << 15)
def read_number(text: str, region: str | None) -> Number | Fault:
    """Read one number; one without a country code is read as `region` writes it, where a region is given.

    Faults: number_damaged_by_spreadsheet, number_needs_region, number_invalid (with its cause).
    """
    written = text[_PREFIX.match(text).end() :].rstrip()  # type: ignore[union-attr]  # it matches every text
    if not written.isascii():
        written = written.translate(_PLAIN)
    if _is_damaged(written):
        return _DAMAGED
    if (number := _FLOAT.fullmatch(written)) is not None:
        written = number.group(1)
    dialled = written.translate(_PLAIN)
    if (cause := _misspelling(dialled)) is not None:
        return Fault(_INVALID, cause)
    return _read_digits(dialled, region)


@lru_cache(maxsize=1 << 15)
def region_of(e164: str) -> str:
    """The ISO region of a number for the export's Region column; "" where it has none (+800) or is unknown.

    Most country codes belong to one region; libphonenumber, some 20 microseconds a number, is asked for the rest.
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
    """The number as other members see it: +91••••••5678. Short national numbers show two digits instead of four."""
    start = len(str(_country_code(e164) or "")) + 1
    national = e164[start:]
    shown = 4 if len(national) > 6 else 2
    return e164[:start] + BULLET * max(len(national) - shown, 0) + national[-shown:]


def _country_code(e164: str) -> int | None:
    """ITU country codes are prefix-free, so the first that fits is the one."""
    for end in (2, 3, 4):
        if (code := e164[1:end]).isdecimal() and int(code) in COUNTRY_CODE_TO_REGION_CODE:
            return int(code)
    return None


def _is_damaged(written: str) -> bool:
    return bool(_SCIENTIFIC.fullmatch(written) or _ERROR_VALUE.fullmatch(written) or _GROUPED.fullmatch(written))


class _PlainCharacters(dict[int, str]):
    """A table for str.translate: digits and plus signs of any script to ASCII, separators to nothing.

    Brackets go too; everything else stays as it is and is then refused. Filled as characters are met.
    """

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        digit = unicodedata.decimal(character, None)
        category = unicodedata.category(character)
        if digit is not None:
            plain = str(digit)
        elif character in _PLUS:
            plain = "+"
        elif category in _SEPARATING_CATEGORIES or category in ("Ps", "Pe") or character in _SEPARATING:
            plain = ""
        else:
            plain = character
        self[code_point] = plain
        return plain


_PLAIN = _PlainCharacters()


def _misspelling(dialled: str) -> str | None:
    """What keeps a text from being a plus sign, or none, and digits. Letters count: an O for a 0 is a typing error."""
    for character in dialled:
        if character not in "+0123456789":
            return f"it holds {excerpt(character)}, which is no digit"
    if "+" in dialled[1:]:
        return "it has a plus sign inside; numbers in one cell are separated by comma or semicolon"
    if not dialled.strip("+"):
        return "it has no digits"
    return None


def _read_digits(dialled: str, region: str | None) -> Number | Fault:
    """Try the ways to read a plus sign, or none, and digits; the first valid one counts."""
    causes = []
    for text, text_region in _readings(dialled, region):
        result = _ask(text, text_region)
        if isinstance(result, str):
            causes.append(result)
        else:
            return Number(_prefer_mobile_abroad(result, dialled))
    if region is None and dialled[0] != "+" and len(dialled) in _NATIONAL_DIGITS:
        return Fault("number_needs_region")
    return Fault(_INVALID, causes[0])


def _readings(dialled: str, region: str | None) -> Iterator[tuple[str, str | None]]:
    """The ways to read a number, best first.

    00 stands for the plus sign, which most of the world dials so; the region's own prefix (011 in the US) is
    libphonenumber's to know. Digits alone are national where there is a region, and then a number that lost its +.
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
    """The valid number that libphonenumber reads, or the cause, as a clause, that there is none."""
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


def _prefer_mobile_abroad(number: phonenumbers.PhoneNumber, dialled: str) -> str:
    """The E.164 form of a number, or of the mobile number that it would be with its + back.

    In countries with numbers of many lengths, Germany and Indonesia above all, 4915123456789 is a valid, if
    improbable, landline number (0)4915-123456789 and also the mobile number +4915123456789 as a spreadsheet leaves
    it (libphonenumber FAQ, "Why wasn't the country code removed when parsing?"). Mobile phones are what people here
    are known by, so a landline reading gives way to a mobile one.
    """
    e164 = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    if not dialled.startswith(str(number.country_code)) or e164 == "+" + dialled:
        return e164
    if phonenumbers.number_type(number) in _MOBILE:
        return e164
    other = _ask("+" + dialled, None)
    if isinstance(other, str) or phonenumbers.number_type(other) not in _MOBILE:
        return e164
    return str(phonenumbers.format_number(other, phonenumbers.PhoneNumberFormat.E164))
