"""What every HierarchyStore promises."""

import pytest

from shared.domain.groups.hierarchy import Link
from shared.errors import PreconditionFailed
from tests.contract.stores import Stores, an_event, new_id


async def links_of(stores: Stores, *parents: str) -> set[Link]:
    links, _ = await stores.hierarchy.load_links()
    return {link for link in links if link.parent_id in parents}


async def test_a_change_needs_the_version_that_was_read(stores: Stores) -> None:
    parent, child, other = new_id(), new_id(), new_id()
    _, version = await stores.hierarchy.load()
    event = an_event(parent)
    await stores.hierarchy.change([Link(parent, child)], [], version, event)
    hierarchy, second = await stores.hierarchy.load()
    assert hierarchy.linked(parent, child)
    assert second != version
    with pytest.raises(PreconditionFailed):
        await stores.hierarchy.change([Link(child, parent)], [], version, an_event(child))
    assert await stores.hierarchy.pending(child) == []
    await stores.hierarchy.change([Link(parent, other)], [Link(parent, child)], second, None)
    hierarchy, _ = await stores.hierarchy.load()
    assert hierarchy.descendants(parent) == {other}
    assert await stores.hierarchy.pending(parent) == [event]
    await stores.hierarchy.forget(event)
    await stores.hierarchy.forget(event)
    assert await stores.hierarchy.pending(parent) == []


async def test_links_in_bulk(stores: Stores) -> None:
    parent = new_id()
    links = [Link(parent, new_id(), "job") for _ in range(66)]
    _, version = await stores.hierarchy.load_links()
    version = await stores.hierarchy.add(links[:33], version, [an_event(parent) for _ in links[:33]])
    version = await stores.hierarchy.add(links[33:], version)
    assert await links_of(stores, parent) == set(links)
    assert len(await stores.hierarchy.pending(parent)) == 33
    version = await stores.hierarchy.add([Link(parent, links[0].child_id, "other")], version)
    assert Link(parent, links[0].child_id, "other") in await links_of(stores, parent)
    version = await stores.hierarchy.remove(links[:33], version, [an_event(parent)])
    assert (await stores.hierarchy.load_links())[1] == version == (await stores.hierarchy.load())[1]
    assert await links_of(stores, parent) == set(links[33:])
    assert len(await stores.hierarchy.pending(parent)) == 34


async def test_what_others_changed_fails_a_plan(stores: Stores) -> None:
    parent, child = new_id(), new_id()
    _, version = await stores.hierarchy.load_links()
    await stores.hierarchy.add([Link(parent, child)], version)
    for write in (stores.hierarchy.add, stores.hierarchy.remove):
        with pytest.raises(PreconditionFailed):
            await write([Link(parent, new_id())], version, [an_event(parent)])
    _, version = await stores.hierarchy.load_links()
    with pytest.raises(PreconditionFailed):
        await stores.hierarchy.remove([Link(parent, child), Link(parent, new_id())], version)
    assert await links_of(stores, parent) == {Link(parent, child)}
    assert await stores.hierarchy.pending(parent) == []
