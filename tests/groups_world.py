"""What tests of groups build on: a store, a clock that can be moved, people, and shorthands for what they do."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from shared.bootstrap import Services, assemble
from shared.domain.access import Caller, Rule
from shared.domain.groups.group import Group, GroupName, GroupType
from shared.domain.members.membership import Change, IndexRow, Membership, Role
from shared.domain.names import normalise
from shared.services.access.authorize import GroupAccess, authorize
from shared.services.context import GroupContext
from shared.services.groups.manage_groups import NewGroup, create_group
from shared.services.members.change_members import set_roles
from shared.storage.clients import StorageClients
from shared.storage.tables.pipeline import Transactions
from tests.bulk import write_members
from tests.people import number, organization_admin, person
from tests.store import PAGE_KEY, settings_for, wipe

__all__ = ["Clock", "World", "number", "open_world", "organization_admin", "person"]

_serial = itertools.count(1)


@dataclass
class Clock:
    """Now, and as much later as a test says."""

    ahead: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        """The moment."""
        return datetime.now(UTC) + self.ahead


@dataclass
class World:
    """A store on a real Azurite and shorthands over its services."""

    services: Services
    clients: StorageClients
    clock: Clock

    @property
    def context(self) -> GroupContext:
        """What the services of groups are handed."""
        return self.services.groups

    @property
    def transactions(self) -> Transactions:
        """The storage calls so far."""
        return self.services.transactions

    async def group(
        self, by: Caller, name: str | None = None, kind: GroupType = GroupType.ORGANIZATION, numbers: Sequence[str] = ()
    ) -> Group:
        """A new group of a unique name."""
        new = NewGroup(name or f"Group {next(_serial)}", kind, "", "", numbers)
        group, _, _ = await create_group(self.context, by, new)
        return group

    async def private(self, by: Caller, name: str | None = None) -> Group:
        """A new private group."""
        return await self.group(by, name, GroupType.PRIVATE)

    async def add(self, group: Group, numbers: Sequence[str], role: Role = Role.MEMBER) -> None:
        """Make members of the numbers, whoever may do so."""
        await set_roles(self.context, group.id, "test", sorted(numbers), role)

    async def many(self, numbers_of: Mapping[str, Sequence[str]]) -> list[Group]:
        """Organization groups by name with their members, made in bulk as an import makes them."""
        imports = self.services.imports
        names = [GroupName(imports.new_id(), name, normalise(name)) for name in numbers_of]
        await imports.groups.create(names, "test", self.clock.now())
        rows = [
            Membership(name.group_id, number, Role.MEMBER, self.clock.now(), "test")
            for name in names
            for number in sorted(numbers_of[name.name])
        ]
        for group_id, part in itertools.groupby(rows, lambda row: row.group_id):
            changes = [Change(row.phone_number, None, row) for row in part]
            await write_members(imports.members, group_id, changes)
        await imports.member_index.write([IndexRow(row.phone_number, row.group_id, row.role) for row in rows])
        groups = await self.context.groups.get_many([name.group_id for name in names])
        return [groups[name.group_id] for name in names]

    async def access(self, caller: Caller, group: Group) -> GroupAccess:
        """What the caller is to the group. Raises NotFound where that is nothing."""
        _, access = await authorize(self.context, caller, Rule.GROUP_VIEWER, group.id)
        return access

    async def rows(self, table: str, where: str) -> list[dict[str, object]]:
        """What is stored."""
        return [dict(row) async for row in self.clients.table(table).query_entities(where)]

    async def numbers(self, group: Group) -> dict[str, str]:
        """Numbers and roles in the first copy."""
        rows = await self.rows("Memberships", f"PartitionKey eq '{group.id}' and RowKey ge '+' and RowKey lt ','")
        return {str(row["RowKey"]): str(row["role"]) for row in rows}

    async def copies(self, group: Group) -> dict[str, str]:
        """Numbers and roles in the second copy."""
        found = {}
        for row in await self.rows("MemberGroups", "PartitionKey ne ''"):
            number, _, group_id = str(row["RowKey"]).partition("!")
            if group_id == group.id:
                found[number] = str(row["role"])
        return found


async def open_world(clients: StorageClients, connection_string: str) -> World:
    """An empty store."""
    await wipe(clients)
    clock = Clock()
    services = assemble(settings_for(connection_string, DEFAULT_REGION="IN"), clients, PAGE_KEY, clock.now)
    return World(services, clients, clock)
