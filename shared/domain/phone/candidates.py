"""What libphonenumber makes of digits: the possible readings, and why one is not valid."""

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumberType, ValidationResult

from shared.domain.phone.numbers import country_code_of
from shared.domain.phone.plain_digits import parse_plain

_LONGEST_E164 = 15  # digits (ITU-T E.164, 6); libphonenumber accepts up to 20
_MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
# Until August 2019 mobile numbers of Mexico had a 1 behind the country code when dialled from abroad; contact lists
# still have it, and the number is the same without it (IFT, Plan Tecnico Fundamental de Numeracion).
_OLD_MEXICAN = re.compile(r"\+521(\d{10})")


def international_readings(dialled: str) -> Iterator[str]:
    """Digits that were written with + or 00 in front as + and digits."""
    international = re.sub(r"^\+?00", "+", dialled)
    if international[0] == "+":
        yield international
        if (old := _OLD_MEXICAN.fullmatch(international)) is not None:
            yield f"+52{old[1]}"


def ask(text: str, region: str | None) -> phonenumbers.PhoneNumber | str:
    """The valid number that libphonenumber reads, or the cause of the error as a clause."""
    number = parse_plain(text, region)
    if number is None:
        try:
            number = phonenumbers.parse(text, region)
        except NumberParseException as error:
            return _PARSE_CAUSES[error.error_type]
    if phonenumbers.is_valid_number(number):
        return number if len(e164_of(number)) <= _LONGEST_E164 + 1 else "it has more than 15 digits"
    possible = phonenumbers.is_possible_number_with_reason(number)
    return _LENGTH_CAUSES[possible].format(code=number.country_code)


def is_mobile(number: phonenumbers.PhoneNumber) -> bool:
    """Whether it may be a mobile number."""
    return phonenumbers.number_type(number) in _MOBILE


def is_landline(number: phonenumbers.PhoneNumber) -> bool:
    """Whether it is surely no mobile number."""
    return bool(phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE)


def e164_of(number: phonenumbers.PhoneNumber) -> str:
    """The number in E.164."""
    return f"+{number.country_code}{phonenumbers.national_significant_number(number)}"


def may_be_whole(dialled: str, region: str | None) -> bool:
    """Whether a number of the country could have so many digits. Far quicker than reading it."""
    if dialled[0] == "+" or dialled.startswith("00"):
        digits = dialled.lstrip("+0")
        code = country_code_of(f"+{digits}")
        return code is not None and len(digits) - len(str(code)) in _lengths(code)
    code = phonenumbers.country_code_for_region(region) if region else 0
    return any(len(dialled) - prefix in _lengths(code) for prefix in (0, 1, len(str(code))))


@lru_cache(maxsize=512)
def _lengths(country_code: int) -> frozenset[int]:
    region = phonenumbers.region_code_for_country_code(country_code)
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(country_code, region)
    description = metadata and metadata.general_desc
    return frozenset(description.possible_length) if description else frozenset()


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
