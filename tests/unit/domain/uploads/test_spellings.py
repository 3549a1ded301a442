"""Spellings of a name that meet in one group, in more than case and blanks, are a warning: once each, with both lines."""

import pytest

from shared.domain.codes import FilePart
from shared.domain.names import normalise
from shared.domain.uploads import spellings
from shared.domain.uploads.spellings import Spellings


def warnings(*names: str) -> list[tuple[int, str]]:
    """Line and message of the warnings about names on lines 2, 3 and so on."""
    seen, part = Spellings(), FilePart("users.csv")
    found = [each for line, name in enumerate(names, 2) for each in seen.add(part, line, name, normalise(name))]
    assert {(each.file, each.column, each.code) for each in found} <= {("users.csv", "Group Name", "names_merged")}
    return [(each.line, each.message.split(". ")[0]) for each in found]


@pytest.mark.parametrize(
    "other",
    ["Ｄépot", "De\u0301pot", "D\ufe0fépot", "Dépot\u3164"],
    ids=["full width", "decomposed", "variation selector", "filler"],
)
def test_other_characters_are_told_with_both_spellings_and_lines(other: str) -> None:
    assert normalise(other) == normalise("Dépot")
    assert warnings("Yard", "Dépot", "Yard", other) == [
        (5, f"“{other.strip()}” is written “Dépot”, with other characters, on line 3")
    ]


@pytest.mark.parametrize("other", ["dépot", "DÉPOT", "Dépot", "Yard"])
def test_case_and_blanks_are_not(other: str) -> None:
    assert warnings("Dépot", other) == []
    assert warnings("Night shift", "night  SHIFT", "Night\u00a0shift") == []


def test_sharp_s_is_ss_in_capitals() -> None:
    assert warnings("Straße", "STRASSE", "Strasse") == []


def test_each_spelling_is_told_once() -> None:
    assert [line for line, _ in warnings("Ops1", "Ops１", "OPS１", "Ops1", "Ｏps1", "Ops１")] == [3, 6]


def test_there_is_an_end_to_the_warnings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spellings, "_MOST", 2)
    assert len(warnings(*(each for n in range(5) for each in (f"Ops{n}", f"Ｏps{n}")))) == 2


def test_the_first_spelling_is_the_groups_and_counts() -> None:
    seen = Spellings()
    for name in ("Ops１", "Ops1", "Yard"):
        seen.add(FilePart("users.csv"), 2, name, normalise(name))
    assert (seen.first("ops1"), seen.characters) == ("Ops１", 8)
