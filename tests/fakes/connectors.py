"""The catalogues of connectors and actions, what groups have of them, and the count of calls, in memory."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from shared.domain.actions import ActionLink, CatalogueAction, stock_actions
from shared.domain.audit import AuditEvent
from shared.domain.conflicts import ClientTaken
from shared.domain.connectors import Connector, ConnectorGrant, ConnectorLink
from shared.services.ports.connectors import (
    ActionStore,
    CallCount,
    CallCounter,
    Catalogue,
    ConnectorStore,
    GroupItems,
)
from tests.fakes.audit import FakePending
from tests.fakes.versions import Versions, new_etag, page_of


class Entry(Protocol):
    """What every entry of a catalogue has."""

    @property
    def id(self) -> str: ...
    @property
    def normalised(self) -> str: ...
    @property
    def etag(self) -> str: ...


class ItemLink(Protocol):
    """What every link of a group has."""

    @property
    def group_id(self) -> str: ...
    @property
    def item_id(self) -> str: ...
    @property
    def etag(self) -> str: ...


E = TypeVar("E", bound=Entry)
L = TypeVar("L", bound=ItemLink)


class FakeCatalogue(FakePending, Catalogue[E], Generic[E]):
    """Entries by id, listed by name."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: Versions[str, E] = Versions()

    def check_unique(self, entry: E) -> None:
        """Raises what the kind of entry has for one that another entry excludes."""

    async def get(self, entry_id: str) -> E | None:
        return self.entries.get(entry_id)

    async def get_many(self, entry_ids: Sequence[str]) -> dict[str, E]:
        return {entry_id: entry for entry_id in entry_ids if (entry := self.entries.get(entry_id))}

    async def page(self, prefix: str, after: str | None, limit: int) -> tuple[list[E], str | None]:
        entries = self.entries.where(lambda entry: entry.normalised.startswith(prefix))
        return page_of(sorted(entries, key=_position), _position, after, limit)

    async def insert(self, entry: E, event: AuditEvent) -> E:
        return self._write(entry, "", event)

    async def replace(self, before: E, after: E, event: AuditEvent) -> E:
        return self._write(after, before.etag or "none", event)

    def _write(self, entry: E, etag: str, event: AuditEvent) -> E:
        self.entries.check(entry.id, etag)
        self.check_unique(entry)
        self.leave(event)
        return self.entries.put(entry.id, entry)

    async def delete(self, entry: E, event: AuditEvent) -> None:
        self.entries.delete(entry.id, entry.etag)
        self.leave(event)


def _position(entry: Entry) -> str:
    return f"{entry.normalised}!{entry.id}"


class FakeConnectors(FakeCatalogue[Connector], ConnectorStore):
    """Connectors; of a clientId there is one."""

    def check_unique(self, entry: Connector) -> None:
        rows = self.entries.where(lambda other: bool(entry.client_id) and other.client_id == entry.client_id)
        if any(other.id != entry.id for other in rows):
            raise ClientTaken

    async def subscribers(self) -> list[Connector]:
        return self.entries.where(lambda connector: connector.callback_url != "")

    async def find_client(self, client_id: str) -> ConnectorGrant | None:
        rows = self.entries.where(lambda connector: bool(client_id) and connector.client_id == client_id)
        return ConnectorGrant(rows[0].id, rows[0].permissions, client_id) if rows else None


class FakeActions(FakeCatalogue[CatalogueAction], ActionStore):
    """Actions; `stocked` once there ever were the stock kinds."""

    stocked = False

    async def stock(self, at: datetime) -> None:
        if not self.stocked:
            for action in stock_actions(at):
                self.entries.put(action.id, action)
        self.stocked = True


class FakeGroupItems(FakePending, GroupItems[L], Generic[L]):
    """Links by group and item."""

    def __init__(self) -> None:
        super().__init__()
        self.links: Versions[tuple[str, str], L] = Versions()

    async def get(self, group_id: str, item_id: str) -> L | None:
        return self.links.get((group_id, item_id))

    async def of_group(self, group_id: str) -> list[L]:
        return self.links.where(lambda link: link.group_id == group_id)

    async def groups_of(self, item_id: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
        links = self.links.where(lambda link: link.item_id == item_id)
        return page_of([link.group_id for link in links], lambda group_id: group_id, after, limit)

    async def group_ids(self) -> AsyncIterator[list[str]]:
        yield sorted({link.group_id for link in self.links.rows.values()})

    async def insert(self, link: L, event: AuditEvent) -> None:
        self.links.write((link.group_id, link.item_id), link, "")
        self.leave(event)

    async def replace(self, before: L, after: L, event: AuditEvent) -> None:
        self.links.write((after.group_id, after.item_id), after, before.etag or "none")
        self.leave(event)

    async def delete(self, link: L, event: AuditEvent) -> None:
        self.links.delete((link.group_id, link.item_id), link.etag)
        self.leave(event)

    async def purge_group(self, group_id: str) -> None:
        self.events = {key: event for key, event in self.events.items() if event.group_id != group_id}
        self.links.rows = {key: link for key, link in self.links.rows.items() if link.group_id != group_id}

    async def purge_item(self, item_id: str) -> None:
        self.links.rows = {key: link for key, link in self.links.rows.items() if link.item_id != item_id}


FakeConnectorLinks = FakeGroupItems[ConnectorLink]
FakeActionLinks = FakeGroupItems[ActionLink]


class FakeCallCounter(CallCounter):
    """The count of one minute."""

    def __init__(self) -> None:
        self.count = CallCount(0, {})

    async def read(self) -> CallCount:
        return self.count

    async def write(self, count: CallCount) -> bool:
        if count.etag != self.count.etag:
            return False
        self.count = replace(count, etag=new_etag())
        return True
