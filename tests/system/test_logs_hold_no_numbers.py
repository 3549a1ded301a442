"""No record of a log holds a member's number, at whatever level, through every way in which numbers enter and are named."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from azure.storage.blob import BlobServiceClient

from tests.azurite import TestAzurite
from tests.local_host import LocalHost, eventually
from tests.system.app_host import Api, running_app, somebody

BLOCK = "9811377"
"""With this begin all numbers of these tests, and none of an id, a time or a port."""
NUMBERS = [f"+91{BLOCK}{n:03d}" for n in range(20)]
ENDED = ("completed", "completedWithErrors", "failed")


@pytest.fixture
def host(azurite: TestAzurite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHost]:
    monkeypatch.setattr(LocalHost, "program", (sys.executable, "-m", "tests.system.loud_host"))
    with running_app(azurite.connection_string, tmp_path) as running:
        yield running


def test_no_number_is_logged(host: LocalHost, azurite: TestAzurite) -> None:
    admin = somebody(host, 913, "Groups.Admin")
    change_members(admin)
    name_people_and_identities(admin)
    upload(admin, azurite)
    refuse(admin)
    for timer in timers(host):
        host.request("POST", f"/admin/functions/{timer}", {"input": ""})
        eventually(lambda timer=timer: f"Executed 'Functions.{timer}'" in host.log.read_text(), f"{timer} to run", 60)  # type: ignore[misc]
    assert [line for line in host.log.read_text().splitlines() if digits(line)] == []
    assert "DEBUG" in host.log.read_text()


def change_members(admin: Api) -> None:
    """Every route that names a number in its path, and bodies that do."""
    group = str(admin.post("/groups", {"name": "Unlogged", "phoneNumbers": NUMBERS[:3]})["id"])
    admin.post(f"/groups/{group}/members", {"phoneNumbers": ", ".join(NUMBERS[3:6])})
    path = f"/groups/{group}/members/{quote(NUMBERS[3])}"
    assert admin("PATCH", path, {"role": "Admin"}).status == 200
    assert admin("DELETE", path).status in (200, 204)
    assert admin("DELETE", path).status == 404
    admin.get(f"/groups/{group}/members?q={quote(NUMBERS[1])}")
    admin.get(f"/groups/{group}/members?effective=true&limit=1")


def name_people_and_identities(admin: Api) -> None:
    assert admin("PUT", f"/identities/{quote(NUMBERS[7])}", {"phoneNumber": NUMBERS[8]}).status < 300
    assert admin("DELETE", f"/identities/{quote(NUMBERS[7])}").status < 300


def upload(admin: Api, azurite: TestAzurite) -> None:
    """Rows that are accepted, refused, warned of and removed, in a dropped file."""
    rows = ["Group Name,Phone Number,User Type"]
    rows += [f"Unlogged upload,{number},Member" for number in NUMBERS]
    rows += [f"Unlogged upload,{NUMBERS[0]},Admin", f"Unlogged upload,{NUMBERS[1]}99999999,Member"]
    rows += [f"{NUMBERS[2]},x,Member"]
    with BlobServiceClient.from_connection_string(azurite.connection_string) as blobs:
        blobs.get_blob_client("uploads", "unlogged.csv").upload_blob("\n".join(rows))

    def job() -> str | None:
        found = [each for each in admin.get("/uploads?limit=100")["value"] if each["name"].startswith("unlogged")]
        return str(found[0]["id"]) if found and found[0]["state"] in ENDED else None

    upload_id = eventually(job, "the upload's end", 60)
    assert admin.get(f"/uploads/{upload_id}")["counts"]["added"] >= len(NUMBERS)
    admin.get(f"/uploads/{upload_id}/problems")
    assert admin("POST", f"/uploads/{upload_id}/undo").status < 300


def refuse(admin: Api) -> None:
    """Inputs that are rejected, with numbers where none belong."""
    for method, path, body in (
        ("POST", "/groups", {"name": NUMBERS[9], "phoneNumbers": f"{NUMBERS[9]}x"}),
        ("POST", "/groups", {"name": 1, NUMBERS[9]: NUMBERS[10]}),
        ("GET", f"/groups/{quote(NUMBERS[11])}", None),
        ("GET", f"/groups?limit={quote(NUMBERS[11])}", None),
        ("PUT", f"/identities/{quote(NUMBERS[12])}", {"phoneNumber": "no number"}),
    ):
        assert admin(method, path, body).status < 500


def timers(host: LocalHost) -> list[str]:
    listed = host.request("GET", "/admin/functions").json
    return [each["name"] for each in listed if each["config"]["bindings"][0]["type"] == "timerTrigger"]


def digits(line: str) -> bool:
    """Whether a number of these tests stands in the line, however it is written."""
    return BLOCK in re.sub(r"%2B|[^0-9A-Za-z]", "", line)
