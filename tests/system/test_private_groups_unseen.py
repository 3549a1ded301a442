"""Two worlds, with and without private groups: to whoever may not know of them every route answers the same in both.

The routes are those that the app registers, so a new one is asked as well. The answers are read to the last page, once
before there is any private group and once when some are linked above and below what the callers see, are deleted, were
unlinked again or have the name of an organization group.
"""

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.azurite import TestAzurite
from tests.local_host import Answer, LocalHost
from tests.system.app_host import Api, caller, running_app, somebody
from tests.unit.test_architecture import functions_of_the_app

ROUTES = [(name, method, route) for name, route, methods in functions_of_the_app() for method in methods]
PUBLIC = {"get_docs", "get_openapi", "get_health"}
QUERIES = {
    "list_groups": ["?deleted=true&limit=1", "?type=private", "?type=organization&limit=1", "?role=Admin", "?q=two"],
    "list_members": ["?effective=true", "?effective=true&limit=1", "?effective=true&role=Admin"],
    "get_group": ["?include=totals"],
    "list_subgroups": ["?recursive=true", "?recursive=true&limit=1"],
    "list_subgroup_candidates": ["?q=two"],
}
"""What is asked besides the route as it is and, of a list, with limit=1."""
MOST_PAGES = 100


@dataclass
class Stage:
    """The callers who may not know of any private group, what they see, and who makes the private groups."""

    callers: dict[str, Api]
    asha: Api
    groups: dict[str, str]
    connector: str
    ids: dict[str, list[str]]
    """The values of a path parameter, by the beginning of its name."""


@pytest.fixture(scope="module")
def stage(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    settings = {"CONNECTOR_CALLS_PER_MINUTE": "100000", "CONNECTORS_CALLS_PER_MINUTE": "100000"}
    with running_app(azurite.connection_string, tmp_path_factory.mktemp("unseen"), **settings) as host:
        yield make_stage(host)


def make_stage(host: LocalHost) -> Stage:
    """Top (admin Olga, member Mia) above Below, Empty, and a deleted group; a connector and an action of Top."""
    stamp, client = time.time_ns(), str(uuid.uuid4())
    boss, asha = caller(host, subject="boss", roles=["Groups.Admin"]), somebody(host, 801)
    groups = {
        name: asha.post("/groups", {"name": f"Two worlds {stamp} {name}", "phoneNumbers": ["+919800000803"]})["id"]
        for name in ("top", "below", "gone")
    }
    groups["empty"] = boss.post("/groups", {"name": f"Two worlds {stamp} empty"})["id"]
    asha.post(f"/groups/{groups['top']}/members", {"phoneNumbers": ["+919800000802"], "role": "Admin"})
    boss.post(f"/groups/{groups['empty']}/members", {"phoneNumbers": ["+919800000801"], "role": "Admin"})
    permissions = ["groupInformation", "memberList", "memberManagement"]
    connector = boss.post("/connectors", {"name": f"Two {stamp}", "clientId": client, "permissions": permissions})["id"]
    assert asha("PUT", f"/groups/{groups['top']}/subgroups/{groups['below']}").status == 204
    assert asha("PUT", f"/groups/{groups['top']}/connectors/{connector}").status == 200
    assert asha("DELETE", f"/groups/{groups['gone']}").status == 204
    upload = boss.post("/uploads", {})["id"]
    export = boss.post("/exports")["id"]
    boss("PUT", "/identities/olga", {"phoneNumber": "+919800000802"})
    callers = {
        "organization admin": boss,
        "group admin": somebody(host, 802),
        "member": somebody(host, 803),
        "outsider": somebody(host, 804),
        "connector": caller(host, clientId=client),
    }
    ids = {
        "group_id": list(groups.values()),
        "child_id": [groups["below"]],
        "connector_id": [connector],
        "upload_id": [upload],
        "export_id": [export],
        "phone": ["%2B919800000803"],
        "subject": ["olga"],
        "kind": ["user-group-mapping"],
        "file": ["user-group-mapping.csv", "parent-group-mapping.csv", "manifest.json"],
    }
    return Stage(callers, asha, groups, connector, ids)


def paths(stage: Stage, route: str) -> list[str]:
    """The route with every combination of the values of its parameters; one that nothing has where none are known."""
    found = [""]
    for segment in route.split("/"):
        name, _, rest = segment.removeprefix("{").partition("}")
        values = [segment]
        if segment.startswith("{"):
            known = name.partition(":")[0]
            values = [value + rest for value in stage.ids.get(known, [str(uuid.UUID(int=7))])]
        found = [f"{path}/{value}" for path in found for value in values]
    return found


def read(api: Api, path: str) -> list[tuple[int, Any]]:
    """Status and body of every page; of a page its entries, since the link to the next one has its own text."""
    pages: list[tuple[int, Any]] = []
    while len(pages) < MOST_PAGES:
        answer = api("GET", path)
        body = content(answer)
        following = body.pop("nextLink", None) if isinstance(body, dict) else None
        pages.append((answer.status, body))
        if following is None:
            return pages
        path = following
    raise AssertionError(f"{path} has no end")


def content(answer: Answer) -> Any:
    is_json = "json" in (answer.header("content-type") or "")
    return json.loads(answer.body) if is_json and answer.body else answer.body


def everything(stage: Stage) -> dict[tuple[str, str], list[tuple[int, Any]]]:
    """What every caller is told by every GET."""
    found = {}
    for who, api in stage.callers.items():
        for name, method, route in ROUTES:
            if method != "GET" or name in PUBLIC:
                continue
            for path in paths(stage, route):
                answer = found[who, path] = read(api, path)
                is_list = isinstance(answer[0][1], dict) and "value" in answer[0][1]
                for query in (*(["?limit=1"] if is_list else []), *QUERIES.get(name, [])):
                    found[who, path + query] = read(api, path + query)
    return found


def private_world(stage: Stage) -> dict[str, str]:
    """Asha's private groups: linked above and below what others see, one of them deleted and one unlinked again."""
    asha, groups = stage.asha, stage.groups
    name = asha.get(f"/groups/{groups['below']}")["name"]
    names = {"between": name, "below": "Layoffs", "deleted": "Sale", "unlinked": "Merger", "above": "Board"}
    made = {
        what: asha.post("/groups", {"name": named, "type": "private", "phoneNumbers": ["+919800000899"]})["id"]
        for what, named in names.items()
    }
    links = [
        (groups["top"], made["between"]),
        (made["between"], groups["below"]),
        (groups["empty"], made["below"]),
        (made["above"], groups["empty"]),
        (groups["top"], made["deleted"]),
        (groups["top"], made["unlinked"]),
        (groups["below"], made["below"]),
    ]
    for parent, child in links:
        assert asha("PUT", f"/groups/{parent}/subgroups/{child}").status == 204, (parent, child)
    assert asha("DELETE", f"/groups/{groups['top']}/subgroups/{made['unlinked']}").status == 204
    assert asha("DELETE", f"/groups/{made['deleted']}").status == 204
    assert asha("PATCH", f"/groups/{made['below']}", {"name": "Layoffs 2027"}).status == 200
    assert asha("PUT", f"/groups/{made['below']}/connectors/{stage.connector}").status == 200
    assert asha("DELETE", f"/groups/{made['below']}/connectors/{stage.connector}").status == 204
    return made


@pytest.fixture(scope="module")
def worlds(stage: Stage) -> tuple[Any, Any, dict[str, str]]:
    """The answers without and with private groups, and those groups."""
    without = everything(stage)
    made = private_world(stage)
    return without, everything(stage), made


def test_every_answer_is_the_same_with_and_without_private_groups(worlds: tuple[Any, Any, dict[str, str]]) -> None:
    without, there, _ = worlds
    assert len(without) > 200
    assert sum(pages[0][0] == 200 for pages in without.values()) > 100, "most of it is about something that is there"
    assert {key: (without[key], there[key]) for key in without if without[key] != there[key]} == {}


def test_asha_sees_them_all(stage: Stage, worlds: tuple[Any, Any, dict[str, str]]) -> None:
    """The worlds do differ."""
    made = worlds[2]
    below = stage.asha.get(f"/groups/{stage.groups['top']}/subgroups?recursive=true")["value"]
    assert {made["between"], made["below"]} <= {group["id"] for group in below}
    audit = json.dumps(stage.asha.get(f"/groups/{stage.groups['top']}/audit"))
    assert made["unlinked"] in audit


def test_an_export_is_the_same(stage: Stage, worlds: tuple[Any, Any, dict[str, str]]) -> None:
    boss = stage.callers["organization admin"]
    later = boss.post("/exports")["id"]
    for name in ("user-group-mapping.csv", "parent-group-mapping.csv"):
        before, after = (boss("GET", f"/exports/{each}/{name}") for each in (*stage.ids["export_id"], later))
        assert (before.status, after.status) == (200, 200)
        assert after.body == before.body


def test_a_private_group_is_as_one_that_does_not_exist_to_every_request(
    stage: Stage, worlds: tuple[Any, Any, dict[str, str]]
) -> None:
    made, nobody = worlds[2], str(uuid.uuid4())
    differing = []
    for who, api in stage.callers.items():
        for name, method, route in ROUTES:
            for parameter in ("{group_id:guid}", "{child_id:guid}"):
                if parameter not in route:
                    continue
                for group_id in made.values():
                    told, expected = (ask(stage, api, method, route, parameter, each) for each in (group_id, nobody))
                    if told != expected or expected[0] not in (400, 403, 404):
                        differing.append((who, name, told, expected))
    assert differing == []


def ask(stage: Stage, api: Api, method: str, route: str, parameter: str, group_id: str) -> tuple[int, Any]:
    """The answer where the parameter names this group, with an empty body, and the id taken out of it."""
    path = paths(stage, route.replace(parameter, group_id))[0]
    answer = api(method, path, {} if method in ("POST", "PATCH", "PUT") else None)
    return answer.status, answer.body.replace(group_id.encode(), b"")


def test_the_name_of_a_private_group_is_free(stage: Stage, worlds: tuple[Any, Any, dict[str, str]]) -> None:
    boss, name = stage.callers["organization admin"], f"Merger {time.time_ns()}"
    assert stage.asha("POST", "/groups", {"name": name, "type": "private"}).status == 201
    made = boss("POST", "/groups", {"name": name})
    assert made.status == 201
    assert boss("DELETE", f"/groups/{made.json['id']}").status == 204
