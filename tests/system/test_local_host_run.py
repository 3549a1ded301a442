"""`make run` says what is missing, leaves nothing behind however it ends, and imports the samples once."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from local.process import start_child
from tests.azurite import free_ports
from tests.local_host import SETTINGS_OF_APPS, eventually

TINY_APP = Path(__file__).parent / "local_host_app"
PORT_SETTINGS = ("HOST_PORT", "AZURITE_BLOB_PORT", "AZURITE_QUEUE_PORT", "AZURITE_TABLE_PORT")


@dataclass
class Run:
    """One `python -m local.run`, which is what `make run` comes to once everything is installed."""

    folder: Path
    ports: list[int]
    process: "subprocess.Popen[bytes] | None" = None

    def environment(self, **settings: str) -> dict[str, str]:
        """A developer's environment with nothing of Muster in it but what the test sets."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(SETTINGS_OF_APPS) and k != "MAKELEVEL"}
        ports = dict(zip(PORT_SETTINGS, map(str, self.ports), strict=True))
        return inherited | ports | {"LOCAL_DIR": str(self.folder / "data")} | settings

    def start(self, **settings: str) -> None:
        """Starts it in the background."""
        self.process = start_child(
            [sys.executable, "-m", "local.run"], self.folder / "run.log", self.environment(**settings)
        )

    @property
    def output(self) -> str:
        """What it printed so far."""
        return (self.folder / "run.log").read_text()

    def wait_for(self, text: str, seconds: float = 60) -> None:
        """Waits until it prints so."""
        try:
            eventually(lambda: text in self.output or self._fail_if_ended(), repr(text), seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.output}") from error

    def end(self, number: int) -> int:
        """Sends the signal; the exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(30)

    def _fail_if_ended(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.output
        return False


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    started = Run(tmp_path, free_ports(4))
    yield started
    if started.process is not None and started.process.poll() is None:
        started.end(signal.SIGTERM)


def is_open(port: int) -> bool:
    """Whether something listens there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def rejection(run: Run, **settings: str) -> str:
    """What a start that cannot be says, in one line."""
    ended = subprocess.run(
        [sys.executable, "-m", "local.run"], env=run.environment(**settings), capture_output=True, text=True, timeout=120
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.count("\n") == 1
    return ended.stderr


def test_port_in_use(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", run.ports[2]))
        taken.listen()
        assert f"Port {run.ports[2]} is in use" in rejection(run)
        assert "AZURITE_QUEUE_PORT" in rejection(run)


def test_no_node(run: Run) -> None:
    assert "Node 20.19 or newer is missing" in rejection(run, PATH=str(run.folder))


def test_node_that_is_too_old(run: Run) -> None:
    node = run.folder / "node"
    node.write_text("#!/bin/sh\necho v20.18.3\n")
    node.chmod(0o755)
    assert f"Node 20.19 or newer is needed; {node} is v20.18.3." in rejection(run, PATH=str(run.folder))


def test_port_that_is_none(run: Run) -> None:
    assert "HOST_PORT is 'http', which is no port" in rejection(run, HOST_PORT="http")


def test_two_services_on_one_port(run: Run) -> None:
    assert "must differ" in rejection(run, HOST_PORT=str(run.ports[1]))


def test_app_that_does_not_start_is_told_and_nothing_stays(run: Run) -> None:
    run.start(LOCAL_APP_DIR=str(TINY_APP))  # without its setting EVERY
    assert run.process is not None
    assert run.process.wait(60) == 1
    assert "'%EVERY%' refers to the setting EVERY, which is missing." in run.output
    assert not any(map(is_open, run.ports))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_everything_in_order(run: Run, number: int) -> None:
    run.start(LOCAL_APP_DIR=str(TINY_APP), EVERY="0 0 3 1 1 *")
    run.wait_for("Ctrl-C ends it")
    assert all(map(is_open, run.ports))
    assert run.end(number) == 0
    assert run.output.endswith("Stopping.\n")
    assert not any(map(is_open, run.ports))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells children that their parent died")
def test_kill_ends_the_children_too(run: Run) -> None:
    run.start(LOCAL_APP_DIR=str(TINY_APP), EVERY="0 0 3 1 1 *")
    run.wait_for("Ctrl-C ends it")
    assert run.end(signal.SIGKILL) == -signal.SIGKILL
    eventually(lambda: not any(map(is_open, run.ports)), "the children to end", 20)


def test_browser_may_put_to_upload_urls(run: Run) -> None:
    run.start(LOCAL_APP_DIR=str(TINY_APP), EVERY="0 0 3 1 1 *")
    run.wait_for("Ctrl-C ends it")
    origin = f"http://localhost:{run.ports[0]}"
    assert preflight(run.ports[1], origin) == (200, origin)
    assert preflight(run.ports[1], "http://elsewhere.example")[0] == 403


def preflight(port: int, origin: str) -> tuple[int, str | None]:
    """What Azurite says to a browser that asks whether a page of `origin` may PUT a block blob."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    asked = {"Origin": origin, "Access-Control-Request-Method": "PUT"}
    wanted = asked | {"Access-Control-Request-Headers": "x-ms-blob-type,content-type"}
    connection.request("OPTIONS", "/devstoreaccount1/uploads/x.csv", headers=wanted)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.getheader("Access-Control-Allow-Origin")


def test_samples_are_imported_and_exported_once(run: Run) -> None:
    run.start()
    run.wait_for("Ctrl-C ends it", 120)
    first = run.output
    assert re.search(r"Import 'sample' is completed\w*: ", first)
    assert number_after("members added", first) > 500
    assert number_after("groups created", first) >= 40
    assert re.search(r"user-group-mapping\.csv line \d+, column Phone Number: number_damaged_by_spreadsheet: ", first)
    assert re.search(r"Log: http\S+/uploads/\S+/log and container job-logs, blob \S+\.jsonl", first)
    assert re.search(r"container exports, folder \d{4}/\d\d/\d\d/\S+/", first)
    assert run.end(signal.SIGINT) == 0

    run.start()
    run.wait_for("nothing is imported")
    assert "Found its data again (1 import job)" in run.output
    assert run.end(signal.SIGINT) == 0


def number_after(words: str, text: str) -> int:
    """The count in the summary's line of these words."""
    found = re.search(rf"{words}\s+(\d+)", text)
    assert found, text
    return int(found[1])
