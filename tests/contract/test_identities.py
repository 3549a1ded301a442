"""What every IdentityStore promises."""

from dataclasses import replace

import pytest

from shared.domain.audit import ORGANIZATION, Action, AuditEvent
from shared.errors import PreconditionFailed
from shared.services.ports.identities import IdentityLink
from tests.contract.stores import Stores, an_event, new_id
from tests.people import number


def an_identity_event() -> AuditEvent:
    return an_event(ORGANIZATION, Action.IDENTITY_CHANGED)


async def test_a_number_is_stored_replaced_and_deleted_on_its_version(stores: Stores) -> None:
    link = IdentityLink(f"auth0|{new_id()}/#?", number(1))
    assert await stores.identities.get(link.subject) is None
    events = [an_identity_event() for _ in range(3)]
    first = await stores.identities.put(None, link, events[0])
    assert first.etag
    assert replace(first, etag="") == link
    assert await stores.identities.get(link.subject) == first
    with pytest.raises(PreconditionFailed):
        await stores.identities.put(None, link, an_identity_event())
    second = await stores.identities.put(first, replace(link, phone_number=number(2)), events[1])
    with pytest.raises(PreconditionFailed):
        await stores.identities.put(first, link, an_identity_event())
    with pytest.raises(PreconditionFailed):
        await stores.identities.delete(first, an_identity_event())
    assert await stores.identities.get(link.subject) == second
    await stores.identities.delete(second, events[2])
    assert await stores.identities.get(link.subject) is None
    with pytest.raises(PreconditionFailed):
        await stores.identities.delete(second, an_identity_event())
    assert await stores.identities.pending(ORGANIZATION) == events
    for event in events:
        await stores.identities.forget(event)
    assert await stores.identities.pending(ORGANIZATION) == []
