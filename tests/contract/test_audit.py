"""What every AuditStore promises."""

from dataclasses import fields

from shared.domain.audit import Action, AuditEvent
from tests.contract.stores import Stores, an_event, new_id


async def test_an_event_comes_back_with_every_field(stores: Stores) -> None:
    event = an_event(new_id(), Action.GROUP_UPDATED, job_id="job", before={"name": "Dépôt"}, after={"name": "", "n": 1})
    assert [f.name for f in fields(event) if getattr(event, f.name) == f.default] == []
    await stores.audit.put(event)
    assert await stores.audit.page(event.group_id, None, 10) == ([event], None)


async def test_an_event_stands_once_however_often_it_is_put(stores: Stores) -> None:
    event, of_upload = an_event(group_id := new_id()), an_event(group_id, job_id="job")
    for _ in range(2):
        await stores.audit.put(event)
        await stores.audit.put_all([of_upload])
    assert await stores.audit.page(group_id, None, 10) == ([of_upload, event], None)


async def test_pages_hold_what_callers_and_uploads_did_newest_first(stores: Stores) -> None:
    group_id = new_id()
    events = [an_event(group_id, job_id="job" if n % 3 else "") for n in range(20)]
    others = [an_event(new_id(), job_id="job") for _ in range(130)]
    await stores.audit.put_all([event for event in events if event.job_id] + others)
    for event in events:
        if not event.job_id:
            await stores.audit.put(event)
    found: list[AuditEvent] = []
    after: str | None = None
    while True:
        page, after = await stores.audit.page(group_id, after, 7)
        assert 0 < len(page) <= 7
        found += page
        if after is None:
            break
    assert found == events[::-1]
    assert await stores.audit.page(new_id(), None, 7) == ([], None)
