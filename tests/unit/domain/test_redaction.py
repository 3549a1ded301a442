"""Cells quoted in messages, which end up in logs and must not hold whole phone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.redaction import excerpt, excerpt_number, mask_numbers


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("Boss", "“Boss”"),
        ("", "“”"),
        (" two\n lines ", "“two lines”"),
        ("a\x07b", "“a�b”"),
        ("Depot 12, 2024", "“Depot 12, 2024”"),
        ("123456", "“123456”"),
        ("+91 98123-45678", "“+•• •••••-•5678”"),
        ("call 9812345678 now", "“call ••••••5678 now”"),
        ("٩٨١٢٣٤٥٦٧٨", "“••••••٥٦٧٨”"),
        ("919,812,345,678", "“•••,•••,••5,678”"),
        ("x" * 61, f"“{'x' * 59}…”"),
    ],
)
def test_excerpt(cell: str, shown: str) -> None:
    assert excerpt(cell) == shown


@pytest.mark.parametrize(
    ("piece", "shown"),
    [("12", "“12”"), ("98123O45678", "“•••••O•5678”"), ("1-800-FLOWERS", "“1-800-FLOWERS”"), ("n/a", "“n/a”")],
)
def test_excerpt_of_a_number(piece: str, shown: str) -> None:
    assert excerpt_number(piece) == shown


@given(st.text(alphabet="0123456789 -.,()+٣", min_size=7, max_size=40))
def test_at_most_six_digits_are_shown(text: str) -> None:
    shown = sum(map(str.isdecimal, excerpt_number(text)))
    assert shown <= max(4, min(6, sum(map(str.isdecimal, text))))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("uploads/+91 98123 45678/users.csv", "uploads/+•• ••••• •5678/users.csv"),
        ("919812345678.csv", "••••••••5678.csv"),
        ("12345678-1234-8123-9123-123456789012/user-group-mapping.csv", None),
        ("shift 7/2024.csv", None),
        ("12345678-1234-8123-9123-1234567890123", "••••••••-••••-••••-••••-•••••••••0123"),
    ],
)
def test_numbers_in_names_are_masked_but_for_ids(text: str, masked: str | None) -> None:
    assert mask_numbers(text) == (masked or text)
