"""What the services of connectors and actions need of storage. As with groups, every change is handed its audit event,
written in the same transaction and pending until record_change has recorded it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from shared.domain.actions import ActionLink, CatalogueAction
from shared.domain.audit import AuditEvent
from shared.domain.connectors import Connector, ConnectorGrant, ConnectorLink
from shared.services.ports.audit import PendingEvents


class CatalogueItem(Protocol):
    """What a connector and an action have in common."""

    @property
    def id(self) -> str:
        """A UUID."""

    @property
    def normalised(self) -> str:
        """The normalised name, by which a catalogue is listed."""

    @property
    def etag(self) -> str:
        """The stored version."""


C = TypeVar("C", bound=CatalogueItem)


class Catalogue(PendingEvents, Protocol[C]):
    """Entries of one kind; the events' group is audit.ORGANIZATION."""

    async def get(self, entry_id: str) -> C | None:
        """The entry, or None."""

    async def get_many(self, entry_ids: Sequence[str]) -> dict[str, C]:
        """Those that exist, by id."""

    async def page(self, prefix: str, after: str | None, limit: int) -> tuple[list[C], str | None]:
        """Returns up to `limit` items whose normalised name begins with `prefix`, by name, and the next position."""

    async def insert(self, entry: C, event: AuditEvent) -> C:
        """Store a new entry. Returns it with its ETag."""

    async def replace(self, before: C, after: C, event: AuditEvent) -> C:
        """Replace this version. Raises PreconditionFailed."""

    async def delete(self, entry: C, event: AuditEvent) -> None:
        """Delete this version. Raises PreconditionFailed."""


class ConnectorStore(Catalogue[Connector], Protocol):
    """Connectors; insert and replace raise ClientTaken: of two with one clientId at once exactly one succeeds."""

    async def subscribers(self) -> list[Connector]:
        """The connectors that receive events."""

    async def find_client(self, client_id: str) -> ConnectorGrant | None:
        """What the connector with this clientId may do, or None."""


class ActionStore(Catalogue[CatalogueAction], Protocol):
    """Actions."""

    async def stock(self, at: datetime) -> None:
        """Put the stock kinds into a store that never had them; of any number at once, one does so."""


class GroupItem(Protocol):
    """What the links of connectors and of actions to groups have in common."""

    @property
    def group_id(self) -> str:
        """The group."""

    @property
    def item_id(self) -> str:
        """What was added to it."""

    @property
    def etag(self) -> str:
        """The stored version."""


L = TypeVar("L", bound=GroupItem)


class GroupItems(PendingEvents, Protocol[L]):
    """What was added to which group; links of what is no longer in the catalogue may be among them."""

    async def get(self, group_id: str, item_id: str) -> L | None:
        """One link, or None."""

    async def of_group(self, group_id: str) -> list[L]:
        """All of a group; not more than the catalogue has."""

    async def groups_of(self, item_id: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
        """Up to `limit` ids of groups that have it, ascending, after the given one, and the id to go on from."""

    async def insert(self, link: L, event: AuditEvent) -> None:
        """Add. Raises PreconditionFailed when somebody else was quicker."""

    async def replace(self, before: L, after: L, event: AuditEvent) -> None:
        """Replace this version. Raises PreconditionFailed."""

    async def delete(self, link: L, event: AuditEvent) -> None:
        """Take this version away. Raises PreconditionFailed."""

    def group_ids(self) -> AsyncIterator[list[str]]:
        """The ids of all groups that have something, each once, ascending; for the nightly purge."""

    async def purge_group(self, group_id: str) -> None:
        """Remove everything about a group that is none any more."""

    async def purge_item(self, item_id: str) -> None:
        """Remove all links of what is no longer in the catalogue."""


@dataclass(frozen=True, slots=True)
class CallCount:
    """Calls of connectors in one minute: of each by id. `etag` is "" where none is stored yet."""

    minute: int
    calls: dict[str, int]
    etag: str = ""


class CallCounter(Protocol):
    """The one count that all instances share."""

    async def read(self) -> CallCount:
        """The latest minute's count."""

    async def write(self, count: CallCount) -> bool:
        """Replace the version that `count.etag` names; False when another instance was quicker."""


ConnectorLinks = GroupItems[ConnectorLink]
ActionLinks = GroupItems[ActionLink]
