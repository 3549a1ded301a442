"""Keys: escaping must keep the order and the prefixes that the stores' range queries rely on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.storage.members.member_index import bucket_of
from shared.storage.tables.keys import after_prefix, escape, forbidden_in_key, odata_literal, table_order, unescape

# The characters that escaping touches and their neighbours, mixed with everything else Unicode has.
AWKWARD = "".join(map(chr, [*range(0x80), *range(0x7F, 0xA2)])) + "\ud7ff\ue000\uffff😀\U0010ffff०１ا"
characters = st.one_of(st.sampled_from(AWKWARD), st.characters(exclude_categories=["Cs"]))
texts = st.text(characters, max_size=8)


def test_every_single_character_keeps_its_place() -> None:
    everything = [chr(n) for n in range(0x110000) if not 0xD800 <= n < 0xE000]
    escaped = [escape(char) for char in everything]
    assert escaped == sorted(escaped)
    assert len(set(escaped)) == len(everything)
    assert not any(map(forbidden_in_key, escaped))


@given(texts, texts)
def test_order_is_kept_by_code_points_and_by_code_units(a: str, b: str) -> None:
    assert (a < b) == (escape(a) < escape(b))
    assert (table_order(a) < table_order(b)) == (table_order(escape(a)) < table_order(escape(b)))


@given(texts, texts)
def test_prefixes_are_kept(a: str, b: str) -> None:
    assert escape(a + b) == escape(a) + escape(b)
    assert a.startswith(b) == escape(a).startswith(escape(b))


@given(texts)
def test_the_way_back(text: str) -> None:
    assert unescape(escape(text)) == text
    assert forbidden_in_key(escape(text)) is None


@given(texts.map(escape).filter(bool), texts.map(escape))
def test_after_prefix_is_just_beyond_the_prefix(prefix: str, other: str) -> None:
    bound = after_prefix(prefix)
    assert table_order(prefix) <= table_order(prefix + other) < table_order(bound)
    in_range = table_order(prefix) <= table_order(other) < table_order(bound)
    assert in_range == other.startswith(prefix)
    assert forbidden_in_key(bound) is None


@pytest.mark.parametrize(
    ("prefix", "bound"),
    [("name!", 'name"'), ("c!a", "c!b"), ("x.", "x0"), ("x~", "x\xa0"), ("a\uffff", "b"), ("😀", "😁")],
)
def test_after_prefix_examples(prefix: str, bound: str) -> None:
    assert after_prefix(prefix) == bound


@pytest.mark.parametrize("prefix", ["", "\uffff"])
def test_no_bound_above_everything(prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        after_prefix(prefix)


def test_names_stay_readable() -> None:
    assert escape("vertrieb") == "vertrieb"
    assert escape("r&d/c# 100%?") == 'r&d.~c"~ ~100$~>~'


def test_literals_double_quotes() -> None:
    assert odata_literal("o'neil's") == "'o''neil''s'"


def test_buckets_are_64_and_stable() -> None:
    numbers = [f"+9198{n:08d}" for n in range(6400)]
    buckets = [bucket_of(number) for number in numbers]
    assert set(buckets) == {f"{n:02x}" for n in range(64)}
    assert max(map(buckets.count, set(buckets))) < 200
    assert bucket_of("+919812345678") == "23"
