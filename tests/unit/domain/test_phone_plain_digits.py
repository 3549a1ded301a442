"""Digits that parse_plain reads itself: the same number as libphonenumber's own parse, or none."""

from itertools import product

import phonenumbers
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.domain.phone.plain_digits import parse_plain

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
_DIGITS = st.text("0123456789", max_size=20)


def _parsed(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


@settings(max_examples=1000, derandomize=True)
@given(st.builds("+{}{}".format, st.sampled_from(CODES), _DIGITS), st.sampled_from([None, *REGIONS]))
@example("+", None)
@example("+1", None)
@example("+999123456789", None)
def test_an_international_number_is_what_libphonenumber_parses(text: str, region: str | None) -> None:
    number = parse_plain(text, region)
    assert number is None or number == _parsed(text, region)


@settings(max_examples=1000, derandomize=True)
@given(_DIGITS, st.sampled_from([*REGIONS, "ZZ", "001", None]))
def test_digits_in_a_region_are_what_libphonenumber_parses(text: str, region: str | None) -> None:
    number = parse_plain(text, region)
    assert number is None or number == _parsed(text, region)


def test_every_beginning_is_parsed_alike_in_every_region() -> None:
    for region, start, rest in product(REGIONS, range(100), ("2345678", "23456789")):
        number = parse_plain(text := f"{start:02}{rest}", region)
        assert number is None or number == _parsed(text, region), (text, region)


def test_most_numbers_of_files_need_no_other_parse() -> None:
    for text, region in (("+919812345678", None), ("9812345678", "IN"), ("+4915112345678", "DE"), ("+12125550123", "US")):
        assert parse_plain(text, region) == phonenumbers.parse(text, region)


def test_other_texts_are_left_to_libphonenumber() -> None:
    for text in ("", "+", "++919812345678", "+91 9812345678", "98٣٤٥٦٧٨", "9812345678x5", "tel:9812345678", "09812345678"):
        assert parse_plain(text, "IN") is None
