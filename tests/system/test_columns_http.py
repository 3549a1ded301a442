"""A file whose titles are not known, over HTTP: the upload asks, goes on with what is chosen, and the choice is remembered,
seen and forgotten."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.azurite import TestAzurite
from tests.local_host import LocalHost
from tests.system.app_host import Api, running_app, somebody
from tests.system.test_upload_urls_http import members, put, reaches

TITLES = {"Filiale": "Group Name", "Handy der Person": "Phone Number", "Was": "User Type", "Zweithandy": ""}


@pytest.fixture(scope="module")
def host(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    with running_app(azurite.connection_string, Path(tmp_path_factory.mktemp("columns"))) as started:
        yield started


@pytest.fixture
def admin(host: LocalHost) -> Api:
    return somebody(host, 1, "Groups.Admin")


def staff(group: str, *numbers: int) -> str:
    lines = [f"{group};98{n:08d};Mitglied;98{n + 100:08d}" for n in numbers]
    return "\n".join([";".join(TITLES), *lines]) + "\n"


def send(admin: Api, content: str, state: str) -> dict[str, Any]:
    """A new upload of the file, in that state."""
    upload = admin.post("/uploads", {"region": "IN"})
    assert put(upload["uploadUrls"]["user-group-mapping"], content) == 201
    found: dict[str, Any] = reaches(admin, upload["id"], state).json
    return found


def test_from_the_question_to_the_next_file_and_back(admin: Api) -> None:
    failed = send(admin, staff("Cologne", 31, 32, 33), "failed")
    error = failed["error"]
    assert (error["code"], error["kind"]) == ("header_unrecognised", "user-group-mapping")
    assert {column["title"]: column.get("guess", "") for column in error["columns"]} == {
        **TITLES,
        "Was": "User Type",
    }
    assert error["columns"][1] == {
        "title": "Handy der Person",
        "sheet": "",
        "guess": "Phone Number",
        "samples": ["9800000031", "9800000032", "9800000033"],
    }
    assert failed["columns"] == {}
    (listed,) = [each for each in admin.get("/uploads")["value"] if each["id"] == failed["id"]]
    assert "columns" not in listed["error"]

    target = f"/uploads/{failed['id']}/columns"
    wrong = admin("POST", target, {"columns": {"Filiale": "Telephone", "Age": ""}})
    assert (wrong.status, wrong.json["code"]) == (400, "invalid_input")
    assert {each["field"]: each["code"] for each in wrong.json["errors"]} == {
        "columns.Filiale": "column_unknown",
        "columns.Age": "title_unknown",
    }
    chosen = admin.post(target, {"columns": TITLES})
    assert (chosen["state"], chosen["columns"], "error" in chosen) == ("validating", TITLES, False)
    assert admin("POST", target, {"columns": TITLES}).status == 409
    reaches(admin, failed["id"], "awaitingReview")
    assert admin.get(f"/uploads/{failed['id']}/problems")["value"] == []
    admin.post(f"/uploads/{failed['id']}/apply")
    reaches(admin, failed["id"], "completed")
    assert members(admin, "Cologne") == [f"+9198{n:08d}" for n in (31, 32, 33)]

    (remembered,) = admin.get("/column-choices")["value"]
    assert (remembered["kind"], remembered["titles"], remembered["columns"], remembered["chosenBy"]) == (
        "user-group-mapping",
        list(TITLES),
        TITLES,
        "person-1",
    )
    alike = send(admin, staff("Bonn", 41), "awaitingReview")
    assert alike["columns"] == TITLES
    (warning,) = admin.get(f"/uploads/{alike['id']}/problems")["value"]
    assert (warning["code"], warning["severity"]) == ("columns_remembered", "warning")

    assert admin("DELETE", f"/column-choices/{remembered['id']}").status == 204
    assert admin("DELETE", f"/column-choices/{remembered['id']}").status == 404
    assert admin.get("/column-choices")["value"] == []
    send(admin, staff("Ulm", 51), "failed")


@pytest.mark.parametrize("choice_id", ["nothing", "0" * 64, "A" * 64, "%2F%23", "a'b", "%0A"])
def test_what_is_no_choice_is_not_found(admin: Api, choice_id: str) -> None:
    assert admin("DELETE", f"/column-choices/{choice_id}").status == 404
