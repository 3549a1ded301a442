"""Two hosts on one store, each event delivered twice to either, hosts killed at random moments, uploads that merge and
replace, are cancelled, undone and rerun, and people who change the same groups over HTTP all the while.

Whatever was done, in the end each group has one number of members wherever one looks: in the group, in the list of groups,
in the list of its members, and in the member index. The nightly repair has no part in it.
"""

import json
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

import pytest

from tests.local_host import Answer, eventually
from tests.muster_api import ADMIN, Client
from tests.system.crash_app.bench import SETTLED, Bench, StandbyHost, open_bench
from tests.system.crash_app.uploads import USER_HEADER

GROUPS, PEOPLE = 8, 40
KILLS = 4
CALLERS = 2
END_SECONDS = 120
STALLED_SECONDS = 5


def phone(n: int) -> str:
    return f"+91987{n:07d}"


@dataclass
class Hosts:
    """Two at work on one store and one that stands by for the next that is killed."""

    bench: Bench
    rng: random.Random
    clients: dict[int, Client] = field(default_factory=dict)
    swept_at: float = 0

    def kill_one(self) -> None:
        """One dies in the middle of whatever it does, and another takes its place."""
        hosts = self.bench.hosts
        dying = self.rng.randrange(2)
        hosts[dying].kill()
        hosts[dying], hosts[2] = hosts[2], self.bench.another_host()
        hosts[dying].go()

    def sweep(self) -> None:
        """What the timer does every minute for steps that a dead host left. Much oftener it would write a chunk's blob
        anew before anybody has taken up the last one."""
        if time.monotonic() - self.swept_at < STALLED_SECONDS:
            return
        self.swept_at = time.monotonic()
        try:
            self.bench.hosts[self.rng.randrange(2)].request("POST", "/admin/functions/sweep", {"input": ""})
        except (OSError, HTTPException):
            return

    def client(self, host: StandbyHost) -> Client:
        """An organization admin at this host, whose issuer is its own."""
        return self.clients.setdefault(host.port, Client(host, ADMIN))

    def call(self, which: int, method: str, path: str, body: Any = None) -> Answer | None:
        """None when the host died meanwhile, and nobody knows whether it was done."""
        try:
            return self.client(self.bench.hosts[which]).call(method, path, body)
        except (OSError, HTTPException, ValueError):
            return None

    def until(self, what: str, method: str, path: str, enough: Callable[[Answer], bool]) -> Answer:
        """Ask either host again until the answer is enough."""

        def ask() -> Answer | None:
            answer = self.call(self.rng.randrange(2), method, path)
            return answer if answer and enough(answer) else None

        return eventually(ask, what, END_SECONDS)


def users_file(rng: random.Random, share: float) -> str:
    """About this share of the people in each group, some of them as admins."""
    rows = [
        f"Pair {group},{phone(n)},{rng.choice(['Admin', 'Member', 'Member'])}"
        for group in range(GROUPS)
        for n in range(PEOPLE)
        if rng.random() < share
    ]
    return "\n".join([USER_HEADER, *rows]) + "\n"


def change_members(hosts: Hosts, groups: list[str], seed: int, stop: threading.Event) -> None:
    """Somebody who adds, removes and changes members as long as nobody says stop."""
    rng = random.Random(seed)  # noqa: S311 -- the same moves in every run
    while not stop.is_set():
        path, number = f"/groups/{rng.choice(groups)}/members", phone(rng.randrange(PEOPLE + 20))
        one = f"{path}/{number.replace('+', '%2B')}"
        numbers = [phone(rng.randrange(PEOPLE + 20)) for _ in range(3)]
        method, target, body = rng.choice(
            [
                ("POST", path, {"phoneNumbers": numbers, "role": rng.choice(["Admin", "Member"])}),
                ("DELETE", one, None),
                ("PATCH", one, {"role": rng.choice(["Admin", "Member"])}),
            ]
        )
        answer = hosts.call(rng.randrange(2), method, target, body)
        assert answer is None or answer.status != 500, answer.body


def settle(hosts: Hosts, name: str) -> dict[str, Any]:
    """The upload when it has ended; what a dead host left is taken up by the timer that looks for stalled uploads."""

    def look() -> dict[str, Any] | None:
        job = hosts.bench.job(name)
        if job and job["state"] in SETTLED:
            return job
        if job and job["state"] == "awaitingReview":  # A file at random may take a group's last admin.
            command(hosts, name, "apply")
        hosts.sweep()
        return None

    return eventually(look, f"the end of {name}", END_SECONDS)


def command(hosts: Hosts, name: str, action: str) -> None:
    """Cancel, undo or rerun; one that has come too late is none."""
    job = hosts.bench.job(name)
    assert job is not None
    hosts.until(f"{action} of {name}", "POST", f"/uploads/{job['RowKey']}/{action}", lambda a: a.status in (200, 409))


def interfere(hosts: Hosts, name: str) -> None:
    """Cancel the upload while it is applied, undo at once what it did, and run it again."""
    eventually(
        lambda: (hosts.bench.job(name) or {}).get("state") in ("applying", *SETTLED), f"{name} to apply", END_SECONDS
    )
    for action in ("cancel", "undo", "rerun"):
        command(hosts, name, action)
        settle(hosts, name)


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    stalled = str(STALLED_SECONDS)
    folder = tmp_path_factory.mktemp("pair")
    with open_bench(folder, CRASH_STALLED_SECONDS=stalled, LOCAL_DUPLICATE_DELIVERIES="2") as bench:
        bench.hosts.append(bench.another_host())
        bench.hosts[1].go()
        yield Hosts(bench, random.Random(1))  # noqa: S311 -- the same moves in every run


def numbers_of_members(hosts: Hosts, groups: Mapping[str, str]) -> dict[str, tuple[int, int, int, int]]:
    """By group: as the group, the list of groups, the list of members and the member index have it."""
    # A look at a group's audit does what a process that died left to do after a change: its index, its audit.
    for group_id in groups.values():
        hosts.until("the audit", "GET", f"/groups/{group_id}/audit?limit=1", lambda answer: answer.status == 200)

    def read(path: str) -> Any:
        return json.loads(hosts.until(path, "GET", path, lambda answer: answer.status == 200).body)

    listed = {group["id"]: group["memberCount"] for group in read("/groups?q=pair&limit=1000")["value"]}
    indexed = [row["RowKey"].partition("!")[2] for row in hosts.bench.store.copies("+91987")]
    return {
        name: (
            read(f"/groups/{group_id}")["memberCount"],
            listed[group_id],
            len(read(f"/groups/{group_id}/members?limit=1000")["value"]),
            indexed.count(group_id),
        )
        for name, group_id in groups.items()
    }


@contextmanager
def set_at_end(event: threading.Event) -> Iterator[threading.Event]:
    """Threads that wait for it end also when the test fails."""
    try:
        yield event
    finally:
        event.set()


@pytest.mark.parametrize("seed", [1, 2])
def test_every_look_at_a_group_finds_as_many_members(hosts: Hosts, seed: int) -> None:
    hosts.rng = rng = random.Random(seed)  # noqa: S311 -- the same moves in every run
    hosts.bench.drop(f"before{seed}/users.csv", users_file(rng, 0.7))
    assert settle(hosts, f"before{seed}")["state"] == "completed"
    groups = {row["name"]: group_id for group_id, row in hosts.bench.store.groups("pair").items()}
    assert len(groups) == GROUPS

    merged, replaced, cancelled = (f"{kind}{seed}" for kind in ("merged", "replaced", "cancelled"))
    with ThreadPoolExecutor(CALLERS + 1) as pool, set_at_end(threading.Event()) as stop:
        callers = [
            pool.submit(change_members, hosts, list(groups.values()), 10 * seed + n, stop) for n in range(CALLERS)
        ]
        hosts.bench.drop(f"{cancelled}/users.csv", users_file(rng, 0.9))
        meddler = pool.submit(interfere, hosts, cancelled)
        hosts.bench.drop(f"{replaced}/users.csv", users_file(rng, 0.5), mode="replace")
        hosts.bench.drop(f"{merged}/users.csv", users_file(rng, 0.5))
        for _ in range(KILLS):
            time.sleep(rng.uniform(0.3, 1.5))
            hosts.kill_one()
        for name in (merged, replaced):
            settle(hosts, name)
        command(hosts, replaced, "undo")
        settle(hosts, replaced)
        meddler.result()
        stop.set()
        for caller in callers:
            caller.result()

    def agreed() -> dict[str, tuple[int, int, int, int]] | None:
        """The counts agree at once. The index follows the members, after a kill by replay or by the nightly repair."""
        found = numbers_of_members(hosts, groups)
        assert all(one == listed == rows for one, listed, rows, _ in found.values()), found
        if all(rows == indexed for _, _, rows, indexed in found.values()):
            return found
        hosts.bench.host.request("POST", "/admin/functions/export_nightly", {"input": ""})
        time.sleep(1)
        return None

    found = eventually(agreed, "the member index", END_SECONDS)
    assert sum(rows for _, _, rows, _ in found.values()) > GROUPS
