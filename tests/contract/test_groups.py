"""What every GroupStore promises."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from shared.domain.conflicts import NameTaken
from shared.domain.groups.group import MOST_FORMER_NAMES, Group, GroupName, GroupType, NameHolder
from shared.domain.names import normalise
from shared.errors import PreconditionFailed
from tests.contract.stores import Stores, a_group, an_event, later, new_id


async def stored(stores: Stores, group: Group) -> Group:
    return await stores.groups.insert(group, an_event(group.id))


async def test_a_group_comes_back_with_every_field(stores: Stores) -> None:
    at, name = later(), "Dépôt 7"
    group = Group(
        new_id(), name, normalise(name), GroupType.PRIVATE, at, "asha", later(), "Welcome", "IN", later(), later(), "job",
        ("former",),
    )
    unset = [field.name for field in fields(Group) if getattr(group, field.name) == field.default]
    assert unset == ["etag"], "every field but the ETag is set, new ones too"
    found = await stored(stores, group)
    assert found.etag
    assert replace(found, etag="") == group
    assert await stores.groups.get(group.id) == found
    assert await stores.groups.get_many([group.id, new_id()]) == {group.id: found}
    assert await stores.groups.get(new_id()) is None


async def test_a_name_is_held_once(stores: Stores) -> None:
    first, second = a_group("Held once"), a_group("HELD ONCE")
    await stored(stores, first)
    with pytest.raises(NameTaken):
        await stored(stores, second)
    assert await stores.groups.get(second.id) is None
    assert await stores.groups.pending(second.id) == []
    await stored(stores, a_group("Held once", GroupType.PRIVATE))
    assert await stores.groups.find("held once") == first.id
    assert await stores.groups.find("held never") is None


async def test_an_id_is_taken_once(stores: Stores) -> None:
    group = await stored(stores, a_group("Taken once"))
    with pytest.raises(PreconditionFailed):
        await stored(stores, replace(a_group("Taken twice"), id=group.id))


async def test_a_replacement_needs_the_current_version(stores: Stores) -> None:
    group = await stored(stores, a_group("Version one"))
    second = await stores.groups.replace(group, replace(group, welcome_message="Hi"), an_event(group.id))
    assert second.etag != group.etag
    assert (await stores.groups.get(group.id)) == second
    late = an_event(group.id)
    with pytest.raises(PreconditionFailed):
        await stores.groups.replace(group, replace(group, welcome_message="Ho"), late)
    assert late not in await stores.groups.pending(group.id)


async def test_a_name_goes_with_its_group(stores: Stores) -> None:
    group, other = await stored(stores, a_group("Moves from")), await stored(stores, a_group("In the way"))
    taken = replace(group, name=other.name, normalised=other.normalised)
    with pytest.raises(NameTaken):
        await stores.groups.replace(group, taken, an_event(group.id))
    moved = replace(group, name="Moves to", normalised="moves to")
    moved = await stores.groups.replace(group, moved, an_event(group.id))
    assert await stores.groups.find("moves from") is None
    assert await stores.groups.find("moves to") == group.id
    shown = await stores.groups.replace(moved, replace(moved, name="MOVES to"), an_event(group.id))
    assert (await stores.groups.resolve(["moves to"]))["moves to"].name == "MOVES to"
    private = await stores.groups.replace(shown, replace(shown, type=GroupType.PRIVATE), an_event(group.id))
    assert await stores.groups.find("moves to") is None
    again = a_group("Moves to")
    await stored(stores, again)
    with pytest.raises(NameTaken):
        await stores.groups.replace(private, replace(private, type=GroupType.ORGANIZATION), an_event(group.id))


async def test_a_deleted_group_frees_its_name_and_is_listed(stores: Stores) -> None:
    groups = [await stored(stores, a_group(f"Deleted {n}")) for n in range(5)]
    deleted = [
        await stores.groups.replace(group, replace(group, deleted_at=later() + timedelta(hours=1)), an_event(group.id))
        for group in groups
    ]
    assert await stores.groups.find("deleted 0") is None
    found: list[Group] = []
    after: str | None = None
    while True:
        page, after = await stores.groups.deleted(after, 2)
        assert len(page) <= 2
        found += page
        if after is None:
            break
    ours = {group.id for group in groups}
    assert [group for group in found if group.id in ours] == deleted[::-1], "latest first"
    restored = await stores.groups.replace(deleted[0], replace(deleted[0], deleted_at=None), an_event(groups[0].id))
    assert await stores.groups.find("deleted 0") == restored.id
    assert restored.id not in {group.id for group in (await stores.groups.deleted(None, 100))[0]}


async def test_a_group_is_removed_for_good(stores: Stores) -> None:
    group = await stored(stores, a_group("Removed"))
    gone = await stores.groups.replace(group, replace(group, deleted_at=later()), an_event(group.id))
    with pytest.raises(PreconditionFailed):
        await stores.groups.remove(replace(gone, etag=group.etag))
    await stores.groups.remove(gone)
    assert await stores.groups.get(group.id) is None
    await stores.groups.remove(gone)
    assert group.id not in {each.id for each in (await stores.groups.deleted(None, 100))[0]}


async def test_names_are_listed_by_prefix(stores: Stores) -> None:
    names = ["Räume/1", "Räume/2", "Räume 3", "Räume#4", "Raum"]
    groups = {name: await stored(stores, a_group(name)) for name in names}
    prefix = normalise("Räume")
    inside = sorted(NameHolder(normalise(name), groups[name].id) for name in names[:4])
    assert await stores.groups.names(prefix, None, 10) == inside
    assert await stores.groups.names(prefix, None, 2) == inside[:2]
    assert await stores.groups.names(prefix, inside[1].normalised, 2) == inside[1:3], "from the name on, itself too"
    assert await stores.groups.names("räumez", None, 10) == []


async def test_organization_groups_in_bulk(stores: Stores) -> None:
    there = await stored(stores, a_group("Bulk 007"))
    new = [GroupName(new_id(), f"Bulk {n:03d}", f"bulk {n:03d}", "job") for n in range(120)]
    await stores.groups.create(new, "asha", later())
    found = await stores.groups.resolve([group.normalised for group in new] + ["bulk none"])
    assert found.keys() == {group.normalised for group in new}
    assert found["bulk 007"].group_id == there.id, "a name that was taken is left to its group"
    assert found["bulk 008"] == new[8]
    assert await stores.groups.get(new[7].group_id) is None
    made = await stores.groups.get(new[8].group_id)
    assert made is not None
    assert (made.type, made.job_id, made.created_by) == (GroupType.ORGANIZATION, "job", "asha")
    assert made.etag
    listed = [group for page in [page async for page in stores.groups.pages()] for group in page]
    assert [group.normalised for group in listed if group.normalised.startswith("bulk")] == sorted(found)
    many = await stores.groups.get_many([group.group_id for group in found.values()])
    assert len(many) == len(found)


async def test_events_are_pending_until_they_are_forgotten(stores: Stores) -> None:
    group = a_group("Pending")
    events = [an_event(group.id), an_event(group.id)]
    first = await stores.groups.insert(group, events[0])
    await stores.groups.replace(first, replace(first, region="IN"), events[1])
    assert await stores.groups.pending(group.id) == events
    assert await stores.groups.pending(new_id()) == []
    await stores.groups.forget(events[0])
    await stores.groups.forget(events[0])
    assert await stores.groups.pending(group.id) == events[1:]


async def renamed(stores: Stores, group: Group, name: str) -> Group:
    after = replace(group.with_name(name), updated_at=later())
    return await stores.groups.replace(group, after, an_event(group.id))


async def formerly(stores: Stores, *names: str) -> dict[str, str]:
    """The ids of the groups that had these names."""
    return {name: former.group_id for name, former in (await stores.groups.formerly(sorted(names))).items()}


async def test_a_former_name_leads_to_its_last_group(stores: Stores) -> None:
    first = await stored(stores, a_group("Former one"))
    first = await renamed(stores, first, "Former two")
    first = await renamed(stores, first, "Former three")
    assert first.former_names == ("former two", "former one")
    names = ("former one", "former two", "former three", "former none")
    assert await formerly(stores, *names) == {"former one": first.id, "former two": first.id}
    found = (await stores.groups.formerly(["former two"]))["former two"]
    assert found.renamed_at == first.updated_at

    second = await stored(stores, a_group("Former one"))
    second = await renamed(stores, second, "Former four")
    assert await formerly(stores, *names) == {"former one": second.id, "former two": first.id}


async def test_former_names_go_with_their_group_and_not_with_another(stores: Stores) -> None:
    first = await renamed(stores, await stored(stores, a_group("Gone one")), "Gone two")
    first = await renamed(stores, first, "Gone three")
    second = await renamed(stores, await stored(stores, a_group("Gone one")), "Gone four")
    deleted = await stores.groups.replace(first, replace(first, deleted_at=later()), an_event(first.id))
    await stores.groups.remove(deleted)
    assert await formerly(stores, "gone one", "gone two") == {"gone one": second.id}


async def test_only_some_former_names_are_kept(stores: Stores) -> None:
    group = await stored(stores, a_group("Kept 0"))
    for n in range(1, MOST_FORMER_NAMES + 3):
        group = await renamed(stores, group, f"Kept {n}")
    assert len(group.former_names) == MOST_FORMER_NAMES
    names = [f"kept {n}" for n in range(MOST_FORMER_NAMES + 3)]
    assert await formerly(stores, *names) == dict.fromkeys(names[2:-1], group.id)


async def test_the_name_of_a_private_group_is_not_kept(stores: Stores) -> None:
    group = await stored(stores, a_group("Secret one", GroupType.PRIVATE))
    assert (await renamed(stores, group, "Secret two")).former_names == ()
    assert await formerly(stores, "secret one") == {}
