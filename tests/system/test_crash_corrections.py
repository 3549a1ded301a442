"""Corrections of an upload that are killed at any write to storage, from the request to the new plan, end like those that
nobody disturbed."""

import json
import time
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any

import pytest

from tests.local_host import eventually
from tests.system.crash_app.bench import Bench, Point, open_bench
from tests.system.crash_app.snapshot import assert_index_agrees, snapshot
from tests.system.crash_app.uploads import Case, merge_file, parent_file

# In the order in which they are written; then the plan waits for review.
POINTS = [
    Point("corrections", 1, "before"),
    Point("corrections", 1, "after"),
    Point("job validating", 1, "before"),
    Point("job validating", 1, "after"),
    Point("validate blob", 1, "after"),
    Point("problems", 1, "after"),
    Point("rejected rows", 1, "after"),
    Point("rejected row list", 1, "after"),
    Point("group list", 1, "after"),
    Point("log file_read", 1, "before"),
    Point("log file_read", 1, "after"),
    Point("job validating, counted", 1, "after"),
    Point("chunk entities", 1, "after"),
    Point("chunk blob", 2, "after"),
    Point("plan", 1, "after"),
    Point("plan", 3, "after"),
    Point("job awaitingReview", 1, "before"),
    Point("job awaitingReview", 1, "after"),
]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with open_bench(tmp_path_factory.mktemp("crash"), CRASH_STALLED_SECONDS="1.5") as opened:
        yield opened


@pytest.fixture(scope="module")
def seed_job(bench: Bench) -> str:
    return bench.seed([Case("m", number) for number in range(len(POINTS) + 1)])


def corrections_of(case: Case) -> dict[str, Any]:
    """Of the six bad entries of merge_file, on lines 294 to 299, two are corrected and one is skipped; of the bad rows of
    parent_file the one on line 9."""
    users, parents = "user-group-mapping", "parent-group-mapping"
    return {
        "rows": [
            {"kind": users, "line": 294, "cells": {"Phone Number": case.phone(60)}},
            {"kind": users, "line": 297, "cells": {"User Type": "Admin"}},
            {"kind": users, "line": 296, "skip": True},
            {"kind": parents, "line": 9, "cells": {"Parent Group Name": f"{case.name} Top"}},
        ],
        "rules": [{"code": "phone_number_missing", "skip": True}],
    }


def reviewed(bench: Bench, case: Case) -> str:
    """An upload that waits for review. Its id."""

    def waits() -> bool:
        return (bench.job(case.name) or {}).get("state") == "awaitingReview"

    bench.drop(f"{case.name}/parents.csv", parent_file(case))
    eventually(lambda: bench.job(case.name), "the parent mapping's job")
    bench.drop(f"{case.name}/members.csv", merge_file(case), review="true")
    eventually(waits, f"{case.name} to wait for review", 60)
    return str((bench.job(case.name) or {})["RowKey"])


def correct(bench: Bench, case: Case, job_id: str) -> None:
    """Asks for it; a process that dies over the request does not answer, and the client looks whether it was done."""
    try:
        target = f"/api/v1/uploads/{job_id}/corrections"
        body, headers = json.dumps(corrections_of(case)), bench.administrator()
        answer = bench.host.request("POST", target, body, {"Content-Type": "application/json", **headers})
    except (HTTPException, ConnectionError):
        assert bench.fired()
    else:
        assert answer.status == 200, answer.body


def planned_again(bench: Bench, case: Case) -> None:
    """Waits for the new plan, with whatever help of the sweeper."""
    swept = 0.0

    def is_planned() -> bool:
        nonlocal swept
        job = bench.job(case.name) or {}
        if job.get("state") == "awaitingReview" and job.get("revision") == 2:
            return True
        if time.monotonic() - swept > 2:
            swept = time.monotonic()
            bench.host.request("POST", "/admin/functions/sweep", {"input": ""})
        return False

    eventually(is_planned, f"the new plan of {case.name}", 60)


def applied(bench: Bench, case: Case, job_id: str, seed_job: str) -> dict[str, Any]:
    """What is left of the corrected upload when it is applied."""
    answer = bench.host.request("POST", f"/api/v1/uploads/{job_id}/apply", {}, bench.administrator())
    assert answer.status == 200, answer.body
    bench.settled(case.name)
    found = snapshot(bench.store, case, seed_job, folder="revision-2/")
    # Whether the sweeper had to help is not part of the end.
    return {**found, "job": {**found["job"], "woken": 0}}


@pytest.fixture(scope="module")
def undisturbed(bench: Bench, seed_job: str) -> tuple[dict[str, Any], set[str]]:
    case = Case("m", 0)
    job_id = reviewed(bench, case)
    bench.steps()
    correct(bench, case, job_id)
    planned_again(bench, case)
    steps = bench.steps()
    found = applied(bench, case, job_id, seed_job)
    assert_index_agrees(found["members"], found["copies"])
    return found, steps


def test_undisturbed_corrections_are_what_the_points_are_chosen_for(
    undisturbed: tuple[dict[str, Any], set[str]],
) -> None:
    found, steps = undisturbed
    counts = found["job"]["counts"]
    assert (counts["entries"], counts["rejected"]) == (298, 2), "of six bad entries two are corrected and two skipped"
    assert (counts["links_added"], counts["links_rejected"]) == (7, 1)
    (line,) = [json.loads(line) for line in found["log"] if '"rows_corrected"' in line]
    assert line["message"].startswith("3 rows corrected, 1 skipped, 0 taken back, by asha.")
    assert steps == {point.step for point in POINTS}, "a write at which no correction is killed yet"


@pytest.mark.parametrize(("number", "point"), list(enumerate(POINTS, 1)), ids=map(str, POINTS))
def test_killed_corrections_end_like_undisturbed_ones(
    bench: Bench, undisturbed: tuple[dict[str, Any], set[str]], seed_job: str, number: int, point: Point
) -> None:
    case = Case("m", number)
    job_id = reviewed(bench, case)
    bench.plan(point)
    correct(bench, case, job_id)
    bench.succeed()
    job = bench.job(case.name) or {}
    if (job["state"], job["revision"]) == ("awaitingReview", 1):
        correct(bench, case, job_id)
    planned_again(bench, case)
    found = applied(bench, case, job_id, seed_job)
    for part, expected in undisturbed[0].items():
        assert (part, found[part]) == (part, expected)
