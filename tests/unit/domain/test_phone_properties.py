"""What holds for every number and every text, not only for the examples of test_phone.py."""

import re

import phonenumbers
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from shared.domain.phone import Number, read_number, split_cell

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
TYPES = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)
EXAMPLES = [
    (region, number)
    for region in REGIONS
    for kind in TYPES
    if (number := phonenumbers.example_number_for_type(region, kind)) is not None
]
FORMATS = (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.RFC3966)
DECORATIONS = ("{}", " {} ", "'{}", "\u202a{}\u202c", "\ufeff{}", '="{}"', "p:{}", "whatsapp:{}", "{}+", "{};", "|{}")


@settings(max_examples=400)
@given(st.sampled_from(EXAMPLES), st.sampled_from(FORMATS), st.sampled_from(DECORATIONS), st.sampled_from(REGIONS))
def test_a_number_in_international_form_reads_as_itself(
    example: tuple[str, phonenumbers.PhoneNumber], form: int, decoration: str, other_region: str
) -> None:
    _, number = example
    written = phonenumbers.format_number(number, form)
    if decoration[0] in "pw":
        written = written.removeprefix("tel:")
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    for region in (None, other_region):
        pieces = split_cell(decoration.format(written))
        assert [read_number(piece, region) for piece in pieces] == [Number(e164)]


def test_every_example_reads_as_itself_in_its_region_and_each_form() -> None:
    unlike = []
    for region, number in EXAMPLES:
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        texts = [phonenumbers.format_number(number, form) for form in FORMATS]
        unlike += [(text, region) for text in texts if read_number(text, region) != Number(e164)]
    assert not unlike


@settings(max_examples=1000)
@given(st.text("0123456789 +-/.,;|:()\n", max_size=40), st.sampled_from(["IN", "DE", "ID", "US", "MX", None]))
def test_a_number_has_only_the_digits_of_one_piece(cell: str, region: str | None) -> None:
    for piece in split_cell(cell):
        read = read_number(piece, region)
        if isinstance(read, Number):
            # Without the country code, which the region may give. Mexico's old 1 stands before the ten digits.
            digits = re.sub(r"\D", "", piece)
            number = phonenumbers.parse(read.e164)
            assert phonenumbers.national_significant_number(number).lstrip("0") in digits
            assert len(read.e164) <= 16
            assert piece in cell


@settings(max_examples=500)
@given(st.sampled_from(EXAMPLES), st.sampled_from(["/", " / ", " - ", "-", " "]), st.booleans())
def test_two_numbers_of_a_cell_are_never_one(
    example: tuple[str, phonenumbers.PhoneNumber], gap: str, with_code: bool
) -> None:
    region, number = example
    first = str(phonenumbers.format_number(number, PhoneNumberFormat.E164))
    national = phonenumbers.national_significant_number(number)
    assert not isinstance(read_number(f"{first if with_code else national}{gap}{national}", region), Number)
