"""The catalogue of connectors, and connectors calling in, over HTTP."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from azure.data.tables import TableClient

from shared.domain.access import CONNECTOR_OPERATIONS
from shared.domain.connectors import Permission
from tests.azurite import TestAzurite
from tests.local_host import Answer, LocalHost, eventually
from tests.muster_api import ADMIN, Client, muster_host, new_group

NUMBER = "+919812345002"
CALLING_IN = ["groupInformation", "memberList", "memberManagement"]


@pytest.fixture(scope="module")
def host(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    limits = {"CONNECTOR_CALLS_PER_MINUTE": "100000", "CONNECTORS_CALLS_PER_MINUTE": "100000"}
    running = muster_host(azurite, tmp_path_factory.mktemp("connectors"), **limits).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def admin(host: LocalHost) -> Client:
    return Client(host, ADMIN)


@pytest.fixture
def group(admin: Client) -> str:
    return new_group(admin, f"Connectors {uuid.uuid4()}", phoneNumbers=[NUMBER])


def connector(admin: Client, *permissions: str) -> tuple[str, Client]:
    """A new connector, and its application."""
    client_id = str(uuid.uuid4())
    body = {"name": f"Payroll {client_id[:4]}", "clientId": client_id, "permissions": list(permissions)}
    return str(admin.ok("POST", "/connectors", body)["id"]), Client(admin.host, {"clientId": client_id})


def test_a_connector_is_created_read_changed_and_removed(admin: Client) -> None:
    client_id = str(uuid.uuid4())
    body = {"name": "Payroll", "clientId": client_id, "permissions": ["memberList"], "description": "Pays people."}
    created = admin.call("POST", "/connectors", body)
    assert created.status == 201
    path = f"/connectors/{created.json['id']}"
    assert admin.get(path).json == created.json
    etag = admin.get(path).header("ETag") or ""
    changed = admin.call("PATCH", path, {"permissions": ["memberList", "groupInformation"]}, If_Match=etag)
    assert changed.json["permissions"] == ["groupInformation", "memberList"]
    assert admin.call("PATCH", path, {"active": False}, If_Match=etag).status == 412
    twice = admin.call("POST", "/connectors", body)
    assert (twice.status, twice.json["code"]) == (409, "client_taken")
    assert [c["id"] for c in admin.ok("GET", "/connectors?q=payroll&limit=1000")["value"]].count(created.json["id"]) == 1
    assert admin.call("DELETE", path).status == 204
    assert admin.get(path).status == 404
    assert admin.call("POST", "/connectors", body).status == 201


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"permissions": ["memberList"]}, "clientId", "missing"),
        ({"permissions": ["outgoingWebhooks"]}, "callbackUrl", "missing"),
        ({"permissions": [], "callbackUrl": "https://example.com/"}, "callbackUrl", "not_allowed"),
        ({"permissions": [], "events": ["MemberAdded"]}, "events", "not_allowed"),
        ({"permissions": ["everything"]}, "permissions[0]", "not_allowed"),
        ({"permissions": [], "events": ["Everything"]}, "events[0]", "not_allowed"),
    ],
)
def test_faults_of_a_body_are_named(admin: Client, body: dict[str, Any], field: str, code: str) -> None:
    answer = admin.call("POST", "/connectors", {"name": "x", **body})
    assert answer.status == 400
    assert [(e["field"], e["code"]) for e in answer.json["errors"]] == [(field, code)]


def test_a_group_is_linked_by_its_admins(admin: Client, group: str) -> None:
    member = Client(admin.host, {"subject": "meena", "phoneNumber": NUMBER})
    connector_id, _ = connector(admin, "memberList")
    path = f"/groups/{group}/connectors"
    assert member.call("PUT", f"{path}/{connector_id}").status == 403
    assert connector_id in {c["id"] for c in admin.ok("GET", f"{path}/candidates?limit=1000")["value"]}
    first, again = admin.ok("PUT", f"{path}/{connector_id}"), admin.ok("PUT", f"{path}/{connector_id}")
    assert first == again
    assert [c["id"] for c in member.ok("GET", path)["value"]] == [connector_id]
    assert connector_id not in {c["id"] for c in admin.ok("GET", f"{path}/candidates?limit=1000")["value"]}
    assert member.call("DELETE", f"{path}/{connector_id}").status == 403
    assert admin.call("DELETE", f"{path}/{connector_id}").status == 204
    assert admin.call("DELETE", f"{path}/{connector_id}").status == 404
    assert admin.call("PUT", f"{path}/{uuid.uuid4()}").status == 404
    happened = [event["action"] for event in admin.ok("GET", f"/groups/{group}/audit")["value"]]
    assert happened[:2] == ["connectorUnlinked", "connectorLinked"]


def test_a_connector_manages_members_where_it_is_linked(admin: Client, group: str) -> None:
    connector_id, application = connector(admin, *CALLING_IN)
    admin.ok("PUT", f"/groups/{group}/connectors/{connector_id}")
    assert application.ok("GET", "/me")["connectorId"] == connector_id
    assert [g["id"] for g in application.ok("GET", "/groups")["value"]] == [group]
    assert application.ok("GET", f"/groups/{group}")["id"] == group
    members = f"/groups/{group}/members"
    assert NUMBER in [m["phoneNumber"] for m in application.ok("GET", members)["value"]]
    added = application.ok("POST", members, {"phoneNumbers": "+919812345777"})
    assert added["counts"]["added"] == 1
    assert application.ok("PATCH", f"{members}/+919812345777", {"role": "Admin"})["role"] == "Admin"
    assert application.call("DELETE", f"{members}/+919812345777").status == 204
    actors = {event["actor"] for event in admin.ok("GET", f"/groups/{group}/audit")["value"][:3]}
    assert actors == {f"connector:{connector_id}"}


def test_members_below_are_shown_only_where_it_is_linked(admin: Client, group: str) -> None:
    child = new_group(admin, f"Below {uuid.uuid4()}", phoneNumbers=["+919812345778"])
    admin.ok("PUT", f"/groups/{group}/subgroups/{child}")
    connector_id, application = connector(admin, "groupInformation", "memberList")
    admin.ok("PUT", f"/groups/{group}/connectors/{connector_id}")

    def seen() -> set[str]:
        members = application.ok("GET", f"/groups/{group}/members?effective=true")["value"]
        return {m["phoneNumber"] for m in members}

    assert [s["id"] for s in application.ok("GET", f"/groups/{group}/subgroups")["value"]] == [child]
    assert "+919812345778" not in seen()
    admin.ok("PUT", f"/groups/{child}/connectors/{connector_id}")
    assert "+919812345778" in seen()


def group_operations(admin: Client) -> list[tuple[str, str, str]]:
    """(operation, method, path) of every route with a group."""
    paths = admin.ok("GET", "/openapi.json")["paths"]
    found = [(op["operationId"], method.upper(), path) for path, ops in paths.items() for method, op in ops.items()]
    return [entry for entry in found if "{group_id}" in entry[2]]


def fill(path: str, group: str) -> str:
    """The path about this group; other things do not exist."""
    other = str(uuid.uuid4())
    for name in ("child_id", "connector_id", "action_id"):
        path = path.replace(f"{{{name}}}", other)
    return path.replace("{group_id}", group).replace("{phone}", "+919812345679")


BODIES = {
    "update_group": {"welcomeMessage": "Hello"},
    "add_members": {"phoneNumbers": "+919812345670"},
    "update_member": {"role": "Admin"},
    "put_group_action": {"senderRoles": ["Admin"]},
}


def test_every_route_of_a_group_that_it_is_not_linked_to_is_404(admin: Client, group: str) -> None:
    foreign = new_group(admin, f"Foreign {uuid.uuid4()}", phoneNumbers=["+919812345679"])
    connector_id, application = connector(admin, *CALLING_IN)
    admin.ok("PUT", f"/groups/{group}/connectors/{connector_id}")
    before = admin.ok("GET", f"/groups/{foreign}")
    operations = group_operations(admin)
    assert len(operations) > 20
    for operation, method, path in operations:
        answer = application.call(method, fill(path, foreign), BODIES.get(operation))
        assert (operation, answer.status) == (operation, 404)
    assert admin.ok("GET", f"/groups/{foreign}") == before


@pytest.mark.parametrize("held", [(), *((p,) for p in CALLING_IN), tuple(CALLING_IN)])
def test_what_a_linked_connector_may_follows_from_its_permissions(
    admin: Client, group: str, held: tuple[str, ...]
) -> None:
    connector_id, application = connector(admin, *held) if held else connector(admin)
    admin.ok("PUT", f"/groups/{group}/connectors/{connector_id}")
    for operation, method, path in group_operations(admin):
        answer = application.call(method, fill(path, group), BODIES.get(operation))
        needed = CONNECTOR_OPERATIONS.get(operation)
        if needed is not None and needed in {Permission(p) for p in held}:
            assert answer.status != 403, operation
        else:
            assert answer.status == (404 if operation == "restore_group" else 403), operation


def test_a_connector_is_no_organization_admin_and_creates_nothing(admin: Client) -> None:
    client_id = str(uuid.uuid4())
    admin.ok("POST", "/connectors", {"name": "Mighty", "clientId": client_id, "permissions": CALLING_IN})
    mighty = Client(admin.host, {"clientId": client_id, "roles": ["Groups.Admin"]})
    for method, path in (("GET", "/connectors"), ("GET", "/actions"), ("GET", "/uploads"), ("POST", "/exports")):
        assert mighty.call(method, path).status == 403
    assert mighty.call("POST", "/groups", {"name": "Mine"}).status == 403
    assert mighty.call("GET", "/uploads/templates/user-group-mapping.csv").status == 403
    assert mighty.ok("GET", "/groups")["value"] == []
    assert mighty.ok("GET", "/me")["isOrganizationAdmin"] is False


def test_a_persons_token_of_the_connectors_application_is_the_person(admin: Client, group: str) -> None:
    """Only tokens without scp are an application's."""
    connector_id, _ = connector(admin, *CALLING_IN)
    admin.ok("PUT", f"/groups/{group}/connectors/{connector_id}")
    person = Client(admin.host, {"subject": connector_id, "phoneNumber": "+919812345900"})
    assert person.get(f"/groups/{group}").status == 404


def test_unlinking_removing_and_losing_a_permission_work_at_once(admin: Client, group: str) -> None:
    connector_id, application = connector(admin, *CALLING_IN)
    link = f"/groups/{group}/connectors/{connector_id}"
    admin.ok("PUT", link)
    admin.ok("PATCH", f"/connectors/{connector_id}", {"active": False})
    assert application.get(f"/groups/{group}/members").status == 200
    admin.ok("PATCH", f"/connectors/{connector_id}", {"permissions": ["groupInformation"]})
    assert application.get(f"/groups/{group}/members").status == 403
    admin.call("DELETE", link)
    assert application.get(f"/groups/{group}").status == 404
    rejected = admin.call("PUT", link)
    assert (rejected.status, rejected.json["code"]) == (409, "inactive")
    admin.ok("PATCH", f"/connectors/{connector_id}", {"active": True})
    admin.ok("PUT", link)
    admin.call("DELETE", f"/connectors/{connector_id}")
    assert application.get(f"/groups/{group}").status == 404
    assert admin.ok("GET", f"/groups/{group}/connectors")["value"] == []


def forget_calls(azurite: TestAzurite) -> None:
    """Other tests' connectors have called in this minute too."""
    with TableClient.from_connection_string(azurite.connection_string, "Connectors") as table:
        table.delete_entity("connector", "calls")


def test_calls_are_limited_over_all_instances(
    azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory, admin: Client
) -> None:
    limits = {"CONNECTOR_CALLS_PER_MINUTE": "5", "CONNECTORS_CALLS_PER_MINUTE": "8"}
    applications = [connector(admin, "groupInformation")[1] for _ in range(2)]
    hosts = [muster_host(azurite, tmp_path_factory.mktemp("limited"), **limits).start() for _ in range(2)]
    try:
        # Both issuers have keys of their own, hence a client for each connector and instance.
        clients = [[Client(host, application.wanted) for host in hosts] for application in applications]
        for of_connector in clients:
            for client in of_connector:
                client.get("/health")  # fetches the token


        def called() -> tuple[list[Answer], list[int]] | None:
            """The calls of both, if all of them fell into one minute."""
            minute = time.time() // 60
            forget_calls(azurite)
            first = [clients[0][n % 2].get("/me") for n in range(6)]
            second = [clients[1][n % 2].get("/me").status for n in range(4)]
            return (first, second) if time.time() // 60 == minute else None

        first, second = eventually(called, "calls within one minute", 120)
        assert [answer.status for answer in first] == [200] * 5 + [429]
        assert 0 < int(first[-1].header("Retry-After") or 0) <= 60
        assert first[-1].json["code"] == "too_many_requests"
        assert second == [200] * 3 + [429]
        assert Client(hosts[0], ADMIN).get("/me").status == 200
    finally:
        for host in hosts:
            host.stop()
