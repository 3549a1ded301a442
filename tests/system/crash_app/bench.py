"""Starts, kills and follows hosts of the crash app on one Azurite."""

import json
import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import TableServiceClient
from azure.storage.blob import BlobServiceClient

from tests.azurite import TestAzurite
from tests.local_host import LocalHost, eventually
from tests.system.crash_app.snapshot import Store
from tests.system.crash_app.uploads import USER_HEADER, Case, seed_rows

APP = Path(__file__).parent
SETTLED = ("completed", "completedWithErrors", "failed", "cancelled", "undone")


@dataclass(frozen=True)
class Point:
    """Where a host is to be killed or held: at the nth request of a step, before it is sent or after it is answered."""

    step: str
    nth: int
    when: str

    def __str__(self) -> str:
        return f"{self.when} {self.step} {self.nth}"


@dataclass
class StandbyHost(LocalHost):
    """A host that has loaded the app and waits for go(); kill() of the one before and go() leave no gap to wait in."""

    @property
    def _go(self) -> Path:
        return self.folder / f"go-{self.port}"

    def launch(self) -> None:
        """Starts the process, which loads the app and then waits."""
        self.settings = {**self.settings, "CRASH_STANDBY": str(self._go)}
        super().launch()

    def go(self) -> None:
        """Lets it begin and waits until it answers."""
        self._go.touch()
        eventually(self._answers, "the host to answer", 30)

    def has_been_killed(self) -> bool:
        """Whether the process died of SIGKILL; any other end fails the test."""
        code = self._process.poll()
        assert code in (None, -signal.SIGKILL), f"The host ended with {code}:\n{self.log.read_text()[-3000:]}"
        return code is not None


@dataclass
class Bench:
    """One host at work and one standing by, on one store; a folder through which the crash app is told what to do."""

    azurite: TestAzurite
    folder: Path
    store: Store
    settings: dict[str, str] = field(default_factory=dict)
    hosts: list[StandbyHost] = field(default_factory=list)

    @classmethod
    def open(cls, azurite: TestAzurite, folder: Path, stack: ExitStack, **settings: str) -> "Bench":
        """Everything is closed with the stack."""
        tables = stack.enter_context(TableServiceClient.from_connection_string(azurite.connection_string))
        blobs = stack.enter_context(BlobServiceClient.from_connection_string(azurite.connection_string))
        bench = cls(azurite, folder, Store(tables, blobs), settings)
        stack.callback(bench.close)
        bench.hosts = [bench.another_host(), bench.another_host()]
        bench.host.go()
        bench.wake_app()
        return bench

    @property
    def host(self) -> StandbyHost:
        """The host at work."""
        return self.hosts[0]

    def administrator(self) -> dict[str, str]:
        """The headers of an organization admin's requests."""
        token = self.host.token(subject="asha", phoneNumber="+919812345678", roles=["Groups.Admin"])
        return {"Authorization": f"Bearer {token}"}

    def another_host(self, **more: str) -> StandbyHost:
        """One more, loading; the caller lets it go, and kills it."""
        settings = {"CRASH_FOLDER": str(self.folder), "EXPORT_SCHEDULE": "0 0 3 1 1 *", **self.settings, **more}
        host = StandbyHost(APP, self.azurite.connection_string, self.folder, settings)
        host.launch()
        return host

    @contextmanager
    def host_with(self, **settings: str) -> Iterator[None]:
        """For a while another host is at work instead, which has these settings."""
        usual = self.hosts[0]
        self.hosts[0] = self.another_host(**settings)
        usual.kill()
        try:
            self.host.go()
            yield
        finally:
            self.host.kill()
            self.hosts[0] = self.another_host()
            self.host.go()

    @contextmanager
    def one_host_more(self) -> Iterator[None]:
        """For a while two hosts are at work on the same store."""
        self.hosts.append(self.another_host())
        try:
            self.hosts[-1].go()
            yield
        finally:
            self.hosts.pop().kill()

    def run_by_hand(self, function: str, blob: str) -> None:
        """Hands a blob to a function once more, and waits until it is through with it."""
        ends = (f"Executed 'Functions.{function}'", f"Failed 'Functions.{function}'")

        def count() -> int:
            log = self.host.log.read_text()
            return sum(log.count(end) for end in ends)

        before = count()
        answer = self.host.request("POST", f"/admin/functions/{function}", {"input": blob})
        assert answer.status == 202
        eventually(lambda: count() > before, f"{function} to have run", 30)

    def wake_app(self) -> None:
        """Has the app make its tables and containers."""
        eventually(lambda: self.host.request("GET", "/api/v1/health").status == 200, "the app's health", 30)

    def plan(self, point: Point, act: str = "kill") -> None:
        """The next host that gets there is killed, or held until release()."""
        (self.folder / "fired").unlink(missing_ok=True)
        if act == "hold":
            (self.folder / "held").touch()
        laid = self.folder / "plan.new"
        laid.write_text(json.dumps({**asdict(point), "act": act}))
        laid.rename(self.folder / "plan.json")

    def fired(self) -> bool:
        """Whether a host has come to the planned point."""
        return (self.folder / "fired").exists()

    def release(self) -> None:
        """Lets the request go that was held."""
        (self.folder / "plan.json").unlink()
        (self.folder / "held").unlink()

    def succeed(self, then_hold: Point | None = None) -> None:
        """After a kill: the host that stood by takes over, and another one stands by."""
        eventually(self.host.has_been_killed, "the host to be killed", 30)
        (self.folder / "plan.json").unlink()
        if then_hold is not None:
            self.plan(then_hold, act="hold")
        self.hosts = [self.hosts[1], self.another_host()]
        self.host.go()

    def steps(self) -> set[str]:
        """The steps that wrote since the last time this was asked."""
        log = self.folder / "steps.log"
        lines = set(log.read_text().splitlines()) if log.exists() else set()
        log.unlink(missing_ok=True)
        return lines

    def drop(self, name: str, content: str | bytes, **metadata: str) -> None:
        """Puts a file into the uploads container."""
        blob = self.store.blobs.get_blob_client("uploads", name)
        blob.upload_blob(content, overwrite=True, metadata=metadata)

    def job(self, name: str) -> dict[str, Any] | None:
        """The newest job of that name."""
        try:
            return next(iter(self.store.jobs(name)), None)
        except ResourceNotFoundError:
            return None

    def settled(self, name: str) -> dict[str, Any]:
        """The newest job of that name when it has ended, its counts as numbers."""

        def look() -> dict[str, Any]:
            job = self.job(name) or {}
            return job if job.get("state") in SETTLED else {}

        job = eventually(look, f"the end of {name}", 60)
        return {**job, "counts": json.loads(job["counts"])}

    def seed(self, cases: Sequence[Case]) -> str:
        """Gives each case the groups and members that it begins with; the id of the job that did it."""
        large = self.folder / "large-chunks"
        large.touch()
        rows = [row for case in cases for row in seed_rows(case)]
        name = f"before-{cases[0].name}.csv"
        self.drop(name, "\n".join([USER_HEADER, *rows]))
        job = self.settled(name)
        large.unlink()
        assert job["state"] == "completed"
        return str(job["RowKey"])

    def close(self) -> None:
        """Kills the hosts."""
        for host in self.hosts:
            host.kill()


@contextmanager
def open_bench(folder: Path, *, lasting: bool = False, **settings: str) -> Iterator[Bench]:
    """A bench on an Azurite of its own, which keeps its data when it is killed if it is `lasting`."""
    with ExitStack() as stack:
        azurite = TestAzurite(lasting=lasting)
        stack.callback(azurite.close)
        azurite.start()
        yield Bench.open(azurite, folder, stack, **settings)
