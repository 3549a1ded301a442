"""CloudEvents 1.0 made from audit events, the size of a delivery, and the pauses between attempts.

A delivery's body is a JSON batch (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md,
section 4), even with one event, so that receivers need to read one format only.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.domain.audit import Action, AuditEvent
from shared.domain.connectors import Connector, EventType, Permission
from shared.domain.phone import mask

CONTENT_TYPE = "application/cloudevents-batch+json; charset=utf-8"
MOST_CHANGES = 500
"""The most member changes in one delivery."""
GIVE_UP_AFTER = timedelta(days=2)
_PAUSES = tuple(timedelta(seconds=s) for s in (30, 60, 120, 300, 900, 1800, 3600, 7200))
_LONGEST_PAUSE = timedelta(hours=4)
_LONGEST_WAIT = timedelta(days=1)

_TYPES: Mapping[Action, EventType] = {
    Action.GROUP_UPDATED: EventType.GROUP_UPDATED,
    Action.GROUP_LINKED: EventType.GROUP_UPDATED,
    Action.GROUP_UNLINKED: EventType.GROUP_UPDATED,
    Action.GROUP_RESTORED: EventType.GROUP_UPDATED,
    Action.GROUP_DELETED: EventType.GROUP_DELETED,
    Action.SUBGROUP_ADDED: EventType.SUBGROUP_ADDED,
    Action.SUBGROUP_REMOVED: EventType.SUBGROUP_REMOVED,
    Action.UPLOAD_COMPLETED: EventType.UPLOAD_COMPLETED,
}


@dataclass(frozen=True, slots=True)
class _Publication:
    type: EventType
    data: dict[str, Any]


def is_published(action: Action) -> bool:
    """Whether connectors can subscribe to it."""
    return action is Action.MEMBERS_CHANGED or action in _TYPES


def concerns(event: AuditEvent, connector: Connector) -> bool:
    """Whether the connector subscribes to anything in the event."""
    return any(publication.type in connector.events for publication in _publications(event, connector))


def change_count(event: AuditEvent) -> int:
    """The number of changes in it, of which a delivery has at most MOST_CHANGES."""
    return len({*event.before.get("members", ()), *event.after.get("members", ())}) or 1


def cloud_events(event: AuditEvent, connector: Connector) -> list[dict[str, Any]]:
    """The CloudEvents of one change that the connector subscribes to. Their ids are the same in every attempt."""
    return [
        {
            "specversion": "1.0",
            "id": f"{event.id}-{number}",
            "source": f"/api/v1/groups/{event.group_id}",
            "type": f"muster.{publication.type}",
            "time": event.at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "data": publication.data,
        }
        for number, publication in enumerate(_publications(event, connector))
        if publication.type in connector.events
    ]


def delivery_body(events: Sequence[AuditEvent], connector: Connector) -> bytes | None:
    """The body of a delivery, or None when the connector subscribes to none of the events."""
    batch = [each for event in events for each in cloud_events(event, connector)]
    return json.dumps(batch, ensure_ascii=False, separators=(",", ":")).encode() if batch else None


def pause(attempts: int, jitter: float, asked: timedelta | None) -> timedelta:
    """How long to wait after `attempts` failures. `jitter` from 0 to 1 adds up to a fifth; `asked` is the receiver's
    Retry-After, which counts when it is longer, up to a day."""
    own = _PAUSES[attempts - 1] if attempts <= len(_PAUSES) else _LONGEST_PAUSE
    return max(own * (1 + jitter / 5), min(asked or timedelta(), _LONGEST_WAIT))


def _publications(event: AuditEvent, connector: Connector) -> Iterator[_Publication]:
    data: dict[str, Any] = {"groupId": event.group_id} | ({"uploadId": event.job_id} if event.job_id else {})
    if event.action is Action.MEMBERS_CHANGED:
        yield from _member_publications(event, connector, data)
        return
    informed = Permission.GROUP_INFORMATION in connector.permissions
    type_ = _TYPES[event.action]
    if type_ is EventType.GROUP_UPDATED:
        fields = sorted({*event.before, *event.after})
        data["changed"] = fields
        if informed:
            data["before"], data["after"] = dict(event.before), dict(event.after)
    elif type_ in (EventType.SUBGROUP_ADDED, EventType.SUBGROUP_REMOVED):
        child = event.after or event.before
        data["subgroupId"] = child["id"]
        if informed:
            data["subgroupName"] = child["name"]
    elif type_ is EventType.UPLOAD_COMPLETED:
        data |= event.after
    yield _Publication(type_, data)


def _member_publications(event: AuditEvent, connector: Connector, data: Mapping[str, Any]) -> Iterator[_Publication]:
    """One event a member: by number for a connector that may list members. For others numbers are masked, and the order is
    that of what the events say, as an order by number would tell hidden digits."""
    whole = Permission.MEMBER_LIST in connector.permissions
    before, after = event.before.get("members", {}), event.after.get("members", {})
    told: list[_Publication] = []
    for number in sorted({*before, *after}):
        about = {**data, "phoneNumber": number if whole else mask(number)}
        told.append(_member_publication(about, before.get(number), after.get(number)))
    yield from told if whole else sorted(told, key=lambda each: (each.data["phoneNumber"], each.type, each.data["role"]))


def _member_publication(data: dict[str, Any], before: str | None, after: str | None) -> _Publication:
    if before is None:
        return _Publication(EventType.MEMBER_ADDED, {**data, "role": after})
    if after is None:
        return _Publication(EventType.MEMBER_REMOVED, {**data, "role": before})
    return _Publication(EventType.MEMBER_ROLE_CHANGED, {**data, "role": after, "previousRole": before})


def occurred(event: AuditEvent) -> datetime:
    """The sort key of events from different tables."""
    return event.at
