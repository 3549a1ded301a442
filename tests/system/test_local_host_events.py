"""Blobs, timers and queues reach their functions as they would in Azure."""

import base64
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from azure.core.exceptions import ResourceExistsError
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueClient, QueueServiceClient, TextBase64EncodePolicy

from tests.azurite import TestAzurite
from tests.local_host import LocalHost, eventually

APP = Path(__file__).parent / "local_host_app"
POISON_QUEUE = "webjobs-blobtrigger-poison"


@pytest.fixture(scope="module")
def blobs(azurite: TestAzurite) -> Iterator[BlobServiceClient]:
    with BlobServiceClient.from_connection_string(azurite.connection_string) as service:
        present = {container.name for container in service.list_containers()}
        for name in {"seen", "incoming", "parts", "named", "poisonous", "slow"} - present:
            service.create_container(name)
        yield service


@pytest.fixture(scope="module")
def host(
    azurite: TestAzurite, blobs: BlobServiceClient, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LocalHost]:
    folder = tmp_path_factory.mktemp("events")
    running = LocalHost(APP, azurite.connection_string, folder, {"EVERY": "* * * * * *"}).start()
    yield running
    assert running.stop() == 0


def seen(blobs: BlobServiceClient, kind: str, **facts: Any) -> list[dict[str, Any]]:
    """What functions noted under `kind`, in order of time, as far as it has these facts."""
    container = blobs.get_container_client("seen")
    notes = [json.loads(container.download_blob(b.name).readall()) for b in container.list_blobs(f"{kind}/")]
    return [note for note in notes if note.items() >= facts.items()]


@pytest.mark.usefixtures("host")
def test_blob_reaches_its_function_with_name_length_uri_and_content(blobs: BlobServiceClient) -> None:
    client = blobs.get_blob_client("incoming", f"{uuid4()}/sub folder/ä.txt")
    client.upload_blob(b"hello")
    [note] = eventually(lambda: seen(blobs, "take", name=f"incoming/{client.blob_name}"), "the blob")
    assert note == {"name": f"incoming/{client.blob_name}", "length": 5, "uri": client.url, "content": "hello"}


@pytest.mark.usefixtures("host")
def test_a_client_of_the_extension_names_the_blob_and_reads_it_when_asked(blobs: BlobServiceClient) -> None:
    client = blobs.get_blob_client("named", f"{uuid4()}/sub folder/ä%2F.txt")
    client.upload_blob(b"hello")
    [note] = eventually(lambda: seen(blobs, "name", name=client.blob_name), "the blob")
    assert note == {"container": "named", "name": client.blob_name, "content": "hello"}


@pytest.mark.usefixtures("host")
def test_path_pattern_filters_and_content_is_read_in_pieces(blobs: BlobServiceClient) -> None:
    job = uuid4()
    for name in (f"{job}/a.csv", f"{job}/a/b.txt"):
        blobs.get_blob_client("parts", name).upload_blob(b"abcdef")
    [note] = eventually(lambda: [n for n in seen(blobs, "part") if str(job) in n["name"]], "the blob that matches")
    assert note == {"name": f"parts/{job}/a/b.txt", "first": "abc", "then": "def"}


@pytest.mark.usefixtures("host")
def test_overwritten_blob_fires_again(blobs: BlobServiceClient) -> None:
    client = blobs.get_blob_client("incoming", str(uuid4()))
    for content in ("one", "two"):
        client.upload_blob(content, overwrite=True)
        eventually(lambda: seen(blobs, "take", name=f"incoming/{client.blob_name}", content=content), content)  # noqa: B023
    assert len(seen(blobs, "take", name=f"incoming/{client.blob_name}")) == 2


@pytest.mark.usefixtures("host")
def test_blob_is_tried_five_times_and_then_a_poison_message_tells(
    azurite: TestAzurite, blobs: BlobServiceClient
) -> None:
    client = blobs.get_blob_client("poisonous", f"{uuid4()}/x.csv")
    client.upload_blob(b"x")
    message = eventually(lambda: poison_message(azurite, client.blob_name), "the poison message")
    assert message == {
        "Type": "BlobTrigger",
        "FunctionId": "Host.Functions.choke",
        "BlobType": "BlockBlob",
        "ContainerName": "poisonous",
        "BlobName": client.blob_name,
        "ETag": client.get_blob_properties().etag.strip('"'),
    }
    assert len(seen(blobs, "choke", name=f"poisonous/{client.blob_name}")) == 5


def test_what_is_logged_after_an_invocation_is_dropped(host: LocalHost, blobs: BlobServiceClient) -> None:
    which = str(uuid4())
    assert host.request("GET", f"/api/chatty?which={which}").status == 200
    eventually(lambda: seen(blobs, "chatty", which=which), "the task's end")
    log = host.log.read_text()
    assert "chatty logs in the task, before the answer" in log
    assert "chatty logs after the answer" not in log


def test_timer_runs_when_its_setting_says(host: LocalHost, blobs: BlobServiceClient) -> None:
    assert host.settings["EVERY"] == "* * * * * *"
    eventually(lambda: len(seen(blobs, "tick", past_due=False)) >= 2, "two ticks")


def test_function_runs_by_hand(host: LocalHost, blobs: BlobServiceClient) -> None:
    before = len(seen(blobs, "by-hand"))
    assert host.request("POST", "/admin/functions/By_Hand_Only", {"input": ""}).status == 202
    eventually(lambda: len(seen(blobs, "by-hand")) == before + 1, "the timer's run")

    client = blobs.get_blob_client("parts", f"{uuid4()}/by-hand/y.txt")
    client.upload_blob(b"abc")
    eventually(lambda: seen(blobs, "part", name=f"parts/{client.blob_name}"), "the run by itself")
    assert host.request("POST", "/admin/functions/take_part", {"input": f"parts/{client.blob_name}"}).status == 202
    eventually(lambda: len(seen(blobs, "part", name=f"parts/{client.blob_name}")) == 2, "the run by hand")

    word = str(uuid4())
    assert host.request("POST", "/admin/functions/take_word", {"input": word}).status == 202
    eventually(lambda: seen(blobs, "word", word=word), "the word")


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("nobody", {"input": ""}, 404),
        ("by_hand_only", "no JSON", 400),
        ("by_hand_only", "", 400),
        ("by_hand_only", "[]", 400),
        ("by_hand_only", {"input": 5}, 400),
        ("a_first", {"input": ""}, 400),
    ],
)
def test_run_by_hand_that_cannot_be(host: LocalHost, name: str, body: Any, status: int) -> None:
    assert host.request("POST", f"/admin/functions/{name}", body).status == status


@pytest.mark.usefixtures("host")
def test_message_reaches_its_function_and_a_bad_one_the_poison_queue(
    azurite: TestAzurite, blobs: BlobServiceClient
) -> None:
    with queue(azurite, "words") as words:
        with suppress(ResourceExistsError):
            words.create_queue()
        good, bad = str(uuid4()), f"bad {uuid4()}"
        words.send_message(good)
        words.send_message(bad)
    [note] = eventually(lambda: seen(blobs, "word", word=good), "the word")
    assert note == {"word": good, "dequeue_count": 1}
    eventually(lambda: bad in peek(azurite, "words-poison"), "the bad word's end", 30)
    assert [note["dequeue_count"] for note in seen(blobs, "word", word=bad)] == [1, 2, 3, 4, 5]


def queue(azurite: TestAzurite, name: str) -> QueueClient:
    """A queue whose messages are Base64, as the host expects them."""
    return QueueClient.from_connection_string(
        azurite.connection_string, name, message_encode_policy=TextBase64EncodePolicy()
    )


def peek(azurite: TestAzurite, name: str) -> list[str]:
    """The messages of a queue, decoded here and by hand, so that the encoding itself is tested."""
    with QueueServiceClient.from_connection_string(azurite.connection_string) as service:
        if name not in [found.name for found in service.list_queues()]:
            return []
        with service.get_queue_client(name) as client:
            messages = client.peek_messages(max_messages=32)
    return [base64.b64decode(message.content).decode() for message in messages]


def poison_message(azurite: TestAzurite, blob: str) -> dict[str, Any] | None:
    """The message about one blob; the queue is shared with other tests."""
    messages = (json.loads(text) for text in peek(azurite, POISON_QUEUE))
    return next((message for message in messages if message["BlobName"] == blob), None)
