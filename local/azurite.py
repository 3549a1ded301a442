"""Azurite, the storage emulator, as a child process: the version that package-lock.json pins."""

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from local.process import start_child, stop_child
from local.settings import AZURITE_ACCOUNT, Ports

SCRIPT = Path("node_modules/azurite/dist/src/azurite.js")
START_SECONDS = 30.0


class AzuriteError(RuntimeError):
    """Azurite did not start; the message says where its log is."""


@dataclass
class Azurite:
    """One Azurite with its data in a folder, or in memory where `data` is None."""

    root: Path
    data: Path | None
    ports: Ports
    log: Path
    _process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Starts Azurite and waits until it responds. Raises AzuriteError when it does not."""
        if self.data is not None:
            self.data.mkdir(parents=True, exist_ok=True)
        self._process = start_child(self._command(), self.log)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise AzuriteError(f"Azurite did not start; {self.log} says why.")
            time.sleep(0.1)

    def stop(self) -> None:
        """Ends it; data in a folder stays."""
        if self._process is not None:
            stop_child(self._process)
            self._process = None

    def is_running(self) -> bool:
        """Whether its process lives."""
        return self._process is not None and self._process.poll() is None

    def _command(self) -> list[str]:
        ports, host = self.ports, "127.0.0.1"
        # fmt: off
        return [
            "node", str(self.root / SCRIPT),
            *(["--inMemoryPersistence"] if self.data is None else ["--location", str(self.data)]),
            "--blobHost", host, "--blobPort", str(ports.blob),
            "--queueHost", host, "--queuePort", str(ports.queue),
            "--tableHost", host, "--tablePort", str(ports.table),
            "--disableTelemetry", "--skipApiVersionCheck", "--silent",
        ]
        # fmt: on

    def _answers(self) -> bool:
        return all(_is_listening(port) for port in (self.ports.blob, self.ports.queue, self.ports.table))


def _is_listening(port: int) -> bool:
    """Any HTTP response counts: every service rejects a request without a signature, which is a response."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/{AZURITE_ACCOUNT}?comp=list", timeout=5):
            return True
    except HTTPError as error:
        error.close()
        return True
    except (URLError, OSError):
        return False
