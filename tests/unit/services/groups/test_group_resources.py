"""The one list of what is stored of a group: no store is missing in it, and replay, purge and webhooks follow it."""

import importlib
import pkgutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

import shared.storage
from shared.bootstrap import Services, assemble
from shared.domain.audit import ORGANIZATION, AuditEvent
from shared.domain.groups.group import Group, GroupType
from shared.services.audit.record_change import replay_group, replay_organization
from shared.services.context import GroupContext, GroupResource
from shared.services.groups.purge_groups import purge_deleted_groups
from shared.storage.audit.pending_events import PendingEventRows
from shared.storage.clients import open_clients
from tests.store import PAGE_KEY, settings_for

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
async def services() -> AsyncIterator[Services]:
    """The container as bootstrap builds it, over an account that nobody asks."""
    settings = settings_for("UseDevelopmentStorage=true")
    clients = open_clients(settings.storage)
    yield assemble(settings, clients, PAGE_KEY, now=lambda: NOW)
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
    assert {groups.members, groups.groups, groups.links} == set(concerned)


async def test_the_purge_reaches_every_store_and_the_group_goes_last(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    purgeable = [each for each in storage_classes() if "purge_group" in vars(each)]
    assert purgeable
    for kind in purgeable:
        monkeypatch.setattr(kind, "purge_group", _noting(done))

    assert await purge_deleted_groups(cast(GroupContext, _DeletedGroup(services.groups.resources, done))) == 1

    for kind in purgeable:
        assert any(issubclass(each, kind) for each in storage_classes() if each.__name__ in done), kind
    assert done[-4:] == ["links", "members", "audit", "group"]


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


def _noting(done: list[str]) -> Any:
    async def purge_group(self: object, group_id: str) -> None:
        done.append(type(self).__name__)

    return purge_group


class _DeletedGroup:
    """A context with one group that is due, whose stores note what is removed."""

    def __init__(self, resources: Any, done: list[str]) -> None:
        self.resources = resources
        self.groups = self.members = self.member_index = self.links = self.audit = self
        self._done = done

    def now(self) -> datetime:
        return NOW

    def event(self, *_: Any) -> None:
        return None

    async def deleted(self, after: str | None, limit: int) -> tuple[list[Group], str | None]:
        deleted_at = NOW - timedelta(days=60)
        return [_group(deleted_at)], None

    async def purge(self, group_id: str) -> list[str]:
        self._done.append("members")
        return []

    async def write(self, changes: list[Any]) -> None:
        assert changes == []

    async def load(self) -> tuple[Any, str]:
        self._done.append("links")
        return SimpleNamespace(parents={}, children={}), ""

    async def put(self, event: None) -> None:
        self._done.append("audit")

    async def remove(self, group: Group) -> None:
        self._done.append("group")


def _group(deleted_at: datetime) -> Group:
    return Group(
        id="g1",
        name="Depot",
        normalised="depot",
        type=GroupType.ORGANIZATION,
        welcome_message="",
        region="",
        created_at=NOW,
        created_by="asha",
        updated_at=NOW,
        deleted_at=deleted_at,
    )
