"""Phone numbers as people, spreadsheets and programs write them."""

import pytest

from shared.domain.codes import Rejection
from shared.domain.phone import Number, known_region, mask, read_number, region_of, split_cell
from shared.domain.phone.reading import EXTENSION, TWO_NUMBERS

INDIAN = "+919812345678"

VALID = [
    # as it should be, and with separators
    ("+919812345678", None, INDIAN),
    ("+91 98123 45678", None, INDIAN),
    ("+91-98123-45678", None, INDIAN),
    ("+91.98123.45678", None, INDIAN),
    ("(+91) 98123/45678", None, INDIAN),
    ("[+91] {98123} 45678", None, INDIAN),
    ("+91\u00a098123\u202f45678", None, INDIAN),
    ("+91\u201198123\u201345678", None, INDIAN),
    ("+91\u221298123\u201445678", None, INDIAN),
    # marks that nobody sees
    ("\u202a+919812345678\u202c", None, INDIAN),
    ("\u200e+91 98123\u00ad45678\u200f", None, INDIAN),
    ("\ufeff+919812345678", None, INDIAN),
    ("\u2066+919812345678\u2069", None, INDIAN),
    # other scripts
    ("＋９１９８１２３４５６７８", None, INDIAN),
    ("+٩١٩٨١٢٣٤٥٦٧٨", None, INDIAN),
    ("+۹۱۹۸۱۲۳۴۵۶۷۸", None, INDIAN),
    ("+९१९८१२३४५६७८", None, INDIAN),
    ("０９８１２３４５６７８", "IN", INDIAN),
    # prefixes
    ("00919812345678", None, INDIAN),
    ("0091 98123 45678", "US", INDIAN),
    ("+00919812345678", None, INDIAN),
    ("011 91 98123 45678", "US", INDIAN),
    ("tel:+91-98123-45678", None, INDIAN),
    ("Tel: +919812345678", None, INDIAN),
    # a trunk prefix in brackets, where the country has one (GB), needs it (IT) and has none (ES)
    ("+44 (0)20 7946 0000", None, "+442079460000"),
    ("0044 (0) 20 7946 0000", "IN", "+442079460000"),
    ("44 (0)20 7946 0000", "GB", "+442079460000"),
    ("+39 (0)6 6982 1234", None, "+390669821234"),
    ("+34 (0) 612 345 678", None, "+34612345678"),
    # what spreadsheets and programs leave
    ("'+919812345678", None, INDIAN),
    ("’919812345678", "IN", INDIAN),
    ("919812345678.0", "IN", INDIAN),
    ("919812345678.00\u200e", "IN", INDIAN),
    # of messengers and lead forms, and a sign that a program from right to left left at the end
    ("p:+919812345678", None, INDIAN),
    ("whatsapp:+919812345678", None, INDIAN),
    ("https://wa.me/919812345678", None, INDIAN),
    ("wa.me/+919812345678?text=Hello", "US", INDIAN),
    ("https://api.whatsapp.com/send?phone=919812345678&text=Hi", None, INDIAN),
    ("919812345678+", None, INDIAN),
    ("+919812345678+", None, INDIAN),
    # grouped by commas
    ("98,123,45678", "IN", INDIAN),
    ("9,81,23,45,678", "IN", INDIAN),
    ("+91,98123,45678", None, INDIAN),
    ("919,812,345,678", "IN", INDIAN),
    # with the 1 that mobile numbers of Mexico had until 2019
    ("+52 1 55 1234 5678", None, "+525512345678"),
    ("5215512345678", "MX", "+525512345678"),
    # one number, though its first groups could be a shorter one
    ("030 1234 5678", "DE", "+493012345678"),
    ("0711/12345-67", "DE", "+497111234567"),
    # national
    ("9812345678", "IN", INDIAN),
    ("9812345678", "in", INDIAN),
    ("098123 45678", "IN", INDIAN),
    ("(415) 555-2671", "US", "+14155552671"),
    # a lost plus sign
    ("919812345678", "IN", INDIAN),
    ("14155552671", "US", "+14155552671"),
    ("4915123456789", "DE", "+4915123456789"),  # not the landline +494915123456789, as libphonenumber reads it
    ("62812345678", "ID", "+62812345678"),
    ("18603451234", "IN", "+9118603451234"),  # an Indian service number, and not one of Connecticut
]


@pytest.mark.parametrize(("text", "region", "e164"), VALID)
def test_valid_number(text: str, region: str | None, e164: str) -> None:
    assert read_number(text, region) == Number(e164)


ABROAD = [
    ("79123456780", "IN", "+79123456780"),
    ("94712345678", "IN", "+94712345678"),
    ("919812345678", "US", INDIAN),
    ("33612345678", "DE", "+33612345678"),  # or the improbable landline +4933612345678
    ("80012345678", "IN", "+80012345678"),  # of no country
]


@pytest.mark.parametrize(("text", "region", "suggestion"), ABROAD)
def test_digits_of_another_country_are_only_suggested(text: str, region: str, suggestion: str) -> None:
    rejection = read_number(text, region)
    assert isinstance(rejection, Rejection)
    assert (rejection.code, rejection.suggestion) == ("number_of_another_country", suggestion)


@pytest.mark.parametrize("text", ["919812345678", "79123456780", "80012345678"])
def test_without_a_region_no_plus_is_put_back(text: str) -> None:
    assert read_number(text, None) == Rejection("number_needs_region", suggestion=f"+{text}")


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("98135 45678/79", "IN"),
        ("98135 45678 / 98135 45679", "IN"),
        ("9813545678-9813545679", "IN"),
        ("9813545678 9813545679", "IN"),
        ("+91 98135 45678/79", None),
        ("030 123456 / 123457", "DE"),
        ("030 12345 / 12346", "DE"),
        ("030 12345 12346", "DE"),
        ("+49 30 12345 - 12346", None),
    ],
)
def test_two_numbers_are_not_glued(text: str, region: str | None) -> None:
    assert read_number(text, region) == Rejection("number_invalid", TWO_NUMBERS)


def test_a_number_ends_at_fifteen_digits() -> None:
    assert read_number("+4930123456123457", None) == Rejection("number_invalid", "it has more than 15 digits")


@pytest.mark.parametrize("extension", ["x5", " x 123", " ext 5", " ext. 5", "#5", ", ext 5", ";ext=5"])
def test_an_extension_is_called_one(extension: str) -> None:
    assert read_number(f"+14155552671{extension}", None) == Rejection("number_invalid", EXTENSION)


INVALID = [
    ("12", None, "number_invalid", "it is too short"),
    ("12", "IN", "number_invalid", "it is too short for country code +91"),
    ("+1", None, "number_invalid", "it is too short"),
    ("99885544", "IN", "number_invalid", "no number of country code +91 begins like this"),
    ("+91981234567", None, "number_invalid", "no number of country code +91 begins like this"),
    ("+9198123456789012", None, "number_invalid", "it is too long for country code +91"),
    ("+9198", "US", "number_invalid", "it is too short for country code +91"),
    ("+41 55552671", None, "number_invalid", "it is too short for country code +41"),
    ("+98 12345678", None, "number_invalid", "its area code is missing"),
    ("+999 123 456", None, "number_invalid", "no country has the code it begins with"),
    ("0091981", None, "number_invalid", "it is too short for country code +91"),
    ("98123456789812345679", "IN", "number_invalid", "it is too long"),
    ("1" * 500, "IN", "number_invalid", "it is too long"),
    ("+919812345678+919812345679", None, "number_invalid", None),
    ("++919812345678", None, "number_invalid", None),
    ("+91981234567O", None, "number_invalid", "it contains “O”, which is not a digit"),
    ("1-800-FLOWERS", "US", "number_invalid", "it contains “F”, which is not a digit"),
    ("+9198123\x0045678", None, "number_invalid", "it contains “�”, which is not a digit"),
    ("-", "IN", "number_invalid", "it has no digits"),
    ("(0)", "IN", "number_invalid", None),
    ("(0)", None, "number_invalid", None),
    ("", None, "number_invalid", "it has no digits"),
    ("+", None, "number_invalid", "it has no digits"),
    ("9812345678", None, "number_needs_region", ""),
    ("09812345678", None, "number_needs_region", ""),
    ("98123", None, "number_needs_region", ""),
    ("9812", None, "number_invalid", None),
    ("123456789012345678", None, "number_invalid", None),
]


@pytest.mark.parametrize(("text", "region", "code", "cause"), INVALID)
def test_invalid_number_says_why(text: str, region: str | None, code: str, cause: str | None) -> None:
    rejection = read_number(text, region)
    assert isinstance(rejection, Rejection)
    assert rejection.code == code
    assert cause in (None, rejection.cause)


@pytest.mark.parametrize("region", [None, "IN"])
@pytest.mark.parametrize(
    "text",
    [
        "9.19812E+11",
        "9,19812E+11",
        "9.19812e+11",
        "9.19812E11",
        "9E+11",
        "'9.19812E+11",
        " 9.19812 E+11 ",
        "-9.1E+11",
        "3.108207129E9",
        "９.１９８１２E+11",
        "#NUM!",
        "#VALUE!",
        "#N/A",
        "#DIV/0!",
        "#NAME?",
        "#####",
    ],
)
def test_number_damaged_by_a_spreadsheet(text: str, region: str | None) -> None:
    assert split_cell(text) == [text.strip()]
    assert read_number(text, region) == Rejection("number_damaged_by_spreadsheet")


@pytest.mark.parametrize(
    ("cell", "pieces"),
    [
        ("", []),
        (" , ;\n\r\n\u00a0", []),
        ("99885544, 99885433; +14155552671", ["99885544", "99885433", "+14155552671"]),
        ("1\n2\r\n3\r4", ["1", "2", "3", "4"]),
        ("1，2、3،4；5؛6", ["1", "2", "3", "4", "5", "6"]),
        ('="+919812345678"', ["+919812345678"]),
        ('="1, 2"', ["1", "2"]),
        ("9,19812E+11", ["9,19812E+11"]),
        ("9,19812E+11, 9,19813E+11;12", ["9,19812E+11", "9,19813E+11", "12"]),
        ("9.19812E+11,+919812345678", ["9.19812E+11", "+919812345678"]),
        ("+919812345678,9812E4", ["+919812345678", "9812E4"]),
        ("112,100", ["112", "100"]),
        ("1|2:::3 ::: 4｜5", ["1", "2", "3", "4", "5"]),
        ("98,123,45678;9,81,23,45,678\n112,100", ["98,123,45678", "9,81,23,45,678", "112", "100"]),
        ("tel:+14155552671;ext=5", ["tel:+14155552671;ext=5"]),
    ],
)
def test_cell_is_split(cell: str, pieces: list[str]) -> None:
    assert split_cell(cell) == pieces


@pytest.mark.parametrize(
    ("code", "known"),
    [("IN", True), ("gb", True), ("AX", True), ("UK", False), ("001", False), ("", False), ("India", False)],
)
def test_known_region(code: str, known: bool) -> None:
    assert known_region(code) is known


@pytest.mark.parametrize(
    ("e164", "region"),
    [
        ("+919812345678", "IN"),
        ("+14155552671", "US"),
        ("+16135550123", "CA"),
        ("+447400123456", "GB"),
        ("+447829700000", "JE"),
        ("+77012345678", "KZ"),
        ("+80012345678", ""),
        ("+10005552671", ""),
        ("+999123456", ""),
        ("", ""),
    ],
)
def test_region_of_a_number(e164: str, region: str) -> None:
    assert region_of(e164) == region


@pytest.mark.parametrize(
    ("e164", "masked"),
    [
        ("+919812345678", "+91••••••5678"),
        ("+14155552671", "+1••••••2671"),
        ("+2908123", "+290••23"),
    ],
)
def test_mask(e164: str, masked: str) -> None:
    assert mask(e164) == masked
