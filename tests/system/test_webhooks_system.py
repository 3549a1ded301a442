"""Muster as a process, receivers as processes that misbehave and come back, over HTTP alone."""

import json
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.azurite import ROOT, TestAzurite
from tests.local_host import Answer, LocalHost, eventually
from tests.muster_api import ADMIN, Client, muster_host, new_group


@dataclass
class ReceiverProcess:
    """`python -m tests.receiver`."""

    process: subprocess.Popen[str]
    port: int
    deliveries: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def start(cls) -> "ReceiverProcess":
        """On a free port."""
        command = [sys.executable, "-m", "tests.receiver"]
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        running = cls(process, int(process.stdout.readline()))
        threading.Thread(target=running._read, daemon=True).start()
        return running

    @property
    def url(self) -> str:
        """Where it takes webhooks."""
        return f"http://localhost:{self.port}/hook"

    def tell(self, **command: str) -> None:
        """Another mode, or the secret to verify with."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()

    def numbers(self) -> list[str]:
        """Of members that it was told were added."""
        return [e["data"]["phoneNumber"] for d in self.deliveries for e in d["events"] if "MemberAdded" in e["type"]]

    def stop(self) -> None:
        """End it, and whatever it hangs in."""
        self.process.kill()
        self.process.communicate()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.deliveries.append(json.loads(line))


@pytest.fixture(scope="module")
def host(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    running = muster_host(azurite, tmp_path_factory.mktemp("webhooks"), WEBHOOKS_ALLOW_LOCAL="true").start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def admin(host: LocalHost) -> Client:
    return Client(host, ADMIN)


def listen(admin: Client, group: str, receiver: ReceiverProcess) -> str:
    """Register a receiver that is linked to the group, and have it verify; answers the connector's id."""
    body = {
        "name": f"Receiver {uuid.uuid4()}",
        "permissions": ["outgoingWebhooks", "memberList"],
        "callbackUrl": receiver.url,
    }
    created = admin.ok("POST", "/connectors", body)
    assert created["secret"].startswith("whsec_")
    receiver.tell(secret=created["secret"])
    admin.ok("PUT", f"/groups/{group}/connectors/{created['id']}")
    return str(created["id"])


def run_timer(host: LocalHost) -> None:
    assert host.request("POST", "/admin/functions/sweep", {}).status == 202


def add(admin: Client, group: str, *numbers: str) -> None:
    admin.ok("POST", f"/groups/{group}/members", {"phoneNumbers": list(numbers)})


def test_receivers_that_fail_hang_dawdle_and_redirect_get_everything_once_they_come_back(
    host: LocalHost, admin: Client
) -> None:
    with ExitStack() as stack:
        receivers: dict[str, ReceiverProcess] = {}
        connectors: dict[str, str] = {}
        group = new_group(admin, f"Webhooks {uuid.uuid4()}")
        for mode in ("fail", "hang", "slow", "redirect"):
            receivers[mode] = ReceiverProcess.start()
            stack.callback(receivers[mode].stop)
            connectors[mode] = listen(admin, group, receivers[mode])
            receivers[mode].tell(mode=mode)
        first, second = "+919812300101", "+919812300102"
        add(admin, group, first)
        add(admin, group, second)
        eventually(lambda: receivers["slow"].numbers() == [first, second], "the slow one to be told", 60)
        assert not any(receivers[mode].numbers() for mode in ("fail", "hang", "redirect"))
        for mode in ("fail", "hang", "redirect"):
            told = f"Connector {connectors[mode]}, group {group}, attempt 1: "
            eventually(lambda: told in host.log.read_text(), f"the log of {mode}, which comes inside an invocation", 60)  # noqa: B023
        for receiver in receivers.values():
            receiver.tell(mode="ok")

        def all_told() -> bool:
            run_timer(host)
            return all(receiver.numbers() == [first, second] for receiver in receivers.values())

        eventually(all_told, "all to be told, in order", 120)
        states = [c.get("delivery") for c in admin.ok("GET", "/connectors?limit=1000")["value"]]
        assert states.count(None) == len(states)


def test_what_was_changed_before_the_process_was_killed_is_told_after(host: LocalHost, admin: Client) -> None:
    receiver = ReceiverProcess.start()
    try:
        group = new_group(admin, f"Killed {uuid.uuid4()}")
        connector_id = listen(admin, group, receiver)
        receiver.tell(mode="hang")
        add(admin, group, "+919812300201")
        host.kill()
        receiver.tell(mode="ok")
        host.start()
        admin._token = ""

        def is_published() -> bool:
            run_timer(host)
            return receiver.numbers() == ["+919812300201"]

        eventually(is_published, "the change to be told", 120)
        assert admin.get(f"/connectors/{connector_id}").json.get("secret") is None
    finally:
        receiver.stop()


def test_secrets_are_shown_once_and_never_logged(host: LocalHost, admin: Client) -> None:
    receiver = ReceiverProcess.start()
    try:
        group = new_group(admin, f"Secrets {uuid.uuid4()}")
        connector_id = listen(admin, group, receiver)
        rotated = admin.ok("POST", f"/connectors/{connector_id}/secret")["secret"]
        assert rotated.startswith("whsec_")
        shown = (
            admin.get(f"/connectors/{connector_id}").body,
            admin.get("/connectors?limit=1000").body,
            admin.get(f"/groups/{group}/connectors").body,
            admin.call("PATCH", f"/connectors/{connector_id}", {"description": "x"}).body,
        )
        assert not any(b"whsec_" in body for body in shown)
        add(admin, group, "+919812300301")
        eventually(lambda: receiver.numbers() == ["+919812300301"], "the old secret to be good still")
        assert "whsec_" not in Path(host.log).read_text()
        plain = admin.ok("POST", "/connectors", {"name": "Silent", "permissions": []})["id"]
        assert admin.call("POST", f"/connectors/{plain}/secret").status == 409
    finally:
        receiver.stop()


def test_registration_is_rejected_where_nobody_echoes(admin: Client) -> None:
    receiver = ReceiverProcess.start()
    body = {"name": "x", "permissions": ["outgoingWebhooks"], "callbackUrl": receiver.url}

    def rejection() -> Answer | None:
        answer = admin.call("POST", "/connectors", body)
        return answer if answer.status == 400 else None

    try:
        receiver.tell(mode="no-echo")
        answer = eventually(rejection, "a rejection")
        assert [(e["field"], e["code"]) for e in answer.json["errors"]] == [("callbackUrl", "callback_not_validated")]
    finally:
        receiver.stop()
    assert admin.call("POST", "/connectors", body).json["errors"][0]["code"] == "callback_not_validated"


def test_outside_the_local_host_only_public_addresses_are_registered(
    azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory
) -> None:
    strict = muster_host(azurite, tmp_path_factory.mktemp("strict"), WEBHOOKS_ALLOW_LOCAL="false").start()
    try:
        admin = Client(strict, ADMIN)
        for url in ("http://localhost/", "https://localhost/", "https://127.0.0.1/", "https://192.168.1.1/hook"):
            body = {"name": "x", "permissions": ["outgoingWebhooks"], "callbackUrl": url}
            answer = admin.call("POST", "/connectors", body)
            assert answer.status == 400
            assert [(e["field"], e["code"]) for e in answer.json["errors"]] == [("callbackUrl", "callback_refused")]
    finally:
        strict.stop()
