"""An undo that is killed at any write to storage ends like one that nobody disturbed; the sweeper takes it up again where
the process died before it had fired the steps."""

import json
import time
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any

import pytest

from tests.local_host import eventually
from tests.system.crash_app.bench import Bench, Point, open_bench
from tests.system.crash_app.snapshot import assert_index_agrees, snapshot
from tests.system.crash_app.uploads import Case, links_file, replace_file

POINTS = [
    Point("job applying", 1, "after"),
    Point("log undo_started", 1, "after"),
    Point("undo blob", 1, "after"),
    Point("chunk done", 1, "after"),
    Point("memberships", 1, "after"),
    Point("copies", 2, "after"),
    Point("audit", 1, "after"),
    Point("undo result", 1, "after"),
    Point("chunk undone", 1, "before"),
    Point("chunk undone", 2, "after"),
    Point("undo problems", 1, "after"),
    Point("hierarchy", 1, "after"),
    Point("parent groups", 1, "after"),
    Point("log job_undone", 1, "after"),
    Point("job undone", 1, "after"),
]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with open_bench(tmp_path_factory.mktemp("crash"), CRASH_STALLED_SECONDS="1.5") as opened:
        yield opened


@pytest.fixture(scope="module")
def seed_job(bench: Bench) -> str:
    return bench.seed([Case("u", number) for number in range(len(POINTS) + 1)])


def import_and_change(bench: Bench, case: Case) -> str:
    """Replaces, adds, links; then an administrator changes one of the roles. The upload's id."""
    bench.drop(f"{case.name}/parents.csv", links_file(case, ("Top", "Romeo"), ("Romeo", "Tango")))
    eventually(lambda: bench.job(case.name), "the parent mapping's job")
    bench.drop(f"{case.name}/members.csv", replace_file(case), mode="replace")
    job = bench.settled(case.name)
    group = next(key for key, row in bench.store.groups(case.name).items() if row["name"].endswith("Tango"))
    target = f"/api/v1/groups/{group}/members/{case.phone(3)}"
    assert bench.host.request("PATCH", target, {"role": "Admin"}, bench.administrator()).status == 200
    return str(job["RowKey"])


def undo(bench: Bench, job_id: str) -> None:
    """Asks for it; a process that dies over the request does not answer."""
    try:
        answer = bench.host.request("POST", f"/api/v1/uploads/{job_id}/undo", {}, bench.administrator())
    except (HTTPException, ConnectionError):
        assert bench.fired()
    else:
        assert answer.status == 200, answer.body


def undone(bench: Bench, case: Case, seed_job: str) -> dict[str, Any]:
    """What is left when the undo has ended, with whatever help of the sweeper, who comes by every two seconds."""
    swept = 0.0

    def has_ended() -> bool:
        nonlocal swept
        job = bench.job(case.name)
        if job is not None and job["state"] == "undone":
            return True
        if time.monotonic() - swept > 2:
            swept = time.monotonic()
            bench.host.request("POST", "/admin/functions/sweep", {"input": ""})
        return False

    eventually(has_ended, f"the end of {case.name}", 60)
    found = snapshot(bench.store, case, seed_job)
    [job] = bench.store.jobs(case.name)
    # Whether the sweeper had to help, and whether the log could still say who asked, is not part of the end.
    log = [line for line in found["log"] if '"undo_started"' not in line]
    return {**found, "log": log, "undone": job["undone"], "job": {**found["job"], "woken": 0}}


@pytest.fixture(scope="module")
def undisturbed(bench: Bench, seed_job: str) -> tuple[dict[str, Any], set[str]]:
    case = Case("u", 0)
    job_id = import_and_change(bench, case)
    bench.steps()
    undo(bench, job_id)
    found = undone(bench, case, seed_job)
    assert_index_agrees(found["members"], found["copies"])
    return found, bench.steps()


def test_undisturbed_undo_is_what_the_points_are_chosen_for(undisturbed: tuple[dict[str, Any], set[str]]) -> None:
    found, steps = undisturbed
    assert json.loads(found["undone"]) == {
        "removed": 79,
        "roles_restored": 3,
        "members_restored": 15,
        "left": 1,
        "groups_removed": 1,
        "links_removed": 2,
    }
    assert steps == {point.step for point in POINTS}, "a write at which no undo is killed yet"


@pytest.mark.parametrize(("number", "point"), list(enumerate(POINTS, 1)), ids=map(str, POINTS))
def test_killed_undo_ends_like_an_undisturbed_one(
    bench: Bench, undisturbed: tuple[dict[str, Any], set[str]], seed_job: str, number: int, point: Point
) -> None:
    case = Case("u", number)
    job_id = import_and_change(bench, case)
    bench.plan(point)
    undo(bench, job_id)
    bench.succeed()
    found = undone(bench, case, seed_job)
    for part, expected in undisturbed[0].items():
        assert (part, found[part]) == (part, expected)
