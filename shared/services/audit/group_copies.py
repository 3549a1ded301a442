"""Events of the organization that concern groups: each is told in the audit of those groups as well.

The event is pending in its own store until the copies are written (record_change), so a process that dies in between
leaves them to whoever replays it. A copy has the id of its event, so writing it again changes nothing.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from shared.domain.audit import Action, AuditEvent
from shared.services.context import GroupContext

_PAGE = 1000
_TOLD_OF_CONNECTOR = ("permissions", "events", "clientId", "callbackUrl")
"""The fields of a connector that decide what it does in a group, and for whom."""


async def copy_to_groups(context: GroupContext, event: AuditEvent) -> None:
    """Write the event into the audit of every group that it concerns, if there are any."""
    if event.action is Action.IDENTITY_CHANGED:
        await _tell_groups_of_number(context, event)
    elif event.action is Action.CONNECTOR_CHANGED:
        await _tell_linked_groups(context, event)


async def _tell_groups_of_number(context: GroupContext, event: AuditEvent) -> None:
    """To the groups whose member the subject becomes or was. A group is told its own member's number only."""
    before, after = await asyncio.gather(
        _groups_of(context, event.before.get("phoneNumber")), _groups_of(context, event.after.get("phoneNumber"))
    )
    copies = [
        replace(
            event,
            group_id=group_id,
            before=event.before if group_id in before else {},
            after=event.after if group_id in after else {},
        )
        for group_id in sorted(before | after)
    ]
    await context.audit.put_all(copies)


async def _groups_of(context: GroupContext, number: str | None) -> set[str]:
    """The groups that the number is a member of: the index lists them, and the memberships confirm them."""
    if number is None:
        return set()
    listed = await context.member_index.groups_of(number)
    rows = await asyncio.gather(*(context.members.get(group_id, number) for group_id in listed))
    return {row.group_id for row in rows if row}


async def _tell_linked_groups(context: GroupContext, event: AuditEvent) -> None:
    if not any(name in event.after for name in _TOLD_OF_CONNECTOR):
        return
    connector = await context.webhooks.connectors.get(event.after["id"])
    name = {"name": connector.name} if connector else {}
    before, after = name | _of_connector(event.before), name | _of_connector(event.after)
    position: str | None = None
    while True:
        groups, position = await context.connector_links.groups_of(event.before["id"], position, _PAGE)
        await context.audit.put_all(_copies(event, groups, before, after))
        if position is None:
            return


def _copies(
    event: AuditEvent, groups: Sequence[str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[AuditEvent]:
    return [replace(event, group_id=group_id, before=before, after=after) for group_id in groups]


def _of_connector(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What groups are told. Of the callback address the host, since the rest of it may be a secret."""
    told = {name: fields[name] for name in ("id", *_TOLD_OF_CONNECTOR) if name in fields}
    if "callbackUrl" in told:
        told["callbackUrl"] = _origin(told["callbackUrl"])
    return told


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/…" if parts.netloc else ""
