"""libphonenumber's parse for digits that have nothing to take off: no leading zero, no prefix, no lost country code.

Most numbers of a file are such. parse looks for all that a text can hold besides, which takes 20 microseconds in Python,
a third of what a row costs (docs/performance.md). Whether the number is valid is asked of libphonenumber as ever.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneMetadata

from shared.domain.phone.numbers import country_code_of

# What parse accepts as a national number (MIN_LENGTH_FOR_NSN, MAX_LENGTH_FOR_NSN).
_NATIONAL = re.compile(r"[1-9][0-9]{1,16}")


class _Prefixes(NamedTuple):
    """What a country's numbers may have in front, None where there is no such prefix, and what all of them look like."""

    country_code: int
    general: re.Pattern[str] | None
    national: re.Pattern[str] | None
    international: re.Pattern[str] | None


def parse_plain(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    """What phonenumbers.parse makes of + and digits, or of digits in a region in upper case. None where it must be asked
    itself: for any other text, and for digits that it might take something off."""
    if text.startswith("+"):
        code = country_code_of(text)
        prefixes = None if code is None else _prefixes_of_code(code)
        national = text[1 + len(str(code)) :]
    else:
        prefixes = None if region is None else _prefixes_of_region(region)
        national = text
    if prefixes is None or _NATIONAL.fullmatch(national) is None or _begins(prefixes.national, national):
        return None
    if national is text and _may_have_country_code(national, prefixes):
        return None
    return phonenumbers.PhoneNumber(prefixes.country_code, int(national))


def _may_have_country_code(digits: str, prefixes: _Prefixes) -> bool:
    return digits.startswith(str(prefixes.country_code)) or _begins(prefixes.international, digits)


def may_be_national(e164: str, region: str) -> bool:
    """Whether the digits of a number might be read as a national one of the region when they have lost the + in front."""
    prefixes = _prefixes_of_region(region)
    digits = e164[1:]
    return (
        prefixes is None
        or (prefixes.general is not None and prefixes.general.fullmatch(digits) is not None)
        or _begins(prefixes.national, digits)
        or _begins(prefixes.international, digits)
    )


def _begins(prefix: re.Pattern[str] | None, digits: str) -> bool:
    return prefix is not None and prefix.match(digits) is not None


@lru_cache(maxsize=512)
def _prefixes_of_code(country_code: int) -> _Prefixes | None:
    """Those of the main region, by which parse reads all numbers of the code."""
    region = phonenumbers.region_code_for_country_code(country_code)
    return _prefixes(PhoneMetadata.metadata_for_region_or_calling_code(country_code, region), country_code)


@lru_cache(maxsize=512)
def _prefixes_of_region(region: str) -> _Prefixes | None:
    return _prefixes(PhoneMetadata.metadata_for_region(region, None), phonenumbers.country_code_for_region(region))


def _prefixes(metadata: PhoneMetadata | None, country_code: int) -> _Prefixes | None:
    if metadata is None:
        return None
    general = metadata.general_desc and metadata.general_desc.national_number_pattern
    patterns = (general, metadata.national_prefix_for_parsing, metadata.international_prefix)
    return _Prefixes(country_code, *(re.compile(pattern) if pattern else None for pattern in patterns))
