"""Upload URLs as a client uses them, on storage: one file a URL, a file that changes while the upload is reviewed, and what
comes after it was applied."""

from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from azure.storage.blob import BlobServiceClient, ContainerClient

from tests.azurite import TestAzurite
from tests.local_host import Answer, LocalHost, eventually
from tests.system.app_host import Api, running_app, somebody

HEADER = "Group Name,Phone Number,User Type\n"
PARENT_HEADER = "Parent Group Name,Child Group Name\n"


@pytest.fixture(scope="module")
def host(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    with running_app(azurite.connection_string, Path(tmp_path_factory.mktemp("upload-urls"))) as started:
        yield started


@pytest.fixture
def admin(host: LocalHost) -> Api:
    return somebody(host, 1, "Groups.Admin")


@pytest.fixture
def container(azurite: TestAzurite) -> Iterator[ContainerClient]:
    """What a storage writer has."""
    with BlobServiceClient.from_connection_string(azurite.connection_string) as service:
        yield service.get_container_client("uploads")


def put(upload_url: dict[str, Any], content: str, **metadata: str) -> int:
    """The request that the API names. Returns the status of storage's answer."""
    headers = upload_url["headers"] | {f"x-ms-meta-{key}": value for key, value in metadata.items()}
    parts = urlsplit(upload_url["url"])
    with closing(HTTPConnection(parts.netloc, timeout=60)) as storage:
        storage.request(upload_url["method"], f"{parts.path}?{parts.query}", content.encode(), headers)
        answer = storage.getresponse()
        answer.read()
        return answer.status


def shown(admin: Api, upload_id: str) -> Answer:
    """The upload with its ETag."""
    answer = admin("GET", f"/uploads/{upload_id}")
    assert answer.status == 200
    return answer


def reaches(admin: Api, upload_id: str, state: str, files: int = 1) -> Answer:
    """The upload when it is in that state with so many files."""

    def is_there() -> bool:
        upload = shown(admin, upload_id).json
        return upload["state"] == state and len(upload["files"]) == files

    eventually(is_there, f"upload {upload_id} to be {state}", 60)
    return shown(admin, upload_id)


def rows(group: str, *numbers: int) -> str:
    return HEADER + "".join(f"{group},+9198{number:08d},Member\n" for number in numbers)


def planned(upload: dict[str, Any]) -> dict[str, int]:
    return {group["name"]: group["added"] for group in upload["plan"]["groups"]}


def members(admin: Api, group: str) -> list[str]:
    (found,) = [each for each in admin.get(f"/groups?q={group}")["value"] if each["name"] == group]
    return [member["phoneNumber"] for member in admin.get(f"/groups/{found['id']}/members?limit=1000")["value"]]


def test_a_url_takes_one_file(admin: Api) -> None:
    upload = admin.post("/uploads", {})
    url = upload["uploadUrls"]["user-group-mapping"]
    assert (url["method"], url["headers"]) == ("PUT", {"x-ms-blob-type": "BlockBlob"})
    assert put(url, rows("Once", 11)) == 201
    reaches(admin, upload["id"], "awaitingReview")
    assert put(url, rows("Once", 11)) == 403, "the answer was lost, and it is sent again"
    assert put(url, rows("Once", 12), mode="replace") == 403
    assert shown(admin, upload["id"]).json["state"] == "awaitingReview"
    assert admin.post(f"/uploads/{upload['id']}/apply")["state"] in ("applying", "completed")
    reaches(admin, upload["id"], "completed")
    assert put(url, rows("Once", 12)) == 403


def test_a_file_that_changes_in_review_is_shown_before_it_is_applied(admin: Api, container: ContainerClient) -> None:
    upload = admin.post("/uploads", {"parentMapping": True})
    job_id, urls = upload["id"], upload["uploadUrls"]
    assert put(urls["parent-group-mapping"], PARENT_HEADER + "Shown,Below\n") == 201
    assert put(urls["user-group-mapping"], rows("Shown", 21) + rows("Below", 22).removeprefix(HEADER)) == 201
    first = reaches(admin, job_id, "awaitingReview", files=2)
    assert planned(first.json) == {"Below": 1, "Shown": 1}
    assert first.json["plan"]["links"]["new"] == [{"parent": "Shown", "child": "Below"}]
    by_kind = {file["kind"]: file["blobName"] for file in first.json["files"]}

    container.upload_blob(
        by_kind["user-group-mapping"],
        rows("Shown", 21, 23, 24) + rows("Below", 22).removeprefix(HEADER),
        overwrite=True,
        metadata={"mode": "replace", "review": "false"},
    )
    eventually(lambda: planned_or_none(admin, job_id) == {"Below": 1, "Shown": 3}, "the new plan", 60)
    container.upload_blob(by_kind["parent-group-mapping"], PARENT_HEADER + "Below,Shown\n", overwrite=True)
    eventually(lambda: new_links(admin, job_id) == [{"parent": "Below", "child": "Shown"}], "the new links", 60)
    second = shown(admin, job_id)
    assert (second.json["mode"], second.json["review"], second.json["submittedBy"]) == ("merge", True, "person-1")

    stale = admin("POST", f"/uploads/{job_id}/apply", None, **{"If-Match": first.header("ETag") or ""})
    assert (stale.status, shown(admin, job_id).json["state"]) == (412, "awaitingReview")
    stale = admin("POST", f"/uploads/{job_id}/apply?plan={first.json['plan']['id']}")
    assert (stale.status, shown(admin, job_id).json["state"]) == (412, "awaitingReview")
    path = f"/uploads/{job_id}/apply?plan={second.json['plan']['id']}"
    applied = admin("POST", path, None, **{"If-Match": second.header("ETag") or ""})
    assert applied.status == 200
    done = reaches(admin, job_id, "completed", files=2).json
    assert (done["counts"]["added"], done["counts"]["linksAdded"], len(members(admin, "Shown"))) == (4, 1, 3)

    before = len(admin.get("/uploads?limit=1000")["value"])
    container.upload_blob(
        by_kind["user-group-mapping"], rows("Shown", 29), overwrite=True, metadata={"mode": "replace"}
    )
    eventually(lambda: shown(admin, job_id).json["filesIgnored"] == 1, "the late file to be noted", 60)
    assert (shown(admin, job_id).json["state"], len(members(admin, "Shown"))) == ("completed", 3)
    assert len(admin.get("/uploads?limit=1000")["value"]) == before
    assert b"file_ignored" in admin("GET", f"/uploads/{job_id}/log").body


def planned_or_none(admin: Api, upload_id: str) -> dict[str, int] | None:
    upload = shown(admin, upload_id).json
    return planned(upload) if upload["state"] == "awaitingReview" else None


def new_links(admin: Api, upload_id: str) -> Any:
    upload = shown(admin, upload_id).json
    return upload["plan"]["links"]["new"] if upload["state"] == "awaitingReview" else None


def test_a_held_upload_stays_held_however_it_is_run_again(admin: Api, container: ContainerClient) -> None:
    many = admin.post("/uploads", {"review": False})
    assert put(many["uploadUrls"]["user-group-mapping"], rows("Large", *range(1000, 1250))) == 201
    reaches(admin, many["id"], "completed")
    refused = admin("POST", f"/uploads/{many['id']}/rerun")
    assert (refused.status, "nothing to rerun" in refused.json["detail"]) == (409, True)
    few = admin.post("/uploads", {"review": False, "mode": "replace"})
    assert put(few["uploadUrls"]["user-group-mapping"], rows("Large", 1000)) == 201
    held = reaches(admin, few["id"], "awaitingReview").json
    assert [(hold["group"], hold["reason"]) for hold in held["holds"]] == [("Large", "removesMany")]
    assert (held["heldGroups"], held["heldTotal"]) == (["Large"], 1)
    admin.post(f"/uploads/{few['id']}/cancel")
    admin.post(f"/uploads/{few['id']}/rerun")
    again = reaches(admin, few["id"], "awaitingReview").json
    assert (again["holds"], len(members(admin, "Large"))) == (held["holds"], 250)
    assert again["plan"]["totals"]["removed"] == 249
