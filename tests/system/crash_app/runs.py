"""An upload from drop to end: left in peace, or killed somewhere on the way."""

from collections.abc import Callable
from typing import Any

from tests.local_host import eventually
from tests.system.crash_app.bench import Bench, Point
from tests.system.crash_app.snapshot import assert_index_agrees, snapshot
from tests.system.crash_app.uploads import Case, merge_file, parent_file, replace_file

Drop = Callable[[Bench, Case], None]


def drop_merge(bench: Bench, case: Case) -> None:
    """The parent mapping first, so that the order of the writes is always the same."""
    bench.drop(f"{case.name}/parents.csv", parent_file(case))
    eventually(lambda: bench.job(case.name) or bench.fired(), "the parent mapping's job")
    bench.drop(f"{case.name}/members.csv", merge_file(case))


def drop_replace(bench: Bench, case: Case) -> None:
    bench.drop(f"{case.name}/members.csv", replace_file(case), mode="replace")


def run_undisturbed(bench: Bench, case: Case, drop: Drop, seed_job: str) -> tuple[dict[str, Any], set[str]]:
    """What is left, and the steps that wrote it."""
    bench.steps()
    drop(bench, case)
    bench.settled(case.name)
    found = snapshot(bench.store, case, seed_job)
    assert_index_agrees(found["members"], found["copies"])
    return found, bench.steps()


def run_killed(bench: Bench, case: Case, drop: Drop, seed_job: str, point: Point) -> dict[str, Any]:
    """What is left when the process dies there and another one takes over."""
    bench.plan(point)
    drop(bench, case)
    bench.succeed()
    bench.settled(case.name)
    return snapshot(bench.store, case, seed_job)
