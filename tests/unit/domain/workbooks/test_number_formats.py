"""What a cell's number format shows in front of its digits, and which formats make a date of a number."""

from decimal import Decimal

import pytest

from shared.domain.workbooks.read.number_formats import NumberFormat
from tests.unit.domain.workbooks.sheets import cells_in, faults_of
from tests.workbooks import styles_xml

PHONE = "919812345678"


@pytest.mark.parametrize(
    ("code", "digits", "shown"),
    [
        ('"+"0', PHONE, f"+{PHONE}"),
        ("+0", PHONE, f"+{PHONE}"),
        (r"\+0", PHONE, f"+{PHONE}"),
        (r"\+#", PHONE, f"+{PHONE}"),
        ("+#", PHONE, f"+{PHONE}"),
        ("+#,##0", PHONE, f"+{PHONE}"),
        ("+General", PHONE, f"+{PHONE}"),
        ('"+"General', PHONE, f"+{PHONE}"),
        ("[$+]0", PHONE, f"+{PHONE}"),
        ("[Blue]+0", PHONE, f"+{PHONE}"),
        ("+0;-0", PHONE, f"+{PHONE}"),
        ("+0;-0;0;@", PHONE, f"+{PHONE}"),
        ("+0_);(0)", PHONE, f"+{PHONE}"),
        ("_(+0_)", PHONE, f"+{PHONE}"),
        ("* +0", PHONE, f"+{PHONE}"),
        (r"\+00\ 00000\ 00000", PHONE, f"+{PHONE}"),
        (r"+00-000-0000000", PHONE, f"+{PHONE}"),
        ("+0.00", PHONE, f"+{PHONE}"),
        ('"Tel. +"0', PHONE, f"+{PHONE}"),
        ('"Tel; +"0;-0', PHONE, f"+{PHONE}"),
        ('"+91 "0', "9812345678", "+919812345678"),
        ('"+91"0000000000', "9812345678", "+919812345678"),
        (r"\+\9\1\ 0", "9812345678", "+919812345678"),
        (r"\(\+91\)\ 0", "9812345678", "+919812345678"),
        ('"00"0', PHONE, f"00{PHONE}"),
        ("00000000000", "9812345678", "09812345678"),
        (r"000\-0000\-0000", "9812345678", "09812345678"),
        ("0#########0", "9812345678", "09812345678"),
        ("00000.00", "123", "00123"),
        ("[<=9999999]###-####;(###) ###-####", "4155552671", "4155552671"),
        ("[<=9999999999]0000000000;+0", "4155552671", "4155552671"),
        ("[<=9999999999]0000000000;+0", PHONE, f"+{PHONE}"),
        ("[>9999999999]+0;00000000000", "9812345678", "09812345678"),
        ("0", PHONE, PHONE),
        ("#,##0", PHONE, PHONE),
        ("@", PHONE, PHONE),
        ("", PHONE, PHONE),
        ("General", PHONE, PHONE),
        ("0.00E+00", PHONE, PHONE),
        ("##0.0E+0", PHONE, PHONE),
        ("0%", "5", "5"),
        ('"Room "0', "5", "5"),
        ('"Room 1-"0', "5", "5"),
        ("-0;+0", PHONE, PHONE),
        ('0" +"', PHONE, PHONE),
        ("+0", "0", "+0"),
        ("+#", "0", "+0"),
    ],
)
def test_plus_and_zeros_of_the_format_are_in_front(code: str, digits: str, shown: str) -> None:
    assert NumberFormat(code).show(digits) == shown
    assert cells_in(f'<c s="0"><v>{digits}</v></c>', styles=styles_xml([code])) == [shown]


@pytest.mark.parametrize(
    "code",
    [
        *(
            "yyyy-mm-dd",
            "dd/mm/yyyy",
            "d. mmmm yyyy",
            "m/d",
            "MM/YY",
            "hh:mm",
            "h:mm AM/PM",
            "mm:ss.0",
            "[h]:mm",
            "[mm]",
            "[s]",
        ),
        *(
            "[$-409]d-mmm-yy;@",
            "[$-F800]dddd, mmmm dd, yyyy",
            "yyyy/mm/dd\\ hh:mm",
            '"am "d',
            "[$-411]ge.m.d",
            "DD.MM.YYYY",
        ),
        *('yyyy"年"m"月"d"日"', "dd/mm/yyyy;@", "[Red]d", "s", "_-d", "General d"),
        *(14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 30, 36, 45, 46, 47, 50, 57, 58),
    ],
)
def test_dates_and_times_are_told_by_the_format(code: str | int) -> None:
    assert faults_of(cells_in('<c s="0"><v>46086.5</v></c>', styles=styles_xml([code]))) == ["cell_not_text"]


@pytest.mark.parametrize(
    "code",
    [
        *(
            "General",
            "0",
            '0" days"',
            r"0\d",
            '"yyyy"0',
            "[Red]0",
            "[Magenta]0",
            "[$SEK]\\ 0",
            "[$USD-409]0",
            "0_d",
            "0*s",
            "@",
        ),
        *("0.00E+00", "# ?/?", "0;d", "0;-0;d", '"h:mm', "[>5]0;d", "#,##0.00\\ [$€-407];[Red]-#,##0.00\\ [$€-407]"),
        *(0, 1, 2, 3, 4, 9, 10, 11, 12, 13, 23, 26, 37, 44, 48, 49, 59, 163),
    ],
)
def test_other_formats_are_no_dates(code: str | int) -> None:
    assert faults_of(cells_in('<c s="0"><v>919812345678</v></c>', styles=styles_xml([code]))) == [""]


def test_a_code_of_the_file_goes_before_the_builtin_of_its_number() -> None:
    styles = styles_xml(["+0"]).replace(b'"164"', b'"14"')
    assert cells_in(f'<c s="0"><v>{PHONE}</v></c>', styles=styles) == [f"+{PHONE}"]


def test_a_cell_without_a_style_has_the_first() -> None:
    assert cells_in(f'<c><v>{PHONE}</v></c><c s="1"><v>{PHONE}</v></c>', styles=styles_xml(["+0", 0])) == [
        f"+{PHONE}",
        PHONE,
    ]


@pytest.mark.parametrize("style", ["7", "-1", "x", ""])
def test_a_style_that_is_not_there_shows_the_digits(style: str) -> None:
    assert cells_in(f'<c s="{style}"><v>{PHONE}</v></c>', styles=styles_xml(["+0"])) == [PHONE]


def test_formats_of_conditional_formatting_are_no_cell_styles() -> None:
    styles = styles_xml([164]).replace(
        b"</styleSheet>", b'<dxfs><dxf><numFmt numFmtId="164" formatCode="yyyy"/></dxf></dxfs></styleSheet>'
    )
    assert cells_in(f'<c s="0"><v>{PHONE}</v></c>', styles=styles) == [PHONE]


def test_fractions_and_negative_numbers_stay_what_they_are() -> None:
    assert cells_in('<c s="0"><v>1.5</v></c><c s="0"><v>-7</v></c>', styles=styles_xml(["+000"])) == ["1.5", "-7"]


def test_a_hostile_code_is_read_in_time() -> None:
    for code in (
        '"' * 100_000,
        "+" * 100_000,
        "0" * 100_000,
        "[" * 100_000,
        "\\" * 99_999,
        "(" * 100_000,
        ";" * 100_000,
    ):
        assert len(NumberFormat(code).show("5")) <= 32
        assert not NumberFormat(code).is_date(Decimal(5))
