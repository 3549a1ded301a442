"""The catalogue of actions, and actions of groups, over HTTP."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.azurite import TestAzurite
from tests.local_host import LocalHost
from tests.muster_api import ADMIN, Client, muster_host, new_group

MEMBER = "+919812345001"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    """On an Azurite of its own: a store gets the stock kinds once, and the conformance tests remove one, too."""
    with ExitStack() as stack:
        azurite = TestAzurite()
        stack.callback(azurite.close)
        azurite.start()
        running = muster_host(azurite, tmp_path_factory.mktemp("actions")).start()
        stack.callback(running.stop)
        yield running


@pytest.fixture(scope="module")
def admin(host: LocalHost) -> Client:
    return Client(host, ADMIN)


@pytest.fixture(scope="module")
def member(host: LocalHost) -> Client:
    return Client(host, {"subject": "meena", "phoneNumber": MEMBER})


@pytest.fixture
def group(admin: Client) -> str:
    return new_group(admin, f"Actions {uuid.uuid4()}", phoneNumbers=[MEMBER])


def test_a_fresh_store_has_the_stock_kinds(admin: Client) -> None:
    kinds = {action["kind"] for action in admin.ok("GET", "/actions?limit=1000")["value"]}
    assert {"poll", "survey", "announcement", "checklist", "job"} <= kinds


def test_a_removed_stock_action_stays_away(admin: Client, host: LocalHost) -> None:
    checklist = next(a for a in admin.ok("GET", "/actions?q=check")["value"] if a["kind"] == "checklist")
    admin.ok("DELETE", f"/actions/{checklist['id']}")
    host.stop()
    host.start()
    assert admin.get(f"/actions/{checklist['id']}").status == 404


def test_the_catalogue_is_the_organization_admins_alone(member: Client) -> None:
    for method, path in (("GET", "/actions"), ("POST", "/actions"), ("GET", f"/actions/{uuid.uuid4()}")):
        assert member.call(method, path, {}).status == 403


def test_an_action_is_created_read_changed_and_removed(admin: Client) -> None:
    created = admin.call("POST", "/actions", {"name": "Shift swap", "kind": "custom", "schemaVersion": 2})
    assert created.status == 201
    path = f"/actions/{created.json['id']}"
    assert (created.header("Location") or "").endswith(path)
    read = admin.get(path)
    assert read.json == created.json
    etag = read.header("ETag") or ""
    changed = admin.call("PATCH", path, {"name": "Swap", "active": False}, If_Match=etag)
    assert (changed.json["name"], changed.json["active"], changed.json["schemaVersion"]) == ("Swap", False, 2)
    assert admin.call("PATCH", path, {"name": "Late"}, If_Match=etag).status == 412
    assert [a["name"] for a in admin.ok("GET", "/actions?q=sWAp")["value"]] == ["Swap"]
    assert admin.call("DELETE", path, If_Match=etag).status == 412
    assert admin.call("DELETE", path).status == 204
    assert admin.get(path).status == 404


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"kind": "poll"}, "name", "missing"),
        ({"name": "  "}, "name", "name_missing"),
        ({"name": "x", "kind": "dance"}, "kind", "not_allowed"),
        ({"name": "x", "schemaVersion": 0}, "schemaVersion", "out_of_range"),
        ({"name": "x", "colour": "red"}, "colour", "unknown_field"),
    ],
)
def test_faults_of_a_body_are_named(admin: Client, body: dict[str, object], field: str, code: str) -> None:
    answer = admin.call("POST", "/actions", body)
    assert answer.status == 400
    assert [(e["field"], e["code"]) for e in answer.json["errors"]] == [(field, code)]


def test_lists_are_paged_by_name(admin: Client) -> None:
    for name in ("zz Paged 2", "zz Paged 1", "zz Paged 3"):
        admin.ok("POST", "/actions", {"name": name})
    first = admin.ok("GET", "/actions?q=zz%20paged&limit=2")
    assert [a["name"] for a in first["value"]] == ["zz Paged 1", "zz Paged 2"]
    rest = admin.ok("GET", first["nextLink"].partition("/api/v1")[2])
    assert [a["name"] for a in rest["value"]] == ["zz Paged 3"]
    assert "nextLink" not in rest


def test_a_member_sees_published_actions_that_members_may_send(admin: Client, member: Client, group: str) -> None:
    poll = next(a for a in admin.ok("GET", "/actions")["value"] if a["kind"] == "poll")
    path = f"/groups/{group}/actions/{poll['id']}"
    assert poll["id"] in {a["id"] for a in admin.ok("GET", f"/groups/{group}/actions/candidates?limit=1000")["value"]}
    added = admin.ok("PUT", path, {"senderRoles": ["Admin"]})
    assert (added["published"], added["senderRoles"]) == (False, ["Admin"])
    assert poll["id"] not in {a["id"] for a in admin.ok("GET", f"/groups/{group}/actions/candidates")["value"]}

    def seen() -> list[str]:
        return [a["name"] for a in member.ok("GET", f"/groups/{group}/actions")["value"]]

    assert seen() == []
    assert admin.ok("POST", f"{path}/publish")["published"] is True
    assert seen() == []
    assert admin.ok("PUT", path, {"senderRoles": ["Member", "Admin"]})["published"] is True
    assert seen() == ["Poll"]
    assert admin.ok("POST", f"{path}/unpublish")["published"] is False
    assert seen() == []
    assert [a["name"] for a in admin.ok("GET", f"/groups/{group}/actions")["value"]] == ["Poll"]
    assert admin.call("DELETE", path).status == 204
    assert admin.call("POST", f"{path}/publish").status == 404
    happened = [event["action"] for event in admin.ok("GET", f"/groups/{group}/audit")["value"]]
    assert happened[:5] == [
        "actionUnlinked",
        "actionUnpublished",
        "actionSendersChanged",
        "actionPublished",
        "actionLinked",
    ]


def test_members_change_no_actions(admin: Client, member: Client, group: str) -> None:
    poll = next(a for a in admin.ok("GET", "/actions")["value"] if a["kind"] == "poll")
    path = f"/groups/{group}/actions/{poll['id']}"
    for method, target in (("PUT", path), ("DELETE", path), ("POST", f"{path}/publish"), ("POST", f"{path}/unpublish")):
        assert member.call(method, target, {"senderRoles": ["Member"]}).status == 403
    assert member.get(f"/groups/{group}/actions/candidates").status == 403


def test_deactivated_actions_stay_where_they_are_and_removed_ones_go(admin: Client, group: str) -> None:
    action = admin.ok("POST", "/actions", {"name": "Old form"})["id"]
    other = new_group(admin, f"Other {uuid.uuid4()}")
    admin.ok("PUT", f"/groups/{group}/actions/{action}", {"senderRoles": ["Member"]})
    admin.ok("PATCH", f"/actions/{action}", {"active": False})
    rejected = admin.call("PUT", f"/groups/{other}/actions/{action}", {"senderRoles": ["Member"]})
    assert (rejected.status, rejected.json["code"]) == (409, "inactive")
    assert admin.ok("PUT", f"/groups/{group}/actions/{action}", {"senderRoles": ["Admin"]})["senderRoles"] == ["Admin"]
    admin.ok("DELETE", f"/actions/{action}")
    assert admin.ok("GET", f"/groups/{group}/actions")["value"] == []
