"""What the services of connectors and actions need of storage. As in group_ports, every change is handed its audit event,
written in the same transaction and pending until record_change has recorded it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from shared.domain.actions import ActionLink, CatalogueAction
from shared.domain.audit import AuditEvent
from shared.domain.connectors import Connector, ConnectorGrant, ConnectorLink
from shared.services.ports.audit import PendingEvents

T = TypeVar("T")


class Catalogue(PendingEvents, Protocol[T]):
    """Entries of one kind; the events' group is audit.ORGANIZATION."""

    async def get(self, entry_id: str) -> T | None:
        """The entry, or None."""

    async def get_many(self, entry_ids: Sequence[str]) -> dict[str, T]:
        """Those that exist, by id."""

    async def page(self, prefix: str, after: str | None, limit: int) -> tuple[list[T], str | None]:
        """Up to `limit` entries whose folded name begins so, by name, and the position to go on from."""

    async def insert(self, entry: T, event: AuditEvent) -> T:
        """Store a new entry and answer it with its ETag."""

    async def replace(self, before: T, after: T, event: AuditEvent) -> T:
        """Replace this version. Raises PreconditionFailed."""

    async def delete(self, entry: T, event: AuditEvent) -> None:
        """Delete this version. Raises PreconditionFailed."""


class ConnectorStore(Catalogue[Connector], Protocol):
    """Connectors; insert and replace raise ClientTaken: of two with one clientId at once exactly one succeeds."""

    async def subscribers(self) -> list[Connector]:
        """Those that are told of changes."""

    async def find_client(self, client_id: str) -> ConnectorGrant | None:
        """What the connector with this clientId may do, or None."""


class ActionStore(Catalogue[CatalogueAction], Protocol):
    """Actions."""

    async def stock(self, at: datetime) -> None:
        """Put the stock kinds into a store that never had them; of any number at once, one does so."""


class GroupItems(PendingEvents, Protocol[T]):
    """What was added to which group; links of what is no longer in the catalogue may be among them."""

    async def get(self, group_id: str, item_id: str) -> T | None:
        """One link, or None."""

    async def of_group(self, group_id: str) -> list[T]:
        """All of a group; not more than the catalogue has."""

    async def groups_of(self, item_id: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
        """Up to `limit` ids of groups that have it, ascending, after the given one, and the id to go on from."""

    async def insert(self, link: T, event: AuditEvent) -> None:
        """Add. Raises PreconditionFailed when somebody else was quicker."""

    async def replace(self, before: T, after: T, event: AuditEvent) -> None:
        """Replace this version. Raises PreconditionFailed."""

    async def delete(self, link: T, event: AuditEvent) -> None:
        """Take this version away. Raises PreconditionFailed."""

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
