"""Valid numbers in E.164: their region, and how they are shown masked."""

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException
from phonenumbers.phonenumberutil import COUNTRY_CODE_TO_REGION_CODE

from shared.domain.redaction import BULLET

# libphonenumber compiles a pattern or two per region and use, and re keeps 512 of them; a file with numbers of all 245
# regions needs more, and would compile most patterns anew for each number (docs/performance.md).
phonenumbers.enable_pattern_cache()

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
"""A whole number in international form (ITU-T E.164, 6: 15 digits at most)."""

_SOLE_REGION = {
    code: regions[0]
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items()
    if len(regions) == 1 and regions[0] != phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY
}


def known_region(code: str) -> bool:
    """Whether libphonenumber knows this ISO 3166 code of two letters, in upper or lower case."""
    return code.upper() in phonenumbers.SUPPORTED_REGIONS


def known_regions() -> list[str]:
    """The ISO 3166 codes that known_region() accepts, in upper case and ascending."""
    return sorted(phonenumbers.SUPPORTED_REGIONS)


@lru_cache(maxsize=1 << 15)
def region_of(e164: str) -> str:
    """The ISO 3166 region of a number for the export's Region column, "" when it has none (+800) or is unknown.

    Most country codes belong to one region. Only the others need libphonenumber, which takes 20 microseconds a number.
    """
    country_code = country_code_of(e164)
    if country_code in _SOLE_REGION:
        return _SOLE_REGION[country_code]
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(e164))
    except NumberParseException:
        return ""
    return "" if region in (None, phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY) else str(region)


def mask(e164: str) -> str:
    """The number with its digits masked: +91••••••5678. National numbers of up to six digits show only two."""
    start = len(str(country_code_of(e164) or "")) + 1
    national = e164[start:]
    shown = 4 if len(national) > 6 else 2
    return e164[:start] + BULLET * max(len(national) - shown, 0) + national[-shown:]


def country_code_of(e164: str) -> int | None:
    """The country code that a text of + and digits begins with. No code is the prefix of another, so the first match
    is the only one."""
    for end in (2, 3, 4):
        if (code := e164[1:end]).isdecimal() and int(code) in COUNTRY_CODE_TO_REGION_CODE:
            return int(code)
    return None
