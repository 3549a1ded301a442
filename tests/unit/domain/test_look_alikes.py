"""Names that look alike: found by the shape of their letters, and never where one script is written as usual."""

import pytest

from shared.domain.look_alikes import mixed_scripts, other_spellings, skeleton
from shared.domain.names import normalise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Depot", "D\u0435pot"),  # Cyrillic ie
        ("BACK", "\u0412\u0410\u0421\u041a"),  # all Cyrillic
        ("Operations", "\u03bfperati\u03bfns"),  # Greek omicron
        ("ops", "\u0585p\u0455"),  # Armenian oh, Cyrillic dze
        ("Café", "C\u0430fe\u0301"),
        ("Ops Team", "Ops\u200d  Te\u200cam"),
    ],
)
def test_names_of_one_shape_have_one_skeleton(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    "name",
    ["Depot 7", "Straße", "Отдел кадров", "Αθήνα", "सेवा", "東京 Depot", "Отдел IT", "α-Team", "5 µm", "مستودع A1", "🚒"],
)
def test_ordinary_names_mix_no_scripts(name: str) -> None:
    assert mixed_scripts(name) == ()


def test_a_word_of_two_scripts_names_them() -> None:
    assert mixed_scripts("Main D\u0435pot") == ("Latin", "Cyrillic")
    assert mixed_scripts("\u03bfps") == ("Latin", "Greek")


def test_the_other_spellings_are_those_in_one_script() -> None:
    assert other_spellings("D\u0435pot") == ["depot"]
    assert other_spellings("Depot") == []  # no other script has all of its letters
    assert normalise("\u041e\u0420\u0421") in other_spellings("OPC")
    assert other_spellings("\u041e\u0420\u0421") == ["opc"]
    assert other_spellings("123") == []
