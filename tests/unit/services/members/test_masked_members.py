"""Masked members are listed in the order of what is shown, in pages of any size, and positions hold nothing else."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.groups.group import Group
from shared.domain.members.membership import Membership, Role
from shared.services.members.masked_members import MaskedGroup, list_masked
from shared.services.members.member_views import MemberFilter, MemberView
from tests.fakes.world import FakeWorld
from tests.people import person
from tests.use_cases import all_of, pages_of

AT = datetime(2026, 1, 1, tzinfo=UTC)
ALL = MemberFilter()


async def group_of(world: FakeWorld, *rows: tuple[str, int, Role]) -> Group:
    """A group of these (number, minute of its addition, role) alone."""
    group = await world.group(person(0))
    stored = world.fakes.members.groups[group.id]
    stored.rows.clear()
    for number, minute, role in rows:
        stored.put(number, Membership(group.id, number, role, AT + timedelta(minutes=minute), "test"))
    return group


async def listed(world: FakeWorld, group: Group, limit: int, wanted: MemberFilter = ALL) -> list[MemberView]:
    """All pages."""
    return await all_of(partial(list_masked, world.groups, MaskedGroup(group), wanted, limit))


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 100])
async def test_members_are_in_the_order_of_what_is_shown_and_not_of_their_numbers(limit: int) -> None:
    world = FakeWorld()
    group = await group_of(
        world,
        ("+919800000009", 0, Role.MEMBER),
        ("+919811110003", 1, Role.ADMIN),
        ("+919811119003", 0, Role.MEMBER),
        ("+919822220003", 0, Role.ADMIN),
        ("+442079460000", 0, Role.MEMBER),
    )
    assert [(view.phone_number, view.role, view.added_at.minute) for view in await listed(world, group, limit)] == [
        ("+44••••••0000", Role.MEMBER, 0),
        ("+91••••••0003", Role.ADMIN, 0),
        ("+91••••••0003", Role.ADMIN, 1),
        ("+91••••••0009", Role.MEMBER, 0),
        ("+91••••••9003", Role.MEMBER, 0),
    ]


@pytest.mark.parametrize("limit", [1, 2, 3, 1000])
async def test_who_looks_the_same_is_listed_as_often_as_there_are_such_members(limit: int) -> None:
    world = FakeWorld()
    alike = [(f"+9198{n:04d}0000", 0, Role.MEMBER) for n in range(2500)]
    group = await group_of(world, *(alike if limit == 1000 else alike[:7]), ("+919800000001", 0, Role.MEMBER))
    found = [view.phone_number for view in await listed(world, group, limit)]
    assert found == ["+91••••••0000"] * (len(found) - 1) + ["+91••••••0001"]
    assert len(found) == len(world.fakes.members.groups[group.id].rows)


@given(
    st.dictionaries(
        st.builds(lambda hidden, shown: f"+9198{hidden:04d}{shown:04d}", st.integers(0, 9), st.integers(0, 2)),
        st.tuples(st.integers(0, 1), st.sampled_from(Role)),
        max_size=20,
    ),
    st.integers(1, 5),
    st.sampled_from([None, *Role]),
)
async def test_pages_of_any_size_are_the_whole_list_by_role(
    rows: dict[str, tuple[int, Role]], limit: int, role: Role | None
) -> None:
    world = FakeWorld()
    group = await group_of(world, *((number, *rest) for number, rest in rows.items()))
    wanted = MemberFilter(role)
    whole, position = await list_masked(world.groups, MaskedGroup(group), wanted, 100, None)
    assert position is None
    assert len(whole) == sum(role in (None, has) for _, has in rows.values())
    pages = await pages_of(partial(list_masked, world.groups, MaskedGroup(group), wanted, limit))
    assert [view for page in pages for view in page] == whole
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)


async def test_a_position_is_made_of_what_is_shown() -> None:
    world = FakeWorld()
    group = await group_of(world, ("+919876540001", 0, Role.MEMBER), ("+919876540002", 0, Role.MEMBER))
    _, position = await list_masked(world.groups, MaskedGroup(group), ALL, 1, None)
    assert position is not None
    assert json.loads(position) == ["+91••••••0001", AT.isoformat(), "test", "Member", 1]


async def test_a_page_goes_on_where_who_was_listed_last_has_left() -> None:
    world = FakeWorld()
    group = await group_of(world, *((f"+91987654000{n}", 0, Role.MEMBER) for n in range(4)))
    first, position = await list_masked(world.groups, MaskedGroup(group), ALL, 2, None)
    del world.fakes.members.groups[group.id].rows["+919876540001"]
    second, position = await list_masked(world.groups, MaskedGroup(group), ALL, 2, position)
    assert [view.phone_number[-1] for view in (*first, *second)] == ["0", "1", "2", "3"]
    assert position is None
