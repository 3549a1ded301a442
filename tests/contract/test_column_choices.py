"""What every ColumnChoiceStore promises."""

from dataclasses import replace

import pytest

from shared.domain.audit import ORGANIZATION, Action, AuditEvent
from shared.domain.column_choices.choice import ChosenColumn, ColumnChoice
from shared.domain.column_choices.remembered import RememberedChoice
from shared.domain.column_choices.titles import fingerprint
from shared.errors import PreconditionFailed
from tests.contract.stores import Stores, an_event, new_id


def remembered(team: str) -> RememberedChoice:
    """A choice for titles that no other test has."""
    titles = (team, "Mobil/№ #?", "Age")
    columns = tuple(map(ChosenColumn, range(3), titles, ("Group Name", "Phone Number", "")))
    choice = ColumnChoice(fingerprint([team, new_id()]), "user-group-mapping", columns, "asha", "2026-03-02T09:00:00Z")
    return RememberedChoice(choice, titles)


def an_audit_event(action: Action = Action.COLUMNS_CHOSEN) -> AuditEvent:
    return an_event(ORGANIZATION, action)


async def test_a_choice_is_stored_replaced_and_deleted_on_its_version(stores: Stores) -> None:
    choice = remembered("Équipe 😀")
    assert await stores.column_choices.get(choice.id) is None
    events = [an_audit_event(), an_audit_event(), an_audit_event(Action.COLUMNS_FORGOTTEN)]
    await stores.column_choices.put(None, choice, events[0])
    first = await stores.column_choices.get(choice.id)
    assert first is not None
    assert first.etag
    assert replace(first, etag="") == choice
    with pytest.raises(PreconditionFailed):
        await stores.column_choices.put(None, choice, an_audit_event())
    other = replace(choice, choice=replace(choice.choice, by="bela", columns=choice.choice.columns[:2]))
    await stores.column_choices.put(first, other, events[1])
    second = await stores.column_choices.get(choice.id)
    assert second is not None
    assert replace(second, etag="") == other
    with pytest.raises(PreconditionFailed):
        await stores.column_choices.put(first, choice, an_audit_event())
    with pytest.raises(PreconditionFailed):
        await stores.column_choices.delete(first, an_audit_event())
    await stores.column_choices.delete(second, events[2])
    assert await stores.column_choices.get(choice.id) is None
    with pytest.raises(PreconditionFailed):
        await stores.column_choices.delete(second, an_audit_event())
    assert await stores.column_choices.pending(ORGANIZATION) == events
    for event in events:
        await stores.column_choices.forget(event)


async def test_choices_are_found_by_fingerprint_and_listed_page_by_page(stores: Stores) -> None:
    choices = sorted((remembered(f"Team {n}") for n in range(5)), key=lambda each: each.id)
    for each in choices:
        await stores.column_choices.put(None, each, an_audit_event())
    wanted = [choices[3].id, "0" * 64, choices[0].id]
    found = await stores.column_choices.get_many(wanted)
    assert {key: replace(each, etag="") for key, each in found.items()} == {
        choices[0].id: choices[0],
        choices[3].id: choices[3],
    }
    listed, after = [], None
    while True:
        page, after = await stores.column_choices.page(after, 2)
        assert len(page) <= 2
        listed += page
        if after is None:
            break
    assert [replace(each, etag="") for each in listed] == choices
