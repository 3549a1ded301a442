"""Every route against every kind of caller and every kind of group, as access_table.py has it from the contract.

Reading is done for real. Elsewhere the request carries a query parameter that no operation has: access is checked before
inputs (docs/http-api.md says the order of checks), so who is admitted gets 400 and nothing is changed, and who is not gets 401,
403 or 404.
"""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import pytest

from tests.azurite import TestAzurite
from tests.local_host import Answer
from tests.system.access_table import (
    ADMITTED,
    CONNECTORS,
    ON_ORGANIZATION_GROUP,
    ON_PRIVATE_GROUP,
    RESTORE_DELETED,
    WITHOUT_TOKEN,
    rows,
)
from tests.system.app_host import Api, caller, running_app, somebody
from tests.system.forged_tokens import forged
from tests.unit.test_architecture import functions_of_the_app

ROWS = rows()
ROUTES = {name: (method, route) for name, route, methods in functions_of_the_app() for method in methods}
OF_A_GROUP = sorted(name for name, (_, route) in ROUTES.items() if "{group_id:guid}" in route)
READ_FOR_REAL = {"get_group", "list_members", "list_subgroups", "list_audit", "list_groups", "get_me", "get_member"}
ADMIN, MEMBER, BOSS_MEMBER, BOSS_ADMIN = 500, 501, 510, 511
PERMISSIONS = {
    "information": ["groupInformation"],
    "member list": ["memberList"],
    "management": ["memberManagement"],
    "webhooks": ["outgoingWebhooks"],
    "elsewhere": ["groupInformation", "memberList", "memberManagement", "outgoingWebhooks"],
}


@dataclass
class Stage:
    """The callers, the groups that they call about, and what the headers of bad tokens are."""

    callers: dict[str, Api]
    groups: dict[str, str]
    deleted: dict[str, str]
    forged: dict[str, str | None]


@contextmanager
def willing_receiver() -> Iterator[str]:
    """The URL of a receiver that confirms its registration."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name that http.server calls
            content = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def stage(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    limits = {"CONNECTOR_CALLS_PER_MINUTE": "100000", "CONNECTORS_CALLS_PER_MINUTE": "100000"}
    folder = tmp_path_factory.mktemp("access")
    with running_app(azurite.connection_string, folder, **limits) as host, willing_receiver() as url:
        admin, boss = somebody(host, ADMIN), caller(host, subject="boss", roles=["Groups.Admin"])
        callers = {
            "organization admin": boss,
            "group admin": admin,
            "member": somebody(host, MEMBER),
            "outsider": somebody(host, 502),
            "without a number": caller(host, subject="nobody"),
            "application": caller(host, clientId=str(uuid4())),
            "organization admin outside": boss,
            "organization admin as member": somebody(host, BOSS_MEMBER, "Groups.Admin"),
            "organization admin as admin": somebody(host, BOSS_ADMIN, "Groups.Admin"),
        }
        groups = {kind: make_group(admin, kind) for kind in ("organization", "private", "elsewhere")}
        deleted = {kind: make_group(admin, kind) for kind in ("organization", "private")}
        for name, permissions in PERMISSIONS.items():
            linked = ["elsewhere"] if name == "elsewhere" else ["organization", "private"]
            callers[name] = connector(boss, admin, permissions, url, [groups[kind] for kind in linked])
        for group_id in deleted.values():
            assert admin("DELETE", f"/groups/{group_id}").status == 204
        yield Stage(callers, groups, deleted, forged(host))


def make_group(admin: Api, kind: str) -> str:
    """A group of the admin's with all who are in one."""
    group_type = "private" if kind == "private" else "organization"
    numbers = [f"+9198{n:08d}" for n in (MEMBER, BOSS_MEMBER, BOSS_ADMIN)]
    body = {"name": f"Access {time.time_ns()} {kind}", "type": group_type, "phoneNumbers": numbers}
    group_id = str(admin.post("/groups", body)["id"])
    made = admin("PATCH", f"/groups/{group_id}/members/%2B9198{BOSS_ADMIN:08d}", {"role": "Admin"})
    assert made.status == 200
    return group_id


def connector(boss: Api, admin: Api, permissions: list[str], url: str, groups: list[str]) -> Api:
    """The application of a new connector that the admin linked to the groups."""
    client_id = str(uuid4())
    body = {"name": "Access", "clientId": client_id, "permissions": permissions}
    if "outgoingWebhooks" in permissions:
        body["callbackUrl"] = url
    connector_id = boss.post("/connectors", body)["id"]
    for group_id in groups:
        assert admin("PUT", f"/groups/{group_id}/connectors/{connector_id}").status == 200
    # A role in a connector's token counts for nothing.
    return caller(boss.host, clientId=client_id, roles=["Groups.Admin"])


def request(api: Api, operation: str, group_id: str, **headers: str) -> Answer:
    """A call of the operation about this group, and about its admin where it is about a member."""
    method, route = ROUTES[operation]
    segments = []
    for segment in route.split("/"):
        name, _, rest = segment.removeprefix("{").partition("}")
        values = {"group_id:guid": group_id, "phone": f"%2B9198{ADMIN:08d}"}
        other = "6f1c0b8e-3c1d-4d55-9a53-0c5b3c1b7a11" if ":guid" in name else "anything"
        segments.append(values.get(name, other) + rest if segment.startswith("{") else segment)
    real = operation in READ_FOR_REAL
    return api(method, f"/{'/'.join(segments)}" + ("" if real else "?unknown=1"), None, **headers)


def outcome(operation: str, answer: Answer) -> str:
    """The status, or ADMITTED when it is not about access."""
    if answer.status == (200 if operation in READ_FOR_REAL else 400):
        return ADMITTED
    assert answer.header("content-type") == "application/problem+json"
    assert answer.json["status"] == answer.status
    return str(answer.status)


def found(stage: Stage, operation: str, who: list[str], group_id: str) -> dict[str, str]:
    return {each: outcome(operation, request(stage.callers[each], operation, group_id)) for each in who}


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(ROWS) == set(ROUTES)


@pytest.mark.parametrize("operation", sorted(ROWS))
def test_who_gets_what_on_an_organization_group(stage: Stage, operation: str) -> None:
    who = [*ON_ORGANIZATION_GROUP, *CONNECTORS]
    expected = {each: ROWS[operation][each] for each in who}
    assert found(stage, operation, who, stage.groups["organization"]) == expected


@pytest.mark.parametrize("operation", OF_A_GROUP)
def test_who_gets_what_on_a_private_group(stage: Stage, operation: str) -> None:
    who = [*ON_ORGANIZATION_GROUP[1:], *CONNECTORS, *ON_PRIVATE_GROUP]
    expected = {each: ROWS[operation][each] for each in who}
    assert found(stage, operation, who, stage.groups["private"]) == expected


@pytest.mark.parametrize("operation", sorted(set(ROWS) - set(OF_A_GROUP)))
def test_being_in_groups_changes_nothing_elsewhere(stage: Stage, operation: str) -> None:
    expected = {each: ROWS[operation][each] for each in ON_PRIVATE_GROUP}
    assert found(stage, operation, ON_PRIVATE_GROUP, "") == expected


@pytest.mark.parametrize("operation", OF_A_GROUP)
@pytest.mark.parametrize("kind", ["organization", "private"])
def test_who_gets_what_on_a_deleted_group(stage: Stage, operation: str, kind: str) -> None:
    who = [*RESTORE_DELETED, *CONNECTORS, *ON_PRIVATE_GROUP[1:]]
    expected = dict.fromkeys(who, "404")
    if operation == "restore_group":
        outside = {"organization admin": "404"} if kind == "private" else {"organization admin as member": ADMITTED}
        expected |= RESTORE_DELETED | {"organization admin as admin": ADMITTED} | outside
    assert found(stage, operation, who, stage.deleted[kind]) == expected


@pytest.mark.parametrize("operation", OF_A_GROUP)
def test_a_group_that_never_was_is_answered_like_one_that_is_hidden(stage: Stage, operation: str) -> None:
    """Byte for byte, but for the id of the request."""
    hidden = request(stage.callers["outsider"], operation, stage.groups["private"])
    gone = request(stage.callers["outsider"], operation, str(uuid4()))
    assert (hidden.status, hidden.body) == (gone.status, gone.body) == (404, gone.body)
    assert {name for name, _ in hidden.headers} == {name for name, _ in gone.headers}


@pytest.mark.parametrize("operation", sorted(ROWS))
def test_no_forged_token_passes(stage: Stage, operation: str) -> None:
    anybody = Api(stage.callers["outsider"].host)
    public = operation in WITHOUT_TOKEN
    for name, header in stage.forged.items():
        headers = {} if header is None else {"Authorization": header}
        answer = request(anybody, operation, stage.groups["organization"], **headers)
        assert (name, answer.status) == (name, 400 if public else 401)
        if not public:
            given = header is not None and header.startswith("Bearer ")
            assert answer.header("www-authenticate") == ('Bearer error="invalid_token"' if given else "Bearer")
            assert set(answer.json) == {"type", "title", "status", "detail", "code"}


def test_a_member_may_ask_about_and_remove_themselves(stage: Stage) -> None:
    me = stage.callers["member"]
    own = f"/groups/{stage.groups['elsewhere']}/members/%2B9198{MEMBER:08d}"
    assert me("GET", own).status == 200
    assert me("PATCH", own, {"role": "Admin"}).status == 403
    assert me("DELETE", own).status == 204
    assert me("GET", own).status == 404


@pytest.mark.parametrize("who", ["without a number", "application"])
def test_who_has_no_number_cannot_become_a_member(stage: Stage, who: str) -> None:
    answer = stage.callers[who]("POST", "/groups", {"name": f"Nobody's {time.time_ns()}"})
    assert (answer.status, answer.json["code"]) == (403, "number_needed")


@pytest.mark.parametrize("who", [*ON_ORGANIZATION_GROUP, *CONNECTORS, *ON_PRIVATE_GROUP])
def test_lists_hold_the_groups_that_the_caller_may_see(stage: Stage, who: str) -> None:
    """As the rows of get_group say; deleted groups are in none of them."""
    if ROWS["list_groups"][who] != ADMITTED:
        return
    listed, path = set(), "/groups?limit=1000"
    while path:
        page = stage.callers[who].get(path)
        listed |= {group["id"] for group in page["value"]}
        path = page.get("nextLink", "")
    row = "organization admin outside" if who == "organization admin" else who
    expected = {
        kind
        for kind in ("organization", "private")
        if ROWS["get_group"][row if kind == "private" else who.partition(" outside")[0]] == ADMITTED
    }
    assert {kind for kind in ("organization", "private") if stage.groups[kind] in listed} == expected
    assert not listed & set(stage.deleted.values())


def test_platform_headers_are_nobody(stage: Stage) -> None:
    principal = base64.b64encode(json.dumps({"userId": "boss", "userRoles": ["Groups.Admin"]}).encode()).decode()
    anybody = Api(stage.callers["outsider"].host)
    for header in (
        "X-MS-CLIENT-PRINCIPAL",
        "X-MS-TOKEN-AAD-ACCESS-TOKEN",
        "X-MS-CLIENT-PRINCIPAL-ID",
        "x-functions-key",
    ):
        assert anybody("GET", "/groups", None, **{header: principal}).status == 401
