"""An upload whose titles are not known, killed at any write around the question and the answer, ends like one that nobody
disturbed: it asks, goes on with what was chosen, and that is remembered once."""

import re
import time
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any

import pytest

from tests.local_host import eventually
from tests.system.crash_app.bench import SETTLED, Bench, Point, open_bench
from tests.system.crash_app.snapshot import assert_index_agrees, snapshot
from tests.system.crash_app.uploads import Case

ASKING = [
    Point("column question", 1, "before"),
    Point("column question", 1, "after"),
    Point("problems", 1, "after"),
    Point("log header_unrecognised", 1, "after"),
    Point("job failed", 1, "before"),
    Point("job failed", 1, "after"),
]
CHOOSING = [
    Point("job validating", 1, "before"),
    Point("job validating", 1, "after"),
    Point("column choice", 1, "before"),
    Point("column choice", 1, "after"),
    Point("audit", 1, "after"),
    Point("column choice", 2, "after"),
    Point("log columns_chosen", 1, "before"),
    Point("log columns_chosen", 1, "after"),
    Point("column question", 1, "before"),
    Point("column question", 1, "after"),
    Point("validate blob", 1, "after"),
    Point("problems", 1, "after"),
    Point("job validating, counted", 1, "after"),
    Point("chunk blob", 1, "after"),
    Point("job applying", 1, "after"),
]
LATER = {"rejected rows", "group list", "log file_read", "chunk entities", "chunk begun", "chunk done", "job completed"}
LATER |= {"memberships", "written rows", "copies", "log chunk_applied", "log job_finished"}
"""What comes after the choice, as in every import: see test_crash_recovery.py."""
VARIABLE = re.compile(r', "(?:choice|chosenAt)": "[^"]*"')
EVENTS = "action eq 'columnsChosen'"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with open_bench(tmp_path_factory.mktemp("crash"), CRASH_STALLED_SECONDS="1.5") as opened:
        yield opened


@pytest.fixture(scope="module")
def seed_job(bench: Bench) -> str:
    return bench.seed([Case("q", number) for number in range(len(ASKING) + len(CHOOSING) + 1)])


def titles(case: Case) -> dict[str, str]:
    """Titles of this case alone, since what is chosen for them is remembered."""
    return {f"Abteilung {case.name}": "Group Name", "Mobile no. of employee": "Phone Number", "Alter": ""}


def drop(bench: Bench, case: Case) -> None:
    rows = [f"{case.name} Alpha,{case.phone(i)},{20 + i}" for i in range(60)]
    bench.drop(f"{case.name}/staff.csv", "\n".join([",".join(titles(case)), *rows]) + "\n")


def choose(bench: Bench, case: Case) -> None:
    """Chooses the columns; a process that dies over the request does not answer."""
    job = bench.job(case.name)
    assert job is not None
    path, body = f"/api/v1/uploads/{job['RowKey']}/columns", {"columns": titles(case)}
    headers = bench.administrator()
    try:
        answer = bench.host.request("POST", path, body, headers)
    except (HTTPException, ConnectionError):
        assert bench.fired()
    else:
        assert answer.status == 200, answer.body


def ended(bench: Bench, case: Case, *states: str) -> None:
    """Waits for the end, with whatever help of the sweeper, who comes by every two seconds."""
    swept = 0.0

    def has_ended() -> bool:
        nonlocal swept
        job = bench.job(case.name)
        if job is not None and job["state"] in states:
            return True
        if time.monotonic() - swept > 2:
            swept = time.monotonic()
            bench.host.request("POST", "/admin/functions/sweep", {"input": ""})
        return False

    eventually(has_ended, f"the end of {case.name}", 60)


def left(bench: Bench, case: Case, seed_job: str) -> dict[str, Any]:
    """What is left, with what is remembered and audited of the titles."""
    ended(bench, case, *(state for state in SETTLED if state != "failed"))
    found = snapshot(bench.store, case, seed_job)
    [job] = bench.store.jobs(case.name)
    title = f"Abteilung {case.name}"
    choices = [row for row in bench.store.rows("ColumnChoices", "RowKey ge 't!'") if title in row["titles"]]
    # A pending event is recorded by the nightly timer, where the process died before it did so itself.
    events = [row for table in ("AuditEvents", "ColumnChoices") for row in bench.store.rows(table, EVENTS)]
    questions = [
        blob.name
        for blob in bench.store.blobs.get_container_client("job-files").list_blobs(f"{job['RowKey']}/")
        if "columns-" in blob.name
    ]
    return {
        **found,
        "job": {**found["job"], "woken": 0},
        "remembered": [title in row["choice"] for row in choices],
        "audited": len({row["eventId"] for row in events if title in row["after"]}),
        "questions": questions,
        "log": sorted(VARIABLE.sub("", line) for line in found["log"]),
    }


@pytest.fixture(scope="module")
def undisturbed(bench: Bench, seed_job: str) -> tuple[dict[str, Any], set[str], set[str]]:
    case = Case("q", 0)
    bench.steps()
    drop(bench, case)
    ended(bench, case, "failed")
    asking = bench.steps()
    choose(bench, case)
    found = left(bench, case, seed_job)
    assert_index_agrees(found["members"], found["copies"])
    return found, asking, bench.steps()


def test_an_undisturbed_choice_is_what_the_points_are_chosen_for(
    undisturbed: tuple[dict[str, Any], set[str], set[str]],
) -> None:
    found, asking, choosing = undisturbed
    assert (found["job"]["state"], found["job"]["counts"]["added"]) == ("completed", 20)
    assert (found["remembered"], found["audited"], found["questions"]) == ([True], 1, [])
    assert asking == {point.step for point in ASKING} | {"job made", "job validating", "log made"}
    assert choosing == {point.step for point in CHOOSING} | LATER, "a write at which no choice is killed yet"


@pytest.mark.parametrize(("number", "point"), list(enumerate(ASKING, 1)), ids=map(str, ASKING))
def test_killed_over_the_question_it_is_asked(
    bench: Bench, undisturbed: tuple[dict[str, Any], set[str], set[str]], seed_job: str, number: int, point: Point
) -> None:
    case = Case("q", number)
    bench.plan(point)
    drop(bench, case)
    bench.succeed()
    ended(bench, case, "failed")
    choose(bench, case)
    found = left(bench, case, seed_job)
    for part, expected in undisturbed[0].items():
        assert (part, found[part]) == (part, expected)


@pytest.mark.parametrize(("number", "point"), list(enumerate(CHOOSING, len(ASKING) + 1)), ids=map(str, CHOOSING))
def test_killed_over_the_answer_it_goes_on(
    bench: Bench, undisturbed: tuple[dict[str, Any], set[str], set[str]], seed_job: str, number: int, point: Point
) -> None:
    case = Case("q", number)
    drop(bench, case)
    ended(bench, case, "failed")
    bench.plan(point)
    choose(bench, case)
    bench.succeed()
    job = bench.job(case.name)
    if job is not None and job["state"] == "failed":
        choose(bench, case)
    found = left(bench, case, seed_job)
    for part, expected in undisturbed[0].items():
        assert (part, found[part]) == (part, expected)
