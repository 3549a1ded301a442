"""What a piece of work cost this process: CPU, time, HTTP requests, and how large the process ever was."""

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import requests


@dataclass(slots=True)
class Cost:
    """CPU is user and system time of all threads; requests are those that left the process, repeated ones too."""

    cpu_seconds: float = 0.0
    seconds: float = 0.0
    requests: int = 0

    def plus(self, other: "Cost") -> "Cost":
        """One after the other."""
        return Cost(
            self.cpu_seconds + other.cpu_seconds, self.seconds + other.seconds, self.requests + other.requests
        )


class RequestCounter:
    """Counts at the HTTP libraries under the Azure SDK, so that nothing that any layer above does is missed."""

    def __init__(self) -> None:
        self.count = 0
        self._count_in(aiohttp.ClientSession, "_request")
        self._count_in(requests.Session, "send")

    def _count_in(self, owner: type, name: str) -> None:
        original = getattr(owner, name)

        def counting(*args: Any, **kwargs: Any) -> Any:
            self.count += 1
            return original(*args, **kwargs)

        setattr(owner, name, counting)


@contextmanager
def metered(counter: RequestCounter) -> Iterator[Cost]:
    """The cost of the block, filled in at its end."""
    cost = Cost()
    before = counter.count
    cpu, started = time.process_time(), time.perf_counter()
    yield cost
    cost.cpu_seconds = time.process_time() - cpu
    cost.seconds = time.perf_counter() - started
    cost.requests = counter.count - before


def peak_megabytes() -> float:
    """The most that this process ever held resident, in MB (10^6 bytes)."""
    status = Path("/proc/self/status")
    if status.exists():
        # Where there is one: ru_maxrss also counts what the parent held when it started us.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
