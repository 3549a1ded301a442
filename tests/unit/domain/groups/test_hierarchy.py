"""The hierarchy: cycles with their path, ancestors and descendants."""

import pytest

from shared.domain.groups.hierarchy import Hierarchy, Link


def _hierarchy(*edges: str) -> Hierarchy:
    return Hierarchy.of(Link(edge[0], edge[1]) for edge in edges)


@pytest.mark.parametrize(
    ("edges", "new", "path"),
    [
        ((), "AA", ["A", "A"]),
        (("AB",), "BA", ["A", "B", "A"]),
        (("AB", "BC", "CD"), "DA", ["A", "B", "C", "D", "A"]),
        (("AB",), "AC", None),
        (("AB", "CB"), "CA", None),
    ],
)
def test_cycle_is_found_with_its_path(edges: tuple[str, ...], new: str, path: list[str] | None) -> None:
    assert _hierarchy(*edges).cycle(new[0], new[1]) == path


def test_of_several_ways_round_one_is_named() -> None:
    found = _hierarchy("AB", "AC", "BD", "CD").cycle("D", "A")

    assert found in (["A", "B", "D", "A"], ["A", "C", "D", "A"])


def test_a_group_may_have_several_parents() -> None:
    hierarchy = _hierarchy("AC", "BC", "CD")

    assert hierarchy.ancestors("D") == {"A", "B", "C"}
    assert hierarchy.descendants("A") == {"C", "D"}
    assert hierarchy.linked("B", "C")
    assert not hierarchy.linked("C", "B")
