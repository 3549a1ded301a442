"""What every MemberStore promises, with the index and the counts of memberships."""

from collections.abc import Sequence
from dataclasses import fields, replace

import pytest

from shared.domain.audit import Action, AuditEvent, members_after, members_before
from shared.domain.members.membership import (
    Change,
    IndexRow,
    MemberCount,
    MemberKey,
    MemberRole,
    Membership,
    Role,
)
from shared.domain.uploads.difference import Existing
from shared.domain.uploads.progress import END, Phase, StepKey, StepProgress
from shared.services.ports.members import AdminLock
from tests.bulk import write_members
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
    assert await write_members(stores.members, group_id, added(*rows))
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


async def test_a_count_changes_with_the_members_and_stays_when_the_event_goes(stores: Stores) -> None:
    group_id = new_id()
    rows = [a_membership(group_id, number(1), Role.ADMIN), a_membership(group_id, number(2))]
    event = await commit(stores, group_id, added(*rows))
    assert (await stores.members.partition_state(group_id)).member_count == MemberCount(2, 1)
    assert (await stores.members.partition_state(group_id)).events == [event]
    await stores.members.forget(event)
    await stores.members.forget(event)
    state = await stores.members.partition_state(group_id)
    assert (state.member_count, list(state.events)) == (MemberCount(2, 1), [])
    assert await stores.members.totals([group_id, "none"]) == {group_id: MemberCount(2, 1), "none": MemberCount()}
    swapped = [*added(a_membership(group_id, number(3))), await removal(stores, group_id, 2)]
    assert not await stores.members.commit(group_id, swapped, event), "the id of an event is used once"
    await commit(stores, group_id, swapped)
    assert await stores.members.totals([group_id]) == {group_id: MemberCount(2, 1)}


async def removal(stores: Stores, group_id: str, n: int) -> Change:
    row = await stores.members.get(group_id, number(n))
    assert row is not None
    return Change(number(n), row, None)


async def test_who_is_an_admin_is_read_from_the_members(stores: Stores) -> None:
    group_id = await group_of(stores, 130, admins=2)
    assert await stores.members.has_admin(group_id)
    assert await stores.members.has_admin(group_id, {number(0)})
    assert await stores.members.has_admin(group_id, {number(0), number(5)})
    assert not await stores.members.has_admin(group_id, {number(0), number(1)})
    assert not await stores.members.has_admin(new_id())


async def test_the_progress_of_a_step_is_written_with_its_members(stores: Stores) -> None:
    group_id, step = new_id(), StepKey("job", 1, 7, Phase.APPLY, "depot")
    assert await stores.members.progress(group_id, step) is None
    changes = added(a_membership(group_id, number(1), Role.ADMIN), a_membership(group_id, number(2)))
    begun = StepProgress().recording(new_id()).advanced(number(2), changes)
    first = await stores.members.write_part(group_id, changes, step, begun)
    assert first is not None
    assert (replace(first, etag=""), bool(first.etag)) == (begun, True)
    assert await stores.members.progress(group_id, step) == first
    assert await stores.members.progress(group_id, step._replace(phase=Phase.UNDO)) is None
    more = [await removal(stores, group_id, 1), *added(a_membership(group_id, number(3)))]
    second = await stores.members.write_part(group_id, more, step, first.advanced(END, more))
    assert second is not None
    assert (second.inserted, second.updated, second.deleted, second.count) == (3, 0, 1, MemberCount(2, 0))
    assert await stores.members.progress(group_id, step) == second
    assert (await stores.members.partition_state(group_id)).member_count == MemberCount(2, 0)


async def test_of_two_attempts_at_one_step_one_writes(stores: Stores) -> None:
    group_id, step = new_id(), StepKey("job", 1, 1, Phase.APPLY)
    one, other = added(a_membership(group_id, number(1))), added(a_membership(group_id, number(2)))
    first = await stores.members.write_part(group_id, one, step, StepProgress().advanced(number(1), one))
    assert first is not None
    assert await stores.members.write_part(group_id, other, step, StepProgress().advanced(END, other)) is None
    closed = await stores.members.write_part(group_id, [], step, first.close())
    assert closed is not None
    assert await stores.members.write_part(group_id, other, step, first.advanced(END, other)) is None
    assert sorted(await stores.members.existing_range(group_id, None, None)) == [number(1)]
    assert (await stores.members.partition_state(group_id)).member_count == MemberCount(1, 0)


async def test_a_part_holds_the_admin_lock_and_leaves_an_event(stores: Stores) -> None:
    group_id, step = new_id(), StepKey("job", 1, 1, Phase.APPLY)
    changes = added(*(a_membership(group_id, number(n), job_id="job") for n in range(97)))
    event, kept = changed(group_id, changes, "job"), AdminLock(True, later())
    begun = StepProgress().advanced(END, changes)
    other = await group_of(stores, 1)
    gone = (await stores.members.full(other, [number(0)]))[number(0)]
    stale = (AdminLock(etag=gone.etag), kept)
    assert await stores.members.write_part(group_id, changes, step, begun, event, stale) is None
    assert await stores.members.write_part(group_id, changes, step, begun, event, (AdminLock(), kept))
    state = await stores.members.partition_state(group_id)
    assert (list(state.events), state.member_count) == ([event], MemberCount(97, 0))
    assert replace(await stores.members.admin_lock(group_id), etag="") == replace(state.admin_lock, etag="") == kept
    completed = an_event(group_id, Action.UPLOAD_COMPLETED, job_id="job", after={"state": "completed"})
    await stores.members.put_pending(completed)
    await stores.members.put_pending(completed)
    assert (await stores.members.pending(group_id))[-1] == completed
    for pending in await stores.members.pending(group_id):
        await stores.members.forget(pending)
    assert await stores.members.pending(group_id) == []
    assert (await stores.members.partition_state(group_id)).member_count == MemberCount(97, 0)


async def test_what_makes_up_a_count_is_folded_but_for_steps_that_may_be_repeated(stores: Stores) -> None:
    group_id = new_id()
    steps = [StepKey("job", 1, n, Phase.APPLY) for n in range(2)]
    for n, step in enumerate(steps):
        rows = added(a_membership(group_id, number(1000 + n)))
        assert await stores.members.write_part(group_id, rows, step, StepProgress().advanced(END, rows))
    for n in range(51):
        await commit(stores, group_id, added(a_membership(group_id, number(n), Role.ADMIN)))
    assert (await stores.members.partition_state(group_id)).needs_folding
    await stores.members.fold(group_id)
    state = await stores.members.partition_state(group_id)
    assert (state.member_count, state.needs_folding) == (MemberCount(53, 51), False)
    assert await stores.members.progress(group_id, steps[0])
    await stores.members.fold(group_id, [steps[0].text])
    assert await stores.members.progress(group_id, steps[0]) is None
    assert await stores.members.progress(group_id, steps[1])
    await stores.members.fold(group_id)
    assert (await stores.members.partition_state(group_id)).member_count == MemberCount(53, 51)
    assert await summands(stores, group_id) == {"": MemberCount(52, 51), steps[1].text: MemberCount(1, 0)}


async def summands(stores: Stores, group_id: str) -> dict[str, MemberCount]:
    rows = [row async for _, counts in stores.members.all_memberships() for row in counts]
    return {row.step: row.change for row in rows if row.group_id == group_id}


async def test_a_recount_says_by_how_much_a_count_was_wrong(stores: Stores) -> None:
    group_id = await group_of(stores, 130, admins=2)
    assert await stores.members.recount(group_id) == MemberCount()
    wrong = replace(StepProgress(), count=MemberCount(-7, 3))
    assert await stores.members.write_part(group_id, [], StepKey("job", 1, 1, Phase.APPLY), wrong)
    assert (await stores.members.partition_state(group_id)).member_count == MemberCount(123, 5)
    assert await stores.members.recount(group_id) == MemberCount(7, -3)
    assert await stores.members.recount(group_id) == MemberCount()
    assert (await stores.members.partition_state(group_id)).member_count == MemberCount(130, 2)


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
    whole = [row async for rows in stores.members.all_members(group_id) for row in rows]
    assert sorted(row.phone_number for row in whole) == [number(n) for n in range(12)]
    stored = await stores.members.get(group_id, number(1))
    assert stored is not None
    (shown,) = [row for row in whole if row.phone_number == number(1)]
    assert shown == replace(stored, job_id="", before="", etag="")
    assert await stores.members.find(group_id, [number(n) for n in range(9)]) == await stores.members.full(
        group_id, [number(n) for n in range(9)]
    )


async def test_members_in_bulk(stores: Stores) -> None:
    group_id = await group_of(stores, 250, admins=1)
    assert await stores.members.has_members(group_id)
    assert not await stores.members.has_members(new_id())
    assert (await stores.members.partition_state(group_id)).member_count == MemberCount(250, 1)
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
    assert not await write_members(stores.members, group_id, [Change(number(0), stale, None)])
    again = added(a_membership(group_id, number(1)), a_membership(group_id, number(5)))
    assert not await write_members(stores.members, group_id, again)
    assert await stores.members.get(group_id, number(5)) is None
    assert (await stores.members.partition_state(group_id)).member_count == MemberCount(2, 0)
    changes = [Change(number(0), rows[number(0)], replace(rows[number(0)], role=Role.ADMIN))]
    assert await write_members(stores.members, group_id, changes)
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
    rows = [row for page, _ in pages for row in page if row.group_id in (first, second)]
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
