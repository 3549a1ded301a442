"""Groups in memory."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime

from shared.domain.audit import AuditEvent
from shared.domain.conflicts import NameTaken
from shared.domain.groups.group import FormerName, Group, GroupName, GroupType, NameHolder
from shared.services.ports.groups import GroupStore
from tests.fakes.audit import FakePending
from tests.fakes.versions import Versions, page_of, text_order


class FakeGroups(FakePending, GroupStore):
    """Groups by id; who holds a name follows from the groups."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: Versions[str, Group] = Versions()
        self.former: dict[str, FormerName] = {}

    def _holders(self) -> list[Group]:
        holders = self.groups.where(lambda group: group.holds_name)
        return sorted(holders, key=lambda group: text_order(group.normalised))

    def _check_name(self, group: Group) -> None:
        others = (other for other in self._holders() if other.id != group.id)
        if group.holds_name and any(other.normalised == group.normalised for other in others):
            raise NameTaken(group.name)

    async def get(self, group_id: str) -> Group | None:
        return self.groups.get(group_id)

    async def get_many(self, group_ids: Sequence[str]) -> dict[str, Group]:
        return {group_id: group for group_id in group_ids if (group := self.groups.get(group_id))}

    async def find(self, normalised: str) -> str | None:
        return next((group.id for group in self._holders() if group.normalised == normalised), None)

    async def insert(self, group: Group, event: AuditEvent) -> Group:
        return self._write(group, "", event)

    async def replace(self, before: Group, after: Group, event: AuditEvent) -> Group:
        stored = self._write(after, before.etag, event)
        if after.former_names[:1] != before.former_names[:1]:
            self.former[after.former_names[0]] = FormerName(after.id, after.updated_at)
        self._forget(after.id, {*before.former_names} - {*after.former_names})
        return stored

    def _forget(self, group_id: str, names: Iterable[str]) -> None:
        for name in names:
            if name in self.former and self.former[name].group_id == group_id:
                del self.former[name]

    def _write(self, group: Group, etag: str, event: AuditEvent) -> Group:
        self.groups.check(group.id, etag)
        self._check_name(group)
        self.leave(event)
        return self.groups.put(group.id, group)

    async def remove(self, group: Group) -> None:
        if self.groups.get(group.id):
            self.groups.delete(group.id, group.etag)
            self._forget(group.id, group.former_names)

    async def names(self, prefix: str, start: str | None, limit: int) -> list[NameHolder]:
        first = text_order(start or prefix)
        found = [g for g in self._holders() if g.normalised.startswith(prefix) and text_order(g.normalised) >= first]
        return [NameHolder(group.normalised, group.id) for group in found[:limit]]

    async def deleted(self, after: str | None, limit: int) -> tuple[list[Group], str | None]:
        groups = sorted(self.groups.where(lambda group: group.deleted_at is not None), key=_deleted_position)
        return page_of(groups, _deleted_position, after, limit)

    def deleted_position(self, group: Group) -> str:
        return _deleted_position(group)

    async def resolve(self, normalised: Sequence[str]) -> dict[str, GroupName]:
        return {g.normalised: _group_name(g) for g in self._holders() if g.normalised in normalised}

    async def formerly(self, normalised: Sequence[str]) -> dict[str, FormerName]:
        return {name: self.former[name] for name in normalised if name in self.former}

    async def create(self, groups: Sequence[GroupName], actor: str, at: datetime) -> None:
        for name in groups:
            organization = GroupType.ORGANIZATION
            group = Group(name.group_id, name.name, name.normalised, organization, at, actor, at, job_id=name.job_id)
            try:
                self._check_name(group)
            except NameTaken:
                continue
            self.groups.put(group.id, group)

    async def pages(self) -> AsyncIterator[list[GroupName]]:
        names = [_group_name(group) for group in self._holders()]
        for at in range(0, len(names), 1000):
            yield names[at : at + 1000]


def _deleted_position(group: Group) -> str:
    """Latest first, to the second."""
    assert group.deleted_at is not None
    return f"{9_999_999_999 - int(group.deleted_at.timestamp()):010d}!{group.id}"


def _group_name(group: Group) -> GroupName:
    return GroupName(group.id, group.name, group.normalised, group.job_id)
