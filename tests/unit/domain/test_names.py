"""Group names: which are the same, and which are rejected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.codes import Rejection
from shared.domain.names import NORMALISED_LIMIT, GroupName, check_group_name, normalise

UNSEEN = (
    *("\u3164", "\u115f", "\u1160", "\uffa0", "\u2800", "\u00ad", "\u202e", "\u2066", "\ufe0f", "\U000e0100", "\u200c"),
    *("\u200d", "\u0301", "\u093e", "\u20dd", "\u3000", "\U000e0041", "\u0600"),
)


def flag(region: str) -> str:
    """The flag of a part of a country: the black flag and the region's letters as tags, which nobody sees alone."""
    return "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Night Shift", "  night\t shift\u00a0"),
        ("Straße", "STRASSE"),
        ("ＦＩＥＬＤ", "field"),
        ("Café", "Cafe\u0301"),
        ("ﬁeld", "FIELD"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("İstanbul", "i\u0307stanbul"),
        ("ｶﾞｰﾄﾞ", "ガード"),
        ("Ops\u3000North", "ops north"),
        ("Ops\u200b\u00ad\u202eNorth", "opsnorth"),
        ("Ops\u3164\u115f\u1160\uffa0\u2800\u034f", "ops"),
        ("❤\ufe0f", "❤"),
        ("Ops\u200d", "ops"),
    ],
)
def test_same_name(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Depot 1", "Depot 11"),
        ("Cafe", "Café"),
        ("a b", "ab"),
        ("सेवा", "सेव"),
        ("👩", "👩‍🚒"),
        ("Area 2", "Area ²"),
        ("Shift 1", "Shift ①"),
        ("Ⅳ", "IV"),
        ("...", "…"),
        ("№ 1", "No 1"),
        ("می‌خواهم", "میخواهم"),
        (flag("gbeng"), flag("gbsct")),
        ("\u0600a", "a"),
    ],
)
def test_different_names(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)


def test_folding_twice_is_folding_once_for_every_character() -> None:
    characters = [chr(code) for code in range(0x110000)]
    assert [c for c in characters if normalise(normalise(c)) != normalise(c)] == []


@given(st.text())
def test_name_that_passes_passes_again_unchanged(raw: str) -> None:
    name = check_group_name(raw)
    if isinstance(name, GroupName):
        assert check_group_name(name.display) == name


@pytest.mark.parametrize(
    ("raw", "display"),
    [
        (" Ops ", "Ops"),
        ("\ufeffOps\u200b \u200e", "Ops"),
        ("Ops  North", "Ops  North"),
        ("\u202eOps\u2066 North\u2069", "Ops North"),
        ("Opera\u00adtions", "Operations"),
        ("❤\ufe0f", "❤\ufe0f"),
        (flag("gbeng"), flag("gbeng")),
        ("…" * 100, "…" * 100),
        ("." * 200, "." * 200),
        ("/ \\ # ?", "/ \\ # ?"),
        ("👩‍🚒", "👩‍🚒"),
        ("می‌خواهم", "می‌خواهم"),  # a zero-width non-joiner that belongs to the word
        ("é" * 200, "é" * 200),
    ],
)
def test_good_name_is_kept_as_written(raw: str, display: str) -> None:
    assert check_group_name(raw) == GroupName(display, normalise(display))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "group_name_missing"),
        (" \u00a0\u200b\ufeff", "group_name_missing"),
        *((unseen, "group_name_missing") for unseen in UNSEEN),
        ("".join(UNSEEN), "group_name_missing"),
        ("x" * 201, "group_name_too_long"),
        ("\ufb03" * (NORMALISED_LIMIT // 3 + 1), "group_name_too_long"),
        ("a\nb", "group_name_invalid"),
        ("a\tb", "group_name_invalid"),
        ("a\x00b", "group_name_invalid"),
        ("a\x85b", "group_name_invalid"),
        ("a\u2028b", "group_name_invalid"),
        ("a\u2029b", "group_name_invalid"),
        ("a\ud800b", "group_name_invalid"),
    ],
)
def test_bad_name(raw: str, code: str) -> None:
    assert check_group_name(raw) == Rejection(code)
