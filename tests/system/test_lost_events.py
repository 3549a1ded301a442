"""The app on a host of which no event of a dropped file ever comes: the timer finds the file and imports it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from azure.storage.blob import BlobServiceClient

from tests.azurite import TestAzurite
from tests.local_host import LocalHost, eventually
from tests.muster_api import ADMIN, Client

APP = Path(__file__).parent / "crash_app"
LATE_SECONDS = 3
FILE = b"Group Name,Phone Number,User Type\nLate Depot,+919812399001,Admin\nLate Depot,+919812399002,Member\n"


@pytest.fixture(scope="module")
def host(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    folder = tmp_path_factory.mktemp("lost")
    settings = {
        "CRASH_FOLDER": str(folder),
        "CRASH_LATE_SECONDS": str(LATE_SECONDS),
        "LOCAL_LOSE_EVENTS": "uploads",
        "AUTH_PHONE_CLAIM": "phone_number",
    }
    running = LocalHost(APP, azurite.connection_string, folder, settings).start()
    yield running
    assert running.stop() == 0


def test_a_file_of_which_no_event_comes_is_imported_and_logged_as_late(host: LocalHost, azurite: TestAzurite) -> None:
    admin = Client(host, ADMIN)
    admin.ok("GET", "/groups")  # makes the containers
    with BlobServiceClient.from_connection_string(azurite.connection_string) as blobs:
        blobs.get_blob_client("uploads", "late-depot/users.csv").upload_blob(FILE)

    def found() -> dict[str, str] | None:
        return next((job for job in admin.ok("GET", "/uploads")["value"] if job["name"] == "late-depot"), None)

    def finished() -> dict[str, str] | None:
        assert host.request("POST", "/admin/functions/sweep", {"input": ""}).status == 202
        job = found()
        return job if job and job["state"] == "completed" else None

    assert found() is None
    job = eventually(finished, "the import of the late file", 60)
    log = [json.loads(line) for line in admin.get(f"/uploads/{job['id']}/log").body.splitlines()]
    assert [line["level"] for line in log if line["code"] == "file_late"] == ["warning"]
    text = host.log.read_text()
    assert f"The event of a file of upload {job['id']} was lost" in text
    assert 'metric {"name":"uploads_late","files":1}' in text
    assert len([each for each in admin.ok("GET", "/uploads")["value"] if each["name"] == "late-depot"]) == 1
