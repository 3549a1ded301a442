"""Every blob reaches its function at least once over kills and restarts, and a finished one never again."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from azure.storage.blob import BlobServiceClient

from tests.azurite import TestAzurite
from tests.local_host import LocalHost, eventually

APP = Path(__file__).parent / "local_host_app"
MakeHost = Callable[..., LocalHost]


@pytest.fixture
def blobs(azurite: TestAzurite) -> Iterator[BlobServiceClient]:
    with BlobServiceClient.from_connection_string(azurite.connection_string) as service:
        present = {container.name for container in service.list_containers()}
        for name in {"seen", "slow"} - present:
            service.create_container(name)
        yield service


@pytest.fixture
def make_host(azurite: TestAzurite, tmp_path: Path) -> Iterator[MakeHost]:
    hosts: list[LocalHost] = []

    def make(**settings: str) -> LocalHost:
        host = LocalHost(APP, azurite.connection_string, tmp_path, {"EVERY": "0 0 3 1 1 *", **settings})
        hosts.append(host)
        return host

    yield make
    for host in hosts:
        host.stop()


def count(blobs: BlobServiceClient, kind: str, blob: str) -> int:
    """How often a function noted `kind` for a blob."""
    container = blobs.get_container_client("seen")
    notes = (json.loads(container.download_blob(b.name).readall()) for b in container.list_blobs(f"{kind}/"))
    return sum(1 for note in notes if note["name"] == f"slow/{blob}")


def test_blob_of_a_killed_function_comes_again_and_a_finished_one_does_not(
    blobs: BlobServiceClient, make_host: MakeHost
) -> None:
    finished, cut_off = str(uuid4()), str(uuid4())
    host = make_host().start()
    blobs.get_blob_client("slow", finished).upload_blob(b"x")
    eventually(lambda: is_complete(blobs, finished), "the receipt of the first")
    host.kill()

    host = make_host(SLOW_SECONDS="60").start()
    blobs.get_blob_client("slow", cut_off).upload_blob(b"x")
    eventually(lambda: count(blobs, "slow-begun", cut_off), "the second to begin")
    host.kill()
    assert not is_complete(blobs, cut_off)

    host = make_host().start()
    eventually(lambda: count(blobs, "slow-done", cut_off), "the second to come again")
    eventually(lambda: is_complete(blobs, cut_off), "the receipt of the second")
    assert host.stop() == 0
    assert [count(blobs, kind, finished) for kind in ("slow-begun", "slow-done")] == [1, 1]
    assert [count(blobs, kind, cut_off) for kind in ("slow-begun", "slow-done")] == [2, 1]


def test_blob_dropped_while_the_host_is_down_is_found(blobs: BlobServiceClient, make_host: MakeHost) -> None:
    name = str(uuid4())
    blobs.get_blob_client("slow", name).upload_blob(b"x")
    make_host().start()
    eventually(lambda: count(blobs, "slow-done", name), "the blob")


def test_running_function_is_waited_for_at_the_end(blobs: BlobServiceClient, make_host: MakeHost) -> None:
    name = str(uuid4())
    host = make_host(SLOW_SECONDS="1").start()
    blobs.get_blob_client("slow", name).upload_blob(b"x")
    eventually(lambda: count(blobs, "slow-begun", name), "the function to begin")
    assert host.stop() == 0
    assert count(blobs, "slow-done", name) == 1
    assert is_complete(blobs, name)


def test_deliveries_are_bounded_by_host_json(blobs: BlobServiceClient, make_host: MakeHost) -> None:
    names = [str(uuid4()) for _ in range(4)]
    host = make_host(SLOW_SECONDS="60").start()
    for name in names:
        blobs.get_blob_client("slow", name).upload_blob(b"x")
    eventually(lambda: sum(count(blobs, "slow-begun", name) for name in names) == 2, "two to begin")
    time.sleep(0.5)  # several scans, in which two more would have begun had they been allowed to
    host.kill()
    assert sum(count(blobs, "slow-begun", name) for name in names) == 2
    for name in names:
        blobs.get_blob_client("slow", name).delete_blob()


@pytest.mark.parametrize("mode", ["3", "3:sequence"])
def test_duplicates_can_be_asked_for(blobs: BlobServiceClient, make_host: MakeHost, mode: str) -> None:
    name = str(uuid4())
    make_host(LOCAL_DUPLICATE_DELIVERIES=mode).start()
    blobs.get_blob_client("slow", name).upload_blob(b"x")
    eventually(lambda: is_complete(blobs, name), "the receipt")
    assert count(blobs, "slow-done", name) == 3


def test_storage_may_go_away_for_a_while(tmp_path: Path) -> None:
    storage = TestAzurite(lasting=True)
    storage.start()
    host = LocalHost(APP, storage.connection_string, tmp_path, {"EVERY": "0 0 3 1 1 *"}).start()
    try:
        storage.stop()
        time.sleep(0.5)  # several scans that find nobody
        storage.start()
        with BlobServiceClient.from_connection_string(storage.connection_string) as blobs:
            for name in ("seen", "slow"):
                blobs.create_container(name)
            blobs.get_blob_client("slow", "x").upload_blob(b"x")
            eventually(lambda: count(blobs, "slow-done", "x"), "the blob")
    finally:
        host.stop()
        storage.close()


def test_request_under_way_is_answered_at_the_end(make_host: MakeHost) -> None:
    host = make_host().start()
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(host.request, "GET", "/api/slow")
        eventually(lambda: "Executing 'Functions.slow'" in host.log.read_text(), "the request to be under way")
        assert host.stop() == 0
        assert answer.result().body == b"done"


def test_host_that_cannot_start_says_why(azurite: TestAzurite, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="refers to the setting EVERY, which is missing"):
        LocalHost(APP, azurite.connection_string, tmp_path).start()


def is_complete(blobs: BlobServiceClient, name: str) -> bool:
    """Whether the receipt of a blob of `slow` says that it is done."""
    receipts = blobs.get_container_client("azure-webjobs-hosts")
    prefix = "blobreceipts/local/Host.Functions.take_slowly/"
    found = [r for r in receipts.list_blobs(prefix, include=["metadata"]) if r.name.endswith(f"/slow/{name}")]
    return any((receipt.metadata or {}).get("Completed") for receipt in found)
