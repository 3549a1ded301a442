"""A continuation of one list is none of any other: every list of the API is tried with those of all others.

Whoever copies one, or calls with it under other parameters, gets 400 with a code, and neither an error of the service
nor a page of something else.
"""

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from functions import blueprints
from functions.http.openapi import openapi_document
from tests.azurite import TestAzurite
from tests.local_host import LocalHost
from tests.system.app_host import Api, caller, running_app, somebody
from tests.system.test_upload_urls_http import HEADER, put, reaches

USERS = "user-group-mapping"
UNIQUE = f"Paged {time.time_ns()}"
LISTS = {
    "groups": ["", "deleted=true", f"q={UNIQUE[:5]}", "type=organization", "role=Admin"],
    "groups/{group_id}/members": ["", "effective=true", "role=Member", "q=%2B91", "effective=true&q=%2B91"],
    "groups/{group_id}/subgroups": ["", "recursive=true"],
    "groups/{group_id}/subgroups/candidates": ["", f"q={UNIQUE[:5]}"],
    "groups/{group_id}/audit": [""],
    "groups/{group_id}/connectors": [""],
    "groups/{group_id}/connectors/candidates": ["", f"q={UNIQUE[:5]}"],
    "groups/{group_id}/actions": [""],
    "groups/{group_id}/actions/candidates": ["", "q=a"],
    "connectors": ["", f"q={UNIQUE[:5]}"],
    "actions": ["", "q=a"],
    "uploads": [""],
    "uploads/{upload_id}/problems": [""],
    "uploads/{upload_id}/rejected-rows": ["", f"kind={USERS}", "code=number_invalid"],
    "column-choices": [""],
    "exports": [""],
}
"""Each list with the parameters that make others of it."""


@pytest.fixture(scope="module")
def host(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    with running_app(azurite.connection_string, tmp_path_factory.mktemp("continuations")) as running:
        yield running


@pytest.fixture(scope="module")
def ids(host: LocalHost) -> dict[str, str]:
    """A group and an upload with two of everything that is listed."""
    boss = caller(host, subject="boss", phoneNumber="+919800000001", roles=["Groups.Admin"])
    numbers = [f"+9198{n:08d}" for n in (2, 3, 4)]
    made = [boss.post("/groups", {"name": f"{UNIQUE} {n}", "phoneNumbers": numbers})["id"] for n in range(7)]
    group, *below, _, _, gone, gone_too = made
    boss("PATCH", f"/groups/{group}/members/{numbers[1]}", {"role": "Admin"})
    for child in below:
        assert boss("PUT", f"/groups/{group}/subgroups/{child}").status == 204
    for each in (gone, gone_too):
        assert boss("DELETE", f"/groups/{each}").status == 204
    for n in range(4):
        connector = boss.post("/connectors", {"name": f"{UNIQUE} {n}", "permissions": []})["id"]
        action = boss.post("/actions", {"name": f"A {UNIQUE} {n}", "kind": "poll"})["id"]
        if n < 2:
            assert boss("PUT", f"/groups/{group}/connectors/{connector}").status == 200
            assert boss("PUT", f"/groups/{group}/actions/{action}", {"senderRoles": ["Member"]}).status == 200
            assert boss("POST", f"/groups/{group}/actions/{action}/publish").status == 200
    for n in range(2):
        unknown = sent(boss, f"Crew {n};Reach at\nA;+919800000001\n", "failed")
        boss.post(f"/uploads/{unknown}/columns", {"columns": {f"Crew {n}": "Group Name", "Reach at": "Phone Number"}})
        boss.post("/exports")
    return {"group_id": group, "upload_id": sent(boss, f"{HEADER}A,1,Member\nA,2,Member\n", "awaitingReview")}


def sent(api: Api, content: str, state: str) -> str:
    """The id of an upload of this file, in this state."""
    upload = api.post("/uploads", {})
    assert put(upload["uploadUrls"][USERS], content) == 201
    reaches(api, upload["id"], state)
    return str(upload["id"])


def lists(ids: dict[str, str]) -> Iterator[str]:
    """The path and the parameters of every list, with one entry a page."""
    for of, parameters in LISTS.items():
        for each in parameters:
            yield f"/{of.format(**ids)}?{each}&limit=1" if each else f"/{of.format(**ids)}?limit=1"


def continuations(api: Api, ids: dict[str, str]) -> dict[str, str]:
    """Those of the lists that this caller may see and that have a second page."""
    found = {}
    for path in lists(ids):
        answer = api("GET", path)
        if answer.status == 200 and "nextLink" in answer.json:
            found[path] = parse_qs(urlsplit(answer.json["nextLink"]).query)["continuation"][0]
    return found


def test_every_list_is_tried() -> None:
    paths = openapi_document(blueprints, "http://localhost")["paths"]
    listed = {path.removeprefix("/") for path, methods in paths.items() if "/Continuation" in str(methods.get("get"))}
    assert listed == set(LISTS)


@pytest.mark.parametrize("of_whom", ["boss", "admin", "member"])
def test_a_continuation_leads_on_in_its_list_and_is_refused_by_every_other(
    host: LocalHost, ids: dict[str, str], of_whom: str
) -> None:
    callers = {
        "boss": caller(host, subject="boss", phoneNumber="+919800000001", roles=["Groups.Admin"]),
        "admin": somebody(host, 3),
        "member": somebody(host, 2),
    }
    api = callers[of_whom]
    found = continuations(api, ids)
    assert found.keys() == set(lists(ids)) or (of_whom != "boss" and len(found) > 5)
    for path, continuation in found.items():
        assert api("GET", f"{path}&continuation={continuation}").status == 200, path
        for other in found.keys() - {path}:
            answer = api("GET", f"{other}&continuation={continuation}")
            assert (answer.status, answer.json["code"]) == (400, "invalid_input"), (path, other, answer.body)
            assert [each["field"] for each in answer.json["errors"]] == ["continuation"]
    for name, another in callers.items():
        if name != of_whom:
            for path, continuation in found.items():
                assert another("GET", f"{path}&continuation={continuation}").status in (400, 403), (path, name)


def test_who_is_an_organization_admin_no_longer_begins_a_list_anew(host: LocalHost, ids: dict[str, str]) -> None:
    """The same subject with another token: lists of one and the other go on from different things."""
    boss = caller(host, subject="twofold", phoneNumber="+919800000003", roles=["Groups.Admin"])
    plain = caller(host, subject="twofold", phoneNumber="+919800000003")
    for one, other in ((boss, plain), (plain, boss)):
        for path, continuation in continuations(one, ids).items():
            assert other("GET", f"{path}&continuation={continuation}").status in (400, 403), path
