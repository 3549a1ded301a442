"""The one list of what is stored of a group: no store is missing in it, and replay, purge and webhooks follow it."""

import importlib
import pkgutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

import shared.storage
from shared.bootstrap import Services, assemble
from shared.domain.access import Caller
from shared.domain.audit import ORGANIZATION, Action, AuditEvent
from shared.domain.groups.group import Group
from shared.errors import StorageUnavailable
from shared.services.audit.record_change import replay_group, replay_organization
from shared.services.context import GroupContext, GroupResource
from shared.services.groups.manage_groups import delete_group
from shared.services.groups.purge_groups import purge_deleted_groups
from shared.services.hierarchy.link_subgroups import link_subgroup
from shared.storage.audit.pending_events import PendingEventRows
from shared.storage.clients import open_clients
from tests.fakes.world import FakeWorld
from tests.store import PAGE_KEY, settings_for


@pytest.fixture
async def services() -> AsyncIterator[Services]:
    """The container as bootstrap builds it, over an account that nobody asks."""
    settings = settings_for("UseDevelopmentStorage=true")
    clients = open_clients(settings.storage)
    yield assemble(settings, clients, PAGE_KEY)
    await clients.close()


def storage_classes() -> set[type]:
    """Every class that shared/storage defines."""
    modules = pkgutil.walk_packages(shared.storage.__path__, "shared.storage.")
    members = [member for module in modules for member in vars(importlib.import_module(module.name)).values()]
    return {each for each in members if isinstance(each, type) and each.__module__.startswith("shared.storage.")}


def test_every_store_of_pending_events_is_replayed(services: Services) -> None:
    stores = {each for each in storage_classes() if issubclass(each, PendingEventRows)}
    built = {each for each in stores if not any(other is not each and issubclass(other, each) for other in stores)}
    groups = services.groups
    of_groups = {type(resource.events) for resource in groups.resources if resource.events is not None}
    of_the_organization = {type(store) for store in services.connectors.organization_stores}
    assert built == of_groups | of_the_organization


def test_subscribers_hear_of_what_the_list_says(services: Services) -> None:
    groups = services.groups
    concerned = [resource.events for resource in groups.resources if resource.concerns_subscribers]
    assert list(groups.webhooks.changes) == concerned
    assert {groups.members, groups.groups, groups.hierarchy} == set(concerned)


async def test_the_purge_reaches_every_store_that_has_one(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    world = FakeWorld()
    done: list[type] = []
    purgeable = {each for each in storage_classes() if "purge_group" in vars(each)}
    assert purgeable
    for kind in purgeable:
        monkeypatch.setattr(kind, "purge_group", _noting(done))
    await _deleted_group(world)

    assert await purge_deleted_groups(replace(world.groups, resources=services.groups.resources)) == 1

    for kind in purgeable:
        assert any(issubclass(each, kind) for each in done), f"{kind} is not purged with a group"


async def test_nothing_of_a_purged_group_is_left() -> None:
    world = FakeWorld()
    group = await _deleted_group(world)

    assert await purge_deleted_groups(world.groups) == 1

    assert await world.fakes.groups.get(group.id) is None
    assert await world.fakes.connector_links.of_group(group.id) == []
    assert (await world.fakes.hierarchy.load())[0].children.get(group.id, ()) == ()
    assert world.indexed(group) == {}
    assert world.audited(group)[0].action is Action.GROUP_PURGED
    assert await purge_deleted_groups(world.groups) == 0


async def test_a_purge_that_fails_leaves_the_group_for_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    world = FakeWorld()
    group = await _deleted_group(world)
    with monkeypatch.context() as broken:
        broken.setattr(world.fakes.members, "purge", _away)
        with pytest.raises(StorageUnavailable):
            await purge_deleted_groups(world.groups)
    assert await world.fakes.groups.get(group.id) is not None
    assert await purge_deleted_groups(world.groups) == 1


async def test_replay_asks_every_store_for_the_groups_events() -> None:
    asked: list[str] = []
    events = [_Events(asked) for _ in range(3)]
    resources = [GroupResource(each, concerns_subscribers=False, purge=cast(Any, None)) for each in (*events, None)]

    await replay_group(cast(GroupContext, SimpleNamespace(resources=resources)), "g1")
    assert asked == ["g1"] * 3

    context = SimpleNamespace(groups=None, organization_stores=events)
    await replay_organization(cast(Any, context))
    assert asked[3:] == [ORGANIZATION] * 3


class _Events:
    def __init__(self, asked: list[str]) -> None:
        self._asked = asked

    async def pending(self, group_id: str) -> list[AuditEvent]:
        self._asked.append(group_id)
        return []

    async def forget(self, event: AuditEvent) -> None:
        raise AssertionError("There is nothing to forget.")


def _noting(done: list[type]) -> Any:
    async def purge_group(self: object, group_id: str) -> None:
        done.append(type(self))

    return purge_group


async def _away(group_id: str) -> list[str]:
    raise StorageUnavailable("Storage is away.")


async def _deleted_group(world: FakeWorld) -> Group:
    """A group with members, a subgroup and a connector, deleted two months ago."""
    admin = Caller("asha", "+919812345678", is_organization_admin=True)
    group, child = await world.group(admin, "Depot", numbers=["+919812345679"]), await world.group(admin)
    await link_subgroup(world.groups, admin, group, child.id)
    await world.subscriber(group)
    current = await world.fakes.groups.get(group.id)
    assert current is not None
    await delete_group(world.groups, current, admin.subject, lambda _: None)
    world.clock.advance(timedelta(days=60))
    return current
