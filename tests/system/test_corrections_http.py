"""Rejected rows corrected over HTTP, on storage: listed, corrected by row and by rule, applied and undone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.azurite import TestAzurite
from tests.local_host import LocalHost
from tests.system.app_host import Api, running_app, somebody
from tests.system.test_upload_urls_http import HEADER, members, put, reaches, shown

USERS = "user-group-mapping"
BAD = HEADER + "Mended,12,Member\nMended,+919800000021,Boss\nMended,12015550123,Member\n,+919800000022,Member\n"


@pytest.fixture(scope="module")
def host(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    with running_app(azurite.connection_string, Path(tmp_path_factory.mktemp("corrections"))) as started:
        yield started


@pytest.fixture
def admin(host: LocalHost) -> Api:
    return somebody(host, 1, "Groups.Admin")


def reviewed(admin: Api) -> dict[str, Any]:
    """An upload that waits for review."""
    upload = admin.post("/uploads", {})
    assert put(upload["uploadUrls"][USERS], BAD) == 201
    found: dict[str, Any] = reaches(admin, upload["id"], "awaitingReview").json
    return found


def test_rows_are_listed_corrected_applied_and_undone(admin: Api) -> None:
    upload = reviewed(admin)
    path = f"/uploads/{upload['id']}"
    assert "correct" in upload["allowedActions"]
    assert upload["causes"][0] == {"kind": USERS, "code": "group_name_missing", "rejected": 1, "suggestions": 0}
    assert {cause["code"]: cause["suggestions"] for cause in upload["causes"]}["number_of_another_country"] == 1
    first = admin.get(f"{path}/rejected-rows?limit=3")
    rest = admin.get(first["nextLink"])
    assert [row["line"] for row in (*first["value"], *rest["value"])] == [2, 3, 4, 5]
    assert "nextLink" not in rest
    (row,) = admin.get(f"{path}/rejected-rows?kind={USERS}&code=number_of_another_country")["value"]
    assert row["cells"]["Phone Number"] == "12015550123"
    assert row["problems"][0]["suggestion"]["value"] == "+12015550123"
    answer = admin.post(
        f"{path}/corrections?plan={upload['plan']['id']}",
        {
            "rows": [
                {"kind": USERS, "line": 2, "cells": {"Phone Number": "+919800000023"}},
                {"kind": USERS, "line": 5, "skip": True},
            ],
            "rules": [
                {"code": "user_type_unknown", "set": {"User Type": "Admin"}},
                {"code": "number_of_another_country", "accept": "suggestion"},
            ],
        },
    )
    assert (answer["id"], answer["corrections"]["rows"]) == (upload["id"], 2)
    again = reaches(admin, upload["id"], "awaitingReview").json
    assert (again["counts"]["entries"], again["counts"]["rejected"], again["causes"]) == (3, 0, [])
    assert (again["corrections"], again["passedOver"]["skipped"]) == ({"rows": 2, "rules": 2, "skipped": 1}, 1)
    made = admin.get(f"{path}/corrections")
    by_whom = [(row["line"], row["skip"], row["by"]) for row in made["rows"]]
    assert by_whom == [(2, False, "person-1"), (5, True, "person-1")]
    admin.post(f"{path}/apply?plan={again['plan']['id']}")
    done = reaches(admin, upload["id"], "completed").json
    assert (done["counts"]["added"], done["corrections"]["skipped"]) == (3, 1)
    assert members(admin, "Mended") == ["+12015550123", "+919800000021", "+919800000023"]
    admin.post(f"{path}/undo")
    assert reaches(admin, upload["id"], "undone").json["undo"]["removed"] == 3


def test_what_cannot_be_corrected_is_refused(admin: Api) -> None:
    upload = reviewed(admin)
    path = f"/uploads/{upload['id']}/corrections"
    rule = {"rules": [{"code": "group_name_missing", "skip": True}]}
    for body, field in (({}, "rows"), ({"rules": [{"code": "no_code"}]}, "rules[0].code")):
        answer = admin("POST", path, body)
        assert (answer.status, answer.json["errors"][0]["field"]) == (400, field)
    assert admin("POST", f"{path}?plan=another", rule).status == 412
    assert admin("POST", path, rule, **{"If-Match": '"another"'}).status == 412
    assert admin("POST", f"/uploads/{upload['id']}/cancel").status == 200
    answer = admin("POST", path, rule)
    assert (answer.status, answer.json["code"]) == (409, "conflict")
    assert "waits for review" in answer.json["detail"]
    assert "correct" not in shown(admin, upload["id"]).json["allowedActions"]
