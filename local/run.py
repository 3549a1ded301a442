"""`make run`: starts Azurite and the local host, imports the samples once, and stays up until Ctrl-C.

Whatever ends it, also kill -9, ends what it started (local/process.py).
"""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from azure.storage.blob import BlobServiceClient, CorsRule

from local.api_client import ApiClient, ApiError
from local.azurite import Azurite, AzuriteError
from local.prerequisites import MissingError, check_prerequisites
from local.process import die_with_parent, start_child, stop_child
from local.sample_import import (
    FINISHED,
    drop_samples,
    follow_job,
    is_empty,
    run_export,
    sample_job,
    say,
    summarize,
)
from local.settings import HostSettings, Ports, SettingError, development_settings

_TAIL_LINES = 15
ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0
# Never taken from the environment: `make run` must not write into a real account by accident.
OWN_SETTINGS = ("AzureWebJobsStorage", "DataStorage", "AUTH_ISSUER")


class StartError(Exception):
    """The host did not come up; the message is the sentence to show."""


class StopRequestedError(BaseException):
    """Ctrl-C or SIGTERM. Not an Exception, so that nothing on the way takes it for a failure."""


@dataclass
class Runner:
    """Azurite, the host, and the client that talks to them."""

    ports: Ports
    app_dir: Path
    local_dir: Path
    environment: dict[str, str]
    azurite: Azurite
    api: ApiClient
    host: "subprocess.Popen[bytes] | None" = None

    @classmethod
    def from_environment(cls) -> "Runner":
        """By the variables of docs/local-host.md, Variables. Raises SettingError or MissingError."""
        ports = Ports.from_environment(os.environ)
        check_prerequisites(ROOT, ports)
        local_dir = (ROOT / os.environ.get("LOCAL_DIR", ".local")).resolve()
        environment = _host_environment(ports, local_dir)
        app_dir = Path(os.environ.get("LOCAL_APP_DIR", ROOT)).resolve()
        prefix = HostSettings.load(app_dir, environment).route_prefix
        azurite = Azurite(ROOT, local_dir / "azurite", ports, local_dir / "azurite.log")
        return cls(ports, app_dir, local_dir, environment, azurite, ApiClient(ports.host, f"/{prefix}"))

    def start(self) -> None:
        """Starts both and waits until the app is healthy. Raises AzuriteError or StartError."""
        self.azurite.start()
        say(f"Azurite is up, its data is in {self.local_dir / 'azurite'}")
        with self.blobs() as blobs:
            _allow_browser_uploads(blobs, self.ports.host)
        log = self.local_dir / "host.log"
        log.unlink(missing_ok=True)
        self.host = start_child([sys.executable, "-m", "local.host", str(self.app_dir)], log, self.environment)
        deadline = time.monotonic() + START_SECONDS
        while not self.api.is_healthy():
            if self.host.poll() is not None or time.monotonic() > deadline:
                raise StartError(f"The host did not come up; {log} ends with:\n{_tail(log)}")
            time.sleep(0.2)
        say(f"The host is up on {self.api.origin}, its log is {log}")

    def import_samples_once(self) -> None:
        """Imports the samples into an empty store; goes on with an import that was cut off."""
        with self.blobs() as blobs:
            if is_empty(blobs, self.api):
                files = drop_samples(blobs, ROOT / "samples")
                say(f"The store is empty: dropped {', '.join(files) or 'nothing'} into the container uploads.")
                self._finish_import(blobs, len(files))
                return
            job = sample_job(self.api)
            if job is not None and job["state"] not in FINISHED:
                say("An earlier import was cut off and goes on:")
                self._finish_import(blobs, len(job["files"]))
                return
        jobs = sum(1 for _ in self.api.get_all("/uploads?limit=1000"))
        say(f"Found its data again ({jobs} import job{'' if jobs == 1 else 's'}); nothing is imported.")

    def announce(self) -> None:
        """Says where everything is."""
        say("")
        say("Muster is up; Ctrl-C ends it.")
        say(f"  Portal   {self.api.origin}/")
        say(f"  API      {self.api.base_url}")
        say(f"  Docs     {self.api.base_url}/docs")
        say(f'  Token    curl -s {self.api.origin}/dev/token -d \'{{"roles": ["Groups.Admin"]}}\'')

    def watch(self) -> int:
        """Returns 1 when the host or Azurite ends by itself; ends otherwise by StopRequestedError."""
        while True:
            if self.host is None or self.host.poll() is not None:
                say(f"The host ended by itself; {self.local_dir / 'host.log'} says why.")
                return 1
            if not self.azurite.is_running():
                say(f"Azurite ended by itself; {self.local_dir / 'azurite.log'} says why.")
                return 1
            time.sleep(0.5)

    def stop(self) -> None:
        """Ends the host first, so that what it still runs finds its storage."""
        if self.host is not None:
            stop_child(self.host)
        self.azurite.stop()

    def blobs(self) -> BlobServiceClient:
        """A client of Azurite's blob service."""
        return BlobServiceClient.from_connection_string(self.environment["DataStorage"])

    def _finish_import(self, blobs: BlobServiceClient, files: int) -> None:
        if not files:
            return
        job = follow_job(self.api, files, sys.stdout)
        if job is None:
            say(f"The import does not move; {self.api.base_url}/uploads and the host's log say more.")
            return
        summarize(self.api, job, say)
        run_export(self.api, blobs, say)


def main() -> int:
    """The exit code: 0 after Ctrl-C or SIGTERM, 1 when something is missing or broke."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _request_stop)
    if "MAKELEVEL" in os.environ:
        die_with_parent(os.getppid())
    runner: Runner | None = None
    try:
        runner = Runner.from_environment()
        runner.start()
        try:
            runner.import_samples_once()
        except ApiError as error:
            say(f"The samples were not imported: {error}")
        runner.announce()
        return runner.watch()
    except (MissingError, SettingError, AzuriteError, StartError) as error:
        print(f"make run: {error}", file=sys.stderr)
        return 1
    except StopRequestedError:
        say("\nStopping.")
        return 0
    finally:
        # A second Ctrl-C must not leave processes behind; stopping takes seconds at most.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        if runner is not None:
            runner.stop()


def _request_stop(number: int, frame: FrameType | None) -> None:
    raise StopRequestedError


def _host_environment(ports: Ports, local_dir: Path) -> dict[str, str]:
    defaults = development_settings(ports)
    own = {name: defaults[name] for name in OWN_SETTINGS}
    places = {"HOST_PORT": str(ports.host), "LOCAL_DIR": str(local_dir), "PYTHONUNBUFFERED": "1"}
    return defaults | dict(os.environ) | own | places


def _allow_browser_uploads(blobs: BlobServiceClient, host_port: int) -> None:
    """Lets the portal's page PUT files to upload URLs, which are of another origin than the page."""
    rule = CorsRule(
        [f"http://localhost:{host_port}", f"http://127.0.0.1:{host_port}"],
        ["GET", "HEAD", "PUT", "OPTIONS"],
        allowed_headers=["*"],
        exposed_headers=["*"],
        max_age_in_seconds=3600,
    )
    blobs.set_service_properties(cors=[rule])


def _tail(log: Path) -> str:
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    return "\n".join(text.splitlines()[-_TAIL_LINES:])


if __name__ == "__main__":
    sys.exit(main())
