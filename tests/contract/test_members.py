"""What every MemberStore promises, with the index and the counts of memberships."""

from collections.abc import Sequence
from dataclasses import fields, replace

import pytest

from shared.domain.audit import Action, AuditEvent, members_after, members_before
from shared.domain.members.membership import (
    Change,
    CountDelta,
    IndexRow,
    MemberCount,
    MemberKey,
    MemberRole,
    Membership,
    Role,
)
from shared.domain.uploads.difference import Existing
from shared.services.ports.members import AdminLock
from tests.contract.stores import Stores, a_membership, added, an_event, later, new_id
from tests.people import number


def changed(group_id: str, changes: Sequence[Change], job_id: str = "") -> AuditEvent:
    return an_event(
        group_id,
        Action.MEMBERS_CHANGED,
        job_id=job_id,
        before=members_before(changes),
        after=members_after(changes),
    )


async def commit(stores: Stores, group_id: str, changes: Sequence[Change]) -> AuditEvent:
    event = changed(group_id, changes)
    assert await stores.members.commit(group_id, changes, event)
    return event


async def group_of(stores: Stores, count: int, admins: int = 0) -> str:
    """A new group of so many members, of which the first are admins."""
    group_id = new_id()
    rows = [a_membership(group_id, number(n), Role.ADMIN if n < admins else Role.MEMBER) for n in range(count)]
    assert await stores.members.write(group_id, added(*rows), counted=True) == []
    return group_id


async def test_a_membership_comes_back_with_every_field(stores: Stores) -> None:
    group_id = new_id()
    before = '{"role": "Member", "jobId": ""}'
    row = Membership(group_id, number(1), Role.ADMIN, later(), "asha", "job", before)
    assert [f.name for f in fields(row) if getattr(row, f.name) == f.default] == ["etag"]
    await commit(stores, group_id, added(row))
    found = await stores.members.get(group_id, number(1))
    assert found is not None
    assert found.etag
    assert replace(found, etag="") == row
    assert await stores.members.find(group_id, [number(1), number(2)]) == {number(1): found}
    assert await stores.members.full(group_id, [number(1), number(2)]) == {number(1): found}
    assert await stores.members.existing(group_id, [number(1)]) == {number(1): Existing("Admin", "job", before)}
    assert await stores.members.get(group_id, number(2)) is None


async def test_all_changes_are_written_or_none(stores: Stores) -> None:
    group_id = new_id()
    first = await commit(stores, group_id, added(a_membership(group_id, number(1))))
    changes = added(a_membership(group_id, number(2)), a_membership(group_id, number(1)))
    assert not await stores.members.commit(group_id, changes, changed(group_id, changes))
    assert await stores.members.get(group_id, number(2)) is None
    assert await stores.members.pending(group_id) == [first]


async def test_changes_need_the_version_that_was_read(stores: Stores) -> None:
    group_id = new_id()
    await commit(stores, group_id, added(a_membership(group_id, number(1))))
    old = await stores.members.get(group_id, number(1))
    assert old is not None
    await commit(stores, group_id, [Change(number(1), old, replace(old, role=Role.ADMIN))])
    new = await stores.members.get(group_id, number(1))
    assert new is not None
    assert new.role is Role.ADMIN
    for late in (Change(number(1), old, replace(old, job_id="late")), Change(number(1), old, None)):
        assert not await stores.members.commit(group_id, [late], changed(group_id, [late]))
    await commit(stores, group_id, [Change(number(1), new, None)])
    assert await stores.members.get(group_id, number(1)) is None
    gone = Change(number(1), new, None)
    assert not await stores.members.commit(group_id, [gone], changed(group_id, [gone]))


async def test_of_two_who_hold_the_admin_lock_one_succeeds(stores: Stores) -> None:
    group_id = new_id()
    read, kept = AdminLock(), AdminLock(True, later())
    changes = added(a_membership(group_id, number(1), Role.ADMIN))
    assert await stores.members.commit(group_id, changes, changed(group_id, changes), (read, kept))
    stored = (await stores.members.partition_state(group_id)).admin_lock
    assert replace(stored, etag="") == kept
    more = added(a_membership(group_id, number(2)))
    assert not await stores.members.commit(group_id, more, changed(group_id, more), (read, kept))
    assert await stores.members.commit(group_id, more, changed(group_id, more), (stored, AdminLock()))
    last = (await stores.members.partition_state(group_id)).admin_lock
    assert (last.keeps_admin, last.set_at) == (False, None)
    assert last.etag != stored.etag


async def test_a_count_is_right_before_and_after_its_event_is_forgotten(stores: Stores) -> None:
    group_id = new_id()
    rows = [a_membership(group_id, number(1), Role.ADMIN), a_membership(group_id, number(2))]
    event = await commit(stores, group_id, added(*rows))
    assert (await stores.members.partition_state(group_id)).member_count == MemberCount(2, 1)
    assert (await stores.members.partition_state(group_id)).events == [event]
    assert not await stores.members.is_committed(group_id)
    await stores.members.forget(event)
    await stores.members.forget(event)
    state = await stores.members.partition_state(group_id)
    assert (state.member_count, list(state.events)) == (MemberCount(2, 1), [])
    assert await stores.members.is_committed(group_id)
    assert await stores.members.totals([group_id, "none"]) == {group_id: MemberCount(2, 1), "none": MemberCount()}
    assert event.id in (await stores.counts.all_committed())[group_id]


async def test_an_event_of_an_upload_counts_nothing(stores: Stores) -> None:
    group_id = new_id()

    def made(changes: Sequence[Change]) -> AuditEvent:
        return changed(group_id, changes, "job")

    rows = [a_membership(group_id, number(n), job_id="job") for n in range(150)]
    assert await stores.members.write(group_id, added(*rows), counted=False, event_factory=made) == []
    events = await stores.members.pending(group_id)
    assert sorted(len(event.after["members"]) for event in events) == [51, 99]
    completed = an_event(group_id, Action.UPLOAD_COMPLETED, job_id="job", after={"state": "completed"})
    await stores.members.put_pending(completed)
    await stores.members.put_pending(completed)
    assert (await stores.members.pending(group_id))[-1] == completed
    for event in await stores.members.pending(group_id):
        assert event.is_for_subscribers_only
        await stores.members.forget(event)
    assert await stores.members.pending(group_id) == []
    assert (await stores.members.partition_state(group_id)).member_count == MemberCount()


async def test_deltas_that_pile_up_are_compacted(stores: Stores) -> None:
    group_id = new_id()
    await stores.counts.put([CountDelta(group_id, f"{n:03d}", MemberCount(2, 1)) for n in range(120)])
    await stores.counts.put([CountDelta(group_id, "000", MemberCount(5, 1))])
    total = MemberCount(119 * 2 + 5, 120)
    assert (await stores.members.partition_state(group_id)).member_count == total
    assert (await stores.members.partition_state(group_id)).needs_compaction
    await stores.members.compact(group_id)
    state = await stores.members.partition_state(group_id)
    assert (state.member_count, state.needs_compaction) == (total, False)
    assert len((await stores.counts.all_committed())[group_id]) <= 50


async def test_a_delta_without_an_event_is_committed_by_compaction(stores: Stores) -> None:
    group_id = new_id()
    assert await stores.members.commit(group_id, added(a_membership(group_id, number(1))), None)
    assert (await stores.members.partition_state(group_id)).needs_compaction
    await stores.members.compact(group_id)
    assert await stores.members.is_committed(group_id)
    assert (await stores.members.partition_state(group_id)).member_count == MemberCount(1, 0)


async def test_members_by_page(stores: Stores) -> None:
    group_id = await group_of(stores, 25, admins=3)
    found: list[str] = []
    after: str | None = None
    while True:
        rows, after = await stores.members.page(group_id, after, 10)
        found += [row.phone_number for row in rows]
        assert len(rows) <= 10
        assert all(row.etag for row in rows)
        if after is None:
            break
    assert found == [number(n) for n in range(25)]
    admins, after = await stores.members.page(group_id, None, 10, role=Role.ADMIN)
    assert ([row.phone_number for row in admins], after) == ([number(n) for n in range(3)], None)
    some, after = await stores.members.page(group_id, None, 10, prefix=number(2)[:-1])
    assert [row.phone_number for row in some] == [number(n) for n in range(10)]
    assert await stores.members.page(new_id(), None, 10) == ([], None)


async def test_members_after_a_number(stores: Stores) -> None:
    group_id = await group_of(stores, 12)
    rows, ended = await stores.members.numbers_after(group_id, None, 5)
    assert ([row.phone_number for row in rows], ended) == ([number(n) for n in range(5)], False)
    rows, ended = await stores.members.numbers_after(group_id, number(9), 5)
    assert ([row.phone_number for row in rows], ended) == ([number(10), number(11)], True)
    rows, ended = await stores.members.numbers_after(group_id, None, 50, prefix=number(10)[:-1])
    assert ([row.phone_number for row in rows], ended) == ([number(10), number(11)], True)
    pages = [page async for page in stores.members.all_numbers(group_id)]
    assert [each for page in pages for each in page] == [number(n) for n in range(12)]
    assert await stores.members.find(group_id, [number(n) for n in range(9)]) == await stores.members.full(
        group_id, [number(n) for n in range(9)]
    )


async def test_members_in_bulk(stores: Stores) -> None:
    group_id = await group_of(stores, 250, admins=1)
    assert await stores.members.has_members(group_id)
    assert not await stores.members.has_members(new_id())
    assert (await stores.members.partition_state(group_id)).member_count == MemberCount(250, 1)
    assert await stores.members.is_committed(group_id)
    wanted = await stores.members.existing(group_id, [number(n) for n in (3, 200, 400)])
    assert wanted == {number(n): Existing("Member", "", "") for n in (3, 200)}
    assert await stores.members.existing(group_id, []) == {}
    span = await stores.members.existing_range(group_id, number(10), number(13))
    assert sorted(span) == [number(10), number(11), number(12)]
    assert len(await stores.members.existing_range(group_id, None, None)) == 250
    pages = [page async for page in stores.members.pages(group_id)]
    roles = [MemberRole(number(n), Role.ADMIN if n < 1 else Role.MEMBER) for n in range(250)]
    assert [row for page in pages for row in page] == roles


async def test_what_is_no_longer_as_it_was_read_is_not_written(stores: Stores) -> None:
    group_id = await group_of(stores, 2)
    rows = await stores.members.full(group_id, [number(0), number(1)])
    stale = replace(rows[number(0)], etag=rows[number(1)].etag)
    lost = await stores.members.write(group_id, [Change(number(0), stale, None)], counted=True)
    assert lost == [number(0)]
    again = added(a_membership(group_id, number(1)), a_membership(group_id, number(5)))
    assert sorted(await stores.members.write(group_id, again, counted=True)) == [number(1), number(5)]
    assert await stores.members.get(group_id, number(5)) is None
    assert (await stores.members.partition_state(group_id)).member_count == MemberCount(2, 0)
    changes = [Change(number(0), rows[number(0)], replace(rows[number(0)], role=Role.ADMIN))]
    assert await stores.members.write(group_id, changes, counted=True) == []
    assert (await stores.members.partition_state(group_id)).member_count == MemberCount(2, 1)


async def test_groups_with_anything_are_listed_once(stores: Stores) -> None:
    groups = sorted([await group_of(stores, 3), await group_of(stores, 1100), await group_of(stores, 1)])
    found = [group_id async for ids in stores.members.group_ids() for group_id in ids]
    assert found == sorted(set(found))
    assert [group_id for group_id in found if group_id in groups] == groups
    await stores.members.purge(groups[0])
    assert groups[0] not in [group_id async for ids in stores.members.group_ids() for group_id in ids]


async def test_a_purged_group_leaves_nothing(stores: Stores) -> None:
    group_id = await group_of(stores, 130)
    changes = added(a_membership(group_id, number(900)))
    lock = (AdminLock(), AdminLock(True, later()))
    assert await stores.members.commit(group_id, changes, changed(group_id, changes), lock)
    assert sorted(await stores.members.purge(group_id)) == [*(number(n) for n in range(130)), number(900)]
    assert not await stores.members.has_members(group_id)
    state = await stores.members.partition_state(group_id)
    assert (state.member_count, state.admin_lock, list(state.events)) == (MemberCount(), AdminLock(), [])
    assert await stores.members.pending(group_id) == []


async def test_the_index_finds_the_groups_of_a_number(stores: Stores) -> None:
    groups, who, longer = sorted(new_id() for _ in range(3)), "+919911100001", "+9199111000012"
    await stores.member_index.write([IndexRow(who, group_id, Role.MEMBER) for group_id in groups])
    await stores.member_index.write([IndexRow(longer, groups[0], Role.ADMIN)])
    assert await stores.member_index.groups_of(who) == dict.fromkeys(groups, Role.MEMBER)
    rows = [
        IndexRow(who, groups[0], None),
        IndexRow(who, groups[1], Role.ADMIN),
        IndexRow(who, new_id(), None),
        IndexRow(longer, new_id(), None),
    ]
    await stores.member_index.write(rows)
    await stores.member_index.write([IndexRow(who, groups[0], None)])
    assert await stores.member_index.groups_of(who) == {groups[1]: Role.ADMIN, groups[2]: Role.MEMBER}
    assert await stores.member_index.groups_of("+919911100002") == {}
    bucket = stores.member_index.bucket_of(who)
    assert bucket in stores.member_index.buckets
    found = [row for page in [page async for page in stores.member_index.pages(bucket)] for row in page]
    mine = [row for row in found if row.number == who]
    assert mine == [IndexRow(who, groups[1], Role.ADMIN), IndexRow(who, groups[2], Role.MEMBER)]


async def test_the_repair_reads_all_memberships(stores: Stores) -> None:
    first, second = await group_of(stores, 3, admins=1), await group_of(stores, 2)
    pages = [page async for page in stores.members.all_memberships()]
    rows = [row for page in pages for row in page if row.group_id in (first, second)]
    wanted = [IndexRow(number(n), first, Role.ADMIN if n < 1 else Role.MEMBER) for n in range(3)]
    wanted += [IndexRow(number(n), second, Role.MEMBER) for n in range(2)]
    assert sorted(rows) == sorted(wanted)
    keys = [MemberKey(number(0), first), MemberKey(number(1), second), MemberKey(number(9), second)]
    assert await stores.members.roles(keys) == dict(zip(keys, (Role.ADMIN, Role.MEMBER, None), strict=True))


@pytest.mark.parametrize("size", [90])
async def test_as_many_changes_as_a_request_may_have_fit_into_one_transaction(stores: Stores, size: int) -> None:
    group_id = new_id()
    changes = added(*(a_membership(group_id, number(n)) for n in range(size)))
    lock = (AdminLock(), AdminLock(True, later()))
    assert await stores.members.commit(group_id, changes, changed(group_id, changes), lock)
    assert len(await stores.members.existing_range(group_id, None, None)) == size
