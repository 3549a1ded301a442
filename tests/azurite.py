"""Azurite for the tests: on free ports, its data gone when it stops for good."""

import random
import signal
import socket
import tempfile
from pathlib import Path

from local.azurite import Azurite
from local.settings import Ports, azurite_connection_string

ROOT = Path(__file__).resolve().parent.parent


_LOWEST, _HIGHEST = 10_000, 32_000
"""Below those that Linux gives to outgoing connections (ip(7), ip_local_port_range), one of which might otherwise hold a
port that a test's server is about to listen on, or to listen on again."""
_next_port = random.randrange(_LOWEST, _HIGHEST)  # noqa: S311 -- so that processes that test at once start far apart


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, and that this process does not hand out again before all others."""
    global _next_port
    found: list[int] = []
    while len(found) < count:
        _next_port = _LOWEST + (_next_port + 1 - _LOWEST) % (_HIGHEST - _LOWEST)
        if _is_free(_next_port):
            found.append(_next_port)
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class TestAzurite:
    """An Azurite whose data is in memory, which spares it to write. A `lasting` one has a folder, and keeps
    its data and its ports over stop() and start()."""

    __test__ = False

    def __init__(self, *, lasting: bool = False) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="azurite-")
        self.blob_port, self.queue_port, self.table_port = free_ports(3)
        ports = Ports(host=0, blob=self.blob_port, queue=self.queue_port, table=self.table_port)
        self.connection_string = azurite_connection_string(ports)
        folder = Path(self._folder.name)
        self._azurite = Azurite(ROOT, folder / "data" if lasting else None, ports, folder / "azurite.log")

    def start(self) -> None:
        """Starts it and waits until all three services answer."""
        self._azurite.start()

    def stop(self) -> None:
        """Ends it; the data of a lasting one stays for another start."""
        self._azurite.stop()

    def freeze(self) -> None:
        """Leaves its ports open and answers nobody, as a network does that loses every packet."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Answers again, also what was asked meanwhile."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._azurite._process is not None
        self._azurite._process.send_signal(number)

    def close(self) -> None:
        """Ends it and deletes its data."""
        self.stop()
        self._folder.cleanup()
