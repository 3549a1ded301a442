"""Every text of a user that becomes part of a key fits into it, whatever its characters."""

import pytest

from shared.domain.names import NAME_LIMIT, NORMALISED_LIMIT, GroupName, check_group_name
from shared.storage.groups.group_rows import former_key, name_key
from shared.storage.jobs import job_name_key
from shared.storage.tables.encoding import MAX_KEY_UNITS, utf16_units
from shared.storage.tables.keys import escape, forbidden_in_key

TWO_UNITS = ".", "/", "?", "👩", "\U0001f3f4"
CATALOGUE = "name!" + "!" + "x" * 36


@pytest.mark.parametrize("character", [*TWO_UNITS, "…", "℀", "⁇", "ß", "ﬃ", "İ", "\u0390", "\u0958", "\ufb2c", "ｶﾞ"])
def test_a_name_that_is_accepted_fits_into_every_key(character: str) -> None:
    accepted = 0
    for length in range(1, NAME_LIMIT + 1):
        name = check_group_name(character * length)
        if not isinstance(name, GroupName):
            assert name.code == "group_name_too_long"
            continue
        accepted += 1
        for key in (name_key(name.normalised), former_key(name.normalised), CATALOGUE + escape(name.normalised)):
            assert utf16_units(key) <= MAX_KEY_UNITS
            assert forbidden_in_key(key) is None
    assert accepted > 50


def test_the_longest_normalised_name_fits_into_every_key() -> None:
    for character in TWO_UNITS:
        assert utf16_units(CATALOGUE + escape(character * NORMALISED_LIMIT)) <= MAX_KEY_UNITS


@pytest.mark.parametrize("character", ["a", *TWO_UNITS])
def test_the_name_of_an_upload_has_a_key_of_its_own_whatever_its_length(character: str) -> None:
    """A blob's name has at most 1,024 characters, and two of them may differ in the last only."""
    keys = {job_name_key(character * length + end) for length in range(1, 1024) for end in "xy"}
    assert len(keys) == 2 * 1023
    assert max(map(utf16_units, keys)) <= MAX_KEY_UNITS
