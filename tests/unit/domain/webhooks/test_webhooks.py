"""What connectors are told, and when it is tried again."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.audit import Action, AuditEvent
from shared.domain.connectors import Connector, EventType, Permission
from shared.domain.webhooks.cloud_events import (
    GIVE_UP_AFTER,
    change_count,
    cloud_events,
    concerns,
    delivery_body,
    is_published,
    pause,
)

AT = datetime(2026, 5, 1, 8, 30, 0, 123456, UTC)
ALL = frozenset(EventType)
CONNECTOR = Connector(
    id="c",
    name="Payroll",
    normalised="payroll",
    description="",
    client_id="",
    permissions=frozenset({Permission.OUTGOING_WEBHOOKS, Permission.MEMBER_LIST, Permission.GROUP_INFORMATION}),
    active=True,
    callback_url="https://example.com/",
    events=ALL,
    created_at=AT,
    created_by="asha",
    updated_at=AT,
)
BARE = replace(CONNECTOR, permissions=frozenset({Permission.OUTGOING_WEBHOOKS}))


def event(action: Action, before: dict[str, Any], after: dict[str, Any], job_id: str = "") -> AuditEvent:
    return AuditEvent("e1", "g1", AT, "asha", action, before, after, job_id)


MEMBERS = event(
    Action.MEMBERS_CHANGED,
    {"members": {"+919812345002": "Member", "+919812345003": "Admin"}},
    {"members": {"+919812345001": "Member", "+919812345002": "Admin"}},
    "job",
)


def test_each_member_is_an_event_of_its_own() -> None:
    told = cloud_events(MEMBERS, CONNECTOR)
    assert [(e["id"], e["type"], e["data"]["phoneNumber"]) for e in told] == [
        ("e1-0", "muster.MemberAdded", "+919812345001"),
        ("e1-1", "muster.MemberRoleChanged", "+919812345002"),
        ("e1-2", "muster.MemberRemoved", "+919812345003"),
    ]
    assert told[1]["data"] == {
        "groupId": "g1",
        "uploadId": "job",
        "phoneNumber": "+919812345002",
        "role": "Admin",
        "previousRole": "Member",
    }
    assert change_count(MEMBERS) == 3


def test_required_attributes_of_cloud_events() -> None:
    """CloudEvents 1.0.2, Required Attributes: id, source, specversion, type; time is RFC 3339."""
    for each in cloud_events(MEMBERS, CONNECTOR):
        assert each["specversion"] == "1.0"
        assert all(isinstance(each[name], str) and each[name] for name in ("id", "source", "type"))
        assert each["time"] == "2026-05-01T08:30:00.123456Z"


def test_ids_do_not_depend_on_what_was_chosen() -> None:
    only = replace(CONNECTOR, events=frozenset({EventType.MEMBER_REMOVED}))
    assert [e["id"] for e in cloud_events(MEMBERS, only)] == ["e1-2"]
    assert not concerns(MEMBERS, replace(CONNECTOR, events=frozenset({EventType.GROUP_DELETED})))


def test_without_member_list_numbers_are_masked() -> None:
    body = (delivery_body([MEMBERS], BARE) or b"").decode()
    assert "+919812345001" not in body
    assert "5001" in body


def test_the_order_of_masked_members_says_nothing_about_hidden_digits() -> None:
    def told(*numbers: str) -> list[tuple[str, str, str]]:
        roles = {number: "Admin" if n % 2 else "Member" for n, number in enumerate(numbers)}
        events = cloud_events(event(Action.MEMBERS_CHANGED, {}, {"members": roles}), BARE)
        return [(each["id"], each["data"]["phoneNumber"], each["data"]["role"]) for each in events]

    ascending = told("+919812340003", "+919812350002", "+919812360002", "+919812370001")
    assert ascending == told("+919812370003", "+919812360002", "+919812350002", "+919812340001")
    assert [number[-4:] for _, number, _ in ascending] == ["0001", "0002", "0002", "0003"]


def test_without_group_information_values_stay_away() -> None:
    changed = event(Action.GROUP_UPDATED, {"name": "Depot"}, {"name": "Depot 2"})
    assert cloud_events(changed, BARE)[0]["data"] == {"groupId": "g1", "changed": ["name"]}
    assert cloud_events(changed, CONNECTOR)[0]["data"]["after"] == {"name": "Depot 2"}
    linked = event(Action.SUBGROUP_ADDED, {}, {"id": "g2", "name": "Drivers"})
    assert cloud_events(linked, BARE)[0]["data"] == {"groupId": "g1", "subgroupId": "g2"}


@pytest.mark.parametrize(
    ("action", "type_"),
    [
        (Action.GROUP_RESTORED, "GroupUpdated"),
        (Action.GROUP_LINKED, "GroupUpdated"),
        (Action.GROUP_DELETED, "GroupDeleted"),
        (Action.UPLOAD_COMPLETED, "UploadCompleted"),
    ],
)
def test_types_of_events(action: Action, type_: str) -> None:
    assert cloud_events(event(action, {}, {}), CONNECTOR)[0]["type"] == f"muster.{type_}"


def test_what_is_not_told() -> None:
    assert not any(map(is_published, (Action.GROUP_CREATED, Action.CONNECTOR_LINKED, Action.IDENTITY_CHANGED)))


def test_a_delivery_is_one_json_array() -> None:
    body = delivery_body([MEMBERS, event(Action.GROUP_DELETED, {}, {})], CONNECTOR)
    assert len(json.loads(body or b"")) == 4
    assert delivery_body([MEMBERS], replace(CONNECTOR, events=frozenset())) is None


def test_pauses_grow_and_fill_two_days() -> None:
    pauses = [pause(n, 0, None) for n in range(1, 40)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(seconds=30)
    assert pauses[-1] == timedelta(hours=4)
    tries = next(n for n in range(40) if sum(pauses[:n], timedelta()) >= GIVE_UP_AFTER)
    assert 15 <= tries <= 25


def test_jitter_adds_up_to_a_fifth_and_retry_after_up_to_a_day() -> None:
    assert pause(1, 1, None) == timedelta(seconds=36)
    assert pause(1, 0, timedelta(minutes=10)) == timedelta(minutes=10)
    assert pause(20, 0, timedelta(minutes=10)) == timedelta(hours=4)
    assert pause(1, 0, timedelta(days=30)) == timedelta(days=1)
