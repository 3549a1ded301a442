"""What every OutboxStore and every WebhookStore promises."""

from dataclasses import fields, replace
from datetime import timedelta

from shared.domain.webhooks.signatures import Secrets
from shared.services.ports.webhooks import Attempt, Head, Health, Mark, QueuedEvent
from tests.contract.stores import Stores, an_event, later, new_id


async def mark_of(stores: Stores, group_id: str) -> Mark | None:
    marks = await stores.outbox.due(later() + timedelta(days=9))
    return next((mark for mark in marks if mark.group_id == group_id), None)


async def queue(stores: Stores, group_id: str, *queued: tuple[str, int]) -> list[QueuedEvent]:
    head = await stores.outbox.head(group_id)
    entries = [QueuedEvent(connector, number, an_event(group_id)) for connector, number in queued]
    after = replace(head, following=head.following + len(entries))
    assert await stores.outbox.append(group_id, head, after, entries)
    return entries


async def test_a_group_is_due_when_its_time_has_come(stores: Stores) -> None:
    group_id, at = new_id(), later()
    look_at = at + timedelta(seconds=15)
    await stores.outbox.mark(group_id, at, look_at)
    early = await stores.outbox.due(look_at - timedelta(microseconds=1))
    assert group_id not in {mark.group_id for mark in early}
    (mark,) = [mark for mark in await stores.outbox.due(look_at) if mark.group_id == group_id]
    assert (mark.at, mark.look_at) == (at, look_at)
    await stores.outbox.postpone(mark, look_at + timedelta(hours=1))
    assert group_id not in {mark.group_id for mark in await stores.outbox.due(look_at)}
    current = await mark_of(stores, group_id)
    assert current is not None
    assert (current.at, current.look_at) == (at, look_at + timedelta(hours=1))


async def test_a_mark_that_is_made_again_stays(stores: Stores) -> None:
    group_id = new_id()
    await stores.outbox.mark(group_id, later(), later())
    old = await mark_of(stores, group_id)
    assert old is not None
    await stores.outbox.mark(group_id, later(), later())
    new = await mark_of(stores, group_id)
    assert new is not None
    await stores.outbox.unmark(old)
    await stores.outbox.postpone(old, later())
    assert await mark_of(stores, group_id) == new
    await stores.outbox.unmark(new)
    await stores.outbox.unmark(new)
    assert await mark_of(stores, group_id) is None


async def test_of_two_numberings_one_succeeds(stores: Stores) -> None:
    group_id = new_id()
    head = await stores.outbox.head(group_id)
    assert head == Head()
    entry = QueuedEvent("c1", 1, an_event(group_id))
    after = Head(2, frozenset({entry.event.id}))
    assert await stores.outbox.append(group_id, head, after, [entry])
    assert not await stores.outbox.append(group_id, head, after, [QueuedEvent("c2", 1, an_event(group_id))])
    stored = await stores.outbox.head(group_id)
    assert stored.etag
    assert replace(stored, etag="") == after
    assert await stores.outbox.waiting(group_id, "c1") == [entry]
    assert await stores.outbox.waiting(group_id, "c2") == []


async def test_queues_are_found_and_read_in_order(stores: Stores) -> None:
    group_id = new_id()
    assert await stores.outbox.next_queue(group_id, "") is None
    for at in range(0, 120, 60):
        await queue(stores, group_id, *(("c1", n) for n in range(at, at + 60)))
    await queue(stores, group_id, ("c3", 1))
    assert await stores.outbox.next_queue(group_id, "") == "c1"
    assert await stores.outbox.next_queue(group_id, "c1") == "c3"
    assert await stores.outbox.next_queue(group_id, "c2") == "c3"
    assert await stores.outbox.next_queue(group_id, "c3") is None
    assert [entry.number for entry in await stores.outbox.waiting(group_id, "c1")] == list(range(99))


async def test_one_holds_the_lease(stores: Stores) -> None:
    group_id = new_id()
    assert await stores.outbox.attempt(group_id, "c1") == Attempt()
    wanted = Attempt(2, later(), later(), later(), 7, "msg_1")
    assert [f.name for f in fields(wanted) if getattr(wanted, f.name) == f.default] == ["etag"]
    leased = await stores.outbox.save_attempt(group_id, "c1", wanted)
    assert leased is not None
    assert leased.etag
    assert replace(leased, etag="") == wanted
    assert await stores.outbox.save_attempt(group_id, "c1", replace(wanted, message_id="msg_2")) is None
    assert await stores.outbox.attempt(group_id, "c1") == leased
    again = await stores.outbox.save_attempt(group_id, "c1", replace(leased, leased_until=None, attempts=3))
    assert again is not None
    assert again.etag != leased.etag
    assert await stores.outbox.save_attempt(group_id, "c1", leased) is None


async def test_delivered_events_go_with_their_attempt(stores: Stores) -> None:
    group_id = new_id()
    entries = await queue(stores, group_id, ("c1", 1), ("c1", 2), ("c1", 3))
    leased = await stores.outbox.save_attempt(group_id, "c1", Attempt(until=2, message_id="msg"))
    assert leased is not None
    assert not await stores.outbox.complete(group_id, "c1", replace(leased, etag='W/"no"'), entries[:2])
    assert await stores.outbox.waiting(group_id, "c1") == entries
    assert await stores.outbox.complete(group_id, "c1", leased, entries[:2])
    assert not await stores.outbox.complete(group_id, "c1", leased, entries[:2])
    assert await stores.outbox.waiting(group_id, "c1") == entries[2:]
    assert await stores.outbox.attempt(group_id, "c1") == Attempt()
    given_back = await stores.outbox.save_attempt(group_id, "c1", Attempt(until=3, message_id="msg"))
    assert given_back is not None
    assert await stores.outbox.complete(group_id, "c1", given_back, [])
    assert await stores.outbox.waiting(group_id, "c1") == entries[2:]
    assert await stores.outbox.attempt(group_id, "c1") == Attempt()


async def test_a_dropped_queue_and_a_purged_group(stores: Stores) -> None:
    group_id = new_id()
    await queue(stores, group_id, ("c1", 1), ("c2", 1))
    await stores.outbox.save_attempt(group_id, "c1", Attempt(message_id="msg"))
    for _ in range(2):
        await stores.outbox.drop(group_id, "c1")
    assert await stores.outbox.attempt(group_id, "c1") == Attempt()
    assert await stores.outbox.next_queue(group_id, "") == "c2"
    await stores.outbox.purge_group(group_id)
    assert await stores.outbox.next_queue(group_id, "") is None
    assert await stores.outbox.head(group_id) == Head()


async def test_secrets_are_replaced_on_their_version(stores: Stores) -> None:
    connector = new_id()
    assert await stores.webhooks.secrets(connector) is None
    assert await stores.webhooks.put_secrets(connector, Secrets("whsec_1"))
    assert not await stores.webhooks.put_secrets(connector, Secrets("whsec_2"))
    first = await stores.webhooks.secrets(connector)
    assert first is not None
    assert (first.current, first.previous, first.previous_until) == ("whsec_1", "", None)
    rotated = first.rotated("whsec_3", later())
    assert await stores.webhooks.put_secrets(connector, rotated)
    assert not await stores.webhooks.put_secrets(connector, rotated)
    stored = await stores.webhooks.secrets(connector)
    assert stored is not None
    assert replace(stored, etag=first.etag) == rotated


async def test_health_is_kept_until_it_is_forgotten(stores: Stores) -> None:
    failing, fine = new_id(), new_id()
    health = Health(True, later(), "It answered 500.")
    await stores.webhooks.put_health(failing, Health(False, later(), "It answered 503."))
    await stores.webhooks.put_health(failing, health)
    assert await stores.webhooks.health([failing, fine]) == {failing: health}
    assert await stores.webhooks.health([]) == {}
    for _ in range(2):
        await stores.webhooks.put_health(failing, None)
    assert await stores.webhooks.health([failing]) == {}
    await stores.webhooks.put_health(failing, health)
    await stores.webhooks.put_secrets(failing, Secrets("whsec_1"))
    for _ in range(2):
        await stores.webhooks.purge(failing)
    assert await stores.webhooks.health([failing]) == {}
    assert await stores.webhooks.secrets(failing) is None
