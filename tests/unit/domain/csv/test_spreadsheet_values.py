"""Which names a spreadsheet would read as a value: what LibreOffice 7.4 changed on opening a CSV in the eight languages of
the column titles, and what Excel is known to change."""

import pytest

from shared.domain.csv.formula_escape import protect_name, unprotect
from shared.domain.csv.spreadsheet_values import like_value

_CHANGED = (
    *(
        "007",
        "00",
        "0123456789",
        "0.10",
        "1.50",
        ".5",
        "5.",
        "1,000",
        "1.000",
        "1 000",
        "12,34",
        "1,23,456",
        "1,",
        "+5",
        "5-",
    ),
    *(
        "(5)",
        "5 %",
        "50%",
        "$5",
        "5 €",
        "€5",
        "₹5",
        "Rs 5",
        "1E5",
        "1e5",
        "1E+5",
        "1.5E3",
        "1 e 5",
        "123456789012345678",
    ),
    *(
        "1/2",
        "1-2",
        "1 1/2",
        "24/7",
        "1/2/3",
        "31-12",
        "1-2-3",
        "12/31",
        "1.2.",
        "1.2.2024",
        "5-Jan-2024",
        "Jan-24",
        "Jan/24",
    ),
    *("May 5", "5 May", "Jan 5, 2024", "January 2024", "Sept 5", "Sep. 5", "5. Mai", "März 2024", "Dez 5", "5 janvier"),
    *(
        "1 enero 2024",
        "5 de mayo",
        "abr 24",
        "5 out",
        "set 2024",
        "des 5",
        "5 जनवरी",
        "जनवरी 2024",
        "5 يناير",
        "يناير 2024",
    ),
    *("12:30", "12:30:15", "00:00", "25:00", "1:", "12 pm", "12pm", "12:30 PM", "10:30a", "2024-01-02 03:04"),
    *("٠٠٧", "००७", "００７", "1２", "१२:३०", "١/٢", "2024年1月2日", "12時30分", "TRUE", "true", "Wahr", "FAUX"),
)
_TEXT = (
    *(
        "",
        "Depot",
        "Team 5",
        "5 Team",
        "A5",
        "H2",
        "Q1 2024",
        "KW 12",
        "W12",
        "1st",
        "5 km",
        "5km",
        "2nd Floor",
        "90s Kids",
    ),
    *(
        "May",
        "March",
        "Mai",
        "Jan",
        "AM",
        "E",
        "IV",
        "½",
        "Mayday 5",
        "0x1F",
        "第5",
        "令和5年",
        "5=5",
        "1_000",
        "No. 5",
        "-",
    ),
)


@pytest.mark.parametrize("text", _CHANGED)
def test_a_name_that_would_be_changed_is_exported_with_an_apostrophe(text: str) -> None:
    assert like_value(text)
    assert protect_name(text) == f"'{text}"
    assert unprotect(f"'{text}") == text


@pytest.mark.parametrize("text", _TEXT)
def test_other_names_stay_as_they_are(text: str) -> None:
    assert not like_value(text)


@pytest.mark.parametrize("text", ["'90s Kids", "'twas 1E5", "'A5"])
def test_an_apostrophe_of_the_name_itself_stays(text: str) -> None:
    assert unprotect(text) == text


def test_what_is_longer_than_a_value_is_text() -> None:
    assert not like_value("1" * 101)
