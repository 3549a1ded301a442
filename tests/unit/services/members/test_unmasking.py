"""Whoever sees a group's numbers masked learns nothing about the hidden digits, whatever they ask and whatever they add to
groups of their own.

The property: of two worlds that differ in hidden digits alone, every answer is the same, and so is what is read of the
store for it. The attacks that once worked are told one by one as well.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.models.members import member_out
from shared.domain.groups.group import Group
from shared.domain.members.membership import Membership, Role
from shared.errors import Forbidden
from shared.services.hierarchy.link_subgroups import link_subgroup
from shared.services.members.change_members import change_role, remove_member
from shared.services.members.member_views import MemberFilter
from shared.services.members.view_effective_members import count_totals, list_effective_members
from shared.services.members.view_members import list_members
from tests.fakes.world import FakeWorld
from tests.people import number, person
from tests.unit.services.members.member_lists import ALL, direct, effective, link, masked
from tests.use_cases import any_version, pages_of

OWNER, MALLORY = person(1), person(2)
AT = datetime(2026, 1, 1, tzinfo=UTC)
SECRET = "+919876512345"


def hidden(digits: int, shown: int) -> str:
    """A number of these hidden and shown digits, which may be one that is visible elsewhere."""
    return f"+919801{digits:02d}{shown:04d}"


@dataclass(frozen=True)
class Layout:
    """Who is in which group: V and W are masked for Mallory, P and Q hers. Members of V and W are given as (last digits,
    minute, role), in the order of their hidden digits, which a world chooses."""

    masked: tuple[Sequence[tuple[int, int, Role]], Sequence[tuple[int, int, Role]]]
    own: tuple[frozenset[str], frozenset[str]]


members = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), st.sampled_from(Role)), max_size=6)
numbers = st.frozensets(st.builds(hidden, st.integers(0, 7), st.integers(0, 2)), max_size=6)
layouts = st.builds(Layout, st.tuples(members, members), st.tuples(numbers, numbers))
digits = st.permutations(range(8))


class Reads:
    """What is read of the memberships from now on: each method with how many rows it gave."""

    def __init__(self, world: FakeWorld) -> None:
        self.seen: Counter[tuple[str, int]] = Counter()
        store = world.fakes.members
        for name in ("get", "find", "page", "numbers_after"):
            vars(store)[name] = self._counted(name, getattr(store, name))
        for name in ("all_members", "all_numbers"):
            vars(store)[name] = self._pages(name, getattr(store, name))

    def taken(self) -> Counter[tuple[str, int]]:
        """What was read since the last time."""
        seen, self.seen = self.seen, Counter()
        return seen

    def _counted(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        async def called(*args: Any, **named: Any) -> Any:
            found = await method(*args, **named)
            rows = found[0] if isinstance(found, tuple) else found
            self.seen[name, len(rows) if isinstance(rows, list) else rows is not None] += 1
            return found

        return called

    def _pages(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        async def called(*args: Any, **named: Any) -> AsyncIterator[Any]:
            async for rows in method(*args, **named):
                self.seen[name, len(rows)] += 1
                yield rows

        return called


async def world_of(layout: Layout, chosen: Sequence[Sequence[int]]) -> tuple[FakeWorld, Mapping[str, Group]]:
    """P above Q, V and W, and V above W. Each masked member has the hidden digits that were chosen for its place."""
    world = FakeWorld()
    groups = {name: await world.group(MALLORY if name in "PQ" else OWNER, f"Group {name}") for name in "PQVW"}
    for name, own in zip("PQ", layout.own, strict=True):
        for each in sorted(own):
            _put(world, groups[name], each, Role.MEMBER, 0)
    for name, rows, places in zip("VW", layout.masked, chosen, strict=True):
        _put(world, groups[name], number(2), Role.MEMBER, 0)
        for (shown, minute, role), place in zip(rows, places, strict=False):
            _put(world, groups[name], hidden(place, shown), role, minute)
    await link(world, groups["P"], groups["Q"], groups["V"], groups["W"])
    await link(world, groups["V"], groups["W"])
    return world, groups


def _put(world: FakeWorld, group: Group, of: str, role: Role, minute: int) -> None:
    row = Membership(group.id, of, role, AT + timedelta(minutes=minute), "test")
    world.fakes.members.groups[group.id].put(of, row)


async def answers(world: FakeWorld, groups: Mapping[str, Group], limit: int) -> list[Any]:
    """Everything that Mallory can be told about members, with positions and what was read for it."""
    reads = Reads(world)
    found: list[Any] = []
    for name, group in groups.items():
        access = await world.access(MALLORY, group)
        found.append(await count_totals(world.groups, MALLORY, access))
        for role in (None, *Role):
            for prefix in ("", "+91980103") if access.sees_numbers else ("",):
                wanted = MemberFilter(role, prefix)
                found += [
                    name,
                    await with_positions(partial(list_members, world.groups, access, wanted, limit)),
                    await with_positions(
                        partial(list_effective_members, world.groups, MALLORY, access, wanted, limit)
                    ),
                    reads.taken(),
                ]
    return found


async def with_positions(page: Callable[[str | None], Any]) -> list[Any]:
    """Every page as the HTTP API answers it, with the position after it."""
    positions: list[str | None] = []

    async def kept(after: str | None) -> Any:
        views, following = await page(after)
        positions.append(following)
        return [member_out(view) for view in views], following

    return [*zip(await pages_of(kept), positions, strict=True)]


@settings(max_examples=40)
@given(layouts, st.tuples(digits, digits), st.tuples(digits, digits), st.sampled_from([1, 2, 3, 100]))
async def test_answers_and_reads_do_not_depend_on_hidden_digits(
    layout: Layout, one: Sequence[Sequence[int]], other: Sequence[Sequence[int]], limit: int
) -> None:
    first, second = await world_of(layout, one), await world_of(layout, other)
    assert await answers(*first, limit) == await answers(*second, limit)


# The attacks


async def mallorys_group(world: FakeWorld) -> tuple[Group, Group]:
    """V, of which Mallory is a plain member and SECRET is one, and P, which she made and has linked V below."""
    target = await world.group(OWNER, "V", numbers=[number(2), SECRET])
    own = await world.group(MALLORY, "P")
    await link_subgroup(world.groups, MALLORY, own, target.id)
    return own, target


async def test_a_search_through_a_group_of_ones_own_finds_no_masked_member() -> None:
    world = FakeWorld()
    own, target = await mallorys_group(world)
    for length in range(3, len(SECRET) + 1):
        for digit in "0123456789":
            found = await effective(world, MALLORY, own, MemberFilter(prefix=SECRET[: length - 1] + digit))
            assert {group.id for view in found for group in view.via} <= {own.id}
    with pytest.raises(Forbidden):
        await effective(world, MALLORY, target, MemberFilter(prefix="+91"))


PROBES = ["+919876512344", SECRET, "+919876512346", "+919800002345", "+919899992345", "+911111111111"]


@pytest.mark.parametrize("limit", [1, 2, 100])
async def test_numbers_added_to_a_group_of_ones_own_change_nothing_about_masked_members(limit: int) -> None:
    """Not their places, their `via`, their number, nor where pages end."""
    world = FakeWorld()
    own, target = await mallorys_group(world)
    access = await world.access(MALLORY, own)
    reads = Reads(world)
    told = []
    for probe in PROBES:
        await world.add(own, probe)
        reads.taken()
        pages = await pages_of(partial(list_effective_members, world.groups, MALLORY, access, ALL, limit))
        found = [view for page in pages for view in page]
        whole = [view for view in found if "•" not in view.phone_number]
        assert [view.phone_number for view in whole] == sorted([number(2), probe])
        assert {group.id for view in whole for group in view.via} == {own.id}
        assert found[:2] == whole
        totals = await count_totals(world.groups, MALLORY, access)
        told.append((found[2:], totals, [len(page) for page in pages], reads.taken()))
        await remove_member(world.groups, own.id, "test", probe, any_version)
    assert [view.phone_number for view in told[0][0]] == [masked(1), masked(2), "+91••••••2345"]
    assert {group.id for view in told[0][0] for group in view.via} == {target.id}
    assert told == [told[0]] * len(PROBES)


async def test_numbers_in_a_group_that_one_has_given_up_do_not_meet_those_of_another_masked_group() -> None:
    """Of an organization group its last admin may become a member, and then sees the probes in it masked as well."""
    world = FakeWorld()
    own, _ = await mallorys_group(world)
    given_up = await world.group(MALLORY, "W")
    await link_subgroup(world.groups, MALLORY, own, given_up.id)
    await change_role(world.groups, given_up.id, "test", number(2), Role.MEMBER, any_version)
    told = []
    for probe in (SECRET, "+919800002345"):
        await world.add(given_up, probe)
        found = await effective(world, MALLORY, own)
        totals = await count_totals(world.groups, MALLORY, await world.access(MALLORY, own))
        told.append(([(view.phone_number, [group.name for group in view.via]) for view in found], totals))
        await remove_member(world.groups, given_up.id, "test", probe, any_version)
    assert told[0] == told[1]
    assert told[0][0][-1] == ("+91••••••2345", ["W"])


async def test_who_knows_her_own_number_learns_no_place_of_others_in_a_direct_list() -> None:
    """One accomplice more gives two known places; the unknown number may lie before, between or after them."""
    accomplice = "+919850000009"
    for unknown in ("+919700002345", "+919820002345", SECRET):
        world = FakeWorld()
        group = await world.group(OWNER)
        for each in sorted([number(2), accomplice, unknown]):
            _put(world, group, each, Role.MEMBER, 0)
        _put(world, group, number(1), Role.ADMIN, 0)
        found = [view.phone_number for view in await direct(world, MALLORY, group, limit=1)]
        assert found == ["+91••••••0001", "+91••••••0002", "+91••••••0009", "+91••••••2345"]
