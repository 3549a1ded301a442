"""The local host as a process of its own, for tests that want to see it from outside."""

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from os import environ
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from local.process import start_child, stop_child
from tests.azurite import ROOT, free_ports

Value = TypeVar("Value")
# What a developer has in their shell must not change what the tests see.
SETTINGS_OF_APPS = ("AUTH_", "DEFAULT_", "EXPORT_", "UPLOAD_", "BLOB_TRIGGER_", "LOCAL_", "HOST_", "AZURITE_")


@dataclass(frozen=True)
class Answer:
    """An HTTP answer, read to its end; header names in lower case, repeated ones in order."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key == name.lower()), None)


@dataclass
class LocalHost:
    """`python -m local.host` for one app and one storage account; start() and kill() as often as a test likes."""

    program: ClassVar[Sequence[str]] = (sys.executable, "-m", "local.host")
    """The conformance tests put another in its place."""
    app_dir: Path
    connection_string: str
    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=lambda: free_ports(1)[0])
    _process: Any = None

    @property
    def origin(self) -> str:
        """Where it listens."""
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        """Everything it printed, over all its starts."""
        return self.folder / "host.log"

    def start(self) -> "LocalHost":
        """Starts it and waits until it answers."""
        self.launch()
        eventually(self._answers, "the host to answer", 30)
        return self

    def launch(self) -> None:
        """Starts the process and comes back at once."""
        inherited = {k: v for k, v in environ.items() if not k.startswith(SETTINGS_OF_APPS)}
        own = {
            "AzureWebJobsStorage": self.connection_string,
            "DataStorage": self.connection_string,
            "HOST_PORT": str(self.port),
            "LOCAL_DIR": str(self.folder),
            "LOCAL_BLOB_POLL_SECONDS": "0.1",
            "PYTHONPATH": str(ROOT),
        }
        command = [*self.program, str(self.app_dir)]
        self._process = start_child(command, self.log, inherited | own | dict(self.settings))

    def stop(self) -> int:
        """Ends it as Ctrl-C does; its exit code."""
        return stop_child(self._process)

    def kill(self) -> None:
        """Ends it without a chance to put anything in order."""
        self._process.kill()
        self._process.wait()

    def request(self, method: str, target: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """One request; a body that is a dictionary goes as JSON, one that is an iterator in chunks."""
        if isinstance(body, dict):
            body, headers = json.dumps(body), {"Content-Type": "application/json", **(headers or {})}
        connection = HTTPConnection("localhost", self.port, timeout=30)
        try:
            connection.request(method, target, body, dict(headers or {}))
            response = connection.getresponse()
            names = [(name.lower(), value) for name, value in response.getheaders()]
            return Answer(response.status, names, response.read())
        finally:
            connection.close()

    def token(self, **wanted: Any) -> str:
        """A token of the development issuer."""
        return str(self.request("POST", "/dev/token", wanted).json["accessToken"])

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            raise AssertionError(f"The host ended at its start:\n{self.log.read_text()[-3000:]}")
        try:
            return self.request("GET", "/admin/host/status").status == 200
        except OSError:
            return False


def eventually(look: Callable[[], Value | None], what: str, seconds: float = 15) -> Value:
    """Looks until what it sees is true, and returns it; fails the test when that takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := look():
            return value
        time.sleep(0.05)
    raise AssertionError(f"Waited {seconds} s in vain for {what}.")
