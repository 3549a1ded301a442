"""An import that is killed at any write to storage, and begun again, ends like one that nobody disturbed
(docs/contract.md, Guarantees)."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.system.crash_app.bench import Bench, Point, open_bench
from tests.system.crash_app.runs import drop_merge, drop_replace, run_killed, run_undisturbed
from tests.system.crash_app.uploads import Case

# Where the process dies: the step, the how-manieth of its writes, and whether that is answered. In the order in which
# an import comes by them.
MERGE_POINTS = [
    Point("job made", 1, "before"),
    Point("job made", 1, "after"),
    Point("job awaitingFiles", 1, "before"),
    Point("job validating", 1, "after"),
    Point("problems", 1, "before"),
    Point("rejected rows", 1, "after"),
    Point("rejected row list", 1, "after"),
    Point("group list", 1, "after"),
    Point("log made", 1, "after"),
    Point("log file_read", 1, "before"),
    Point("job validating, counted", 1, "after"),
    Point("chunk entities", 1, "after"),
    Point("chunk entities", 2, "after"),
    Point("chunk blob", 4, "after"),
    Point("job applying", 1, "after"),
    Point("chunk begun", 2, "after"),
    Point("groups", 1, "after"),
    Point("memberships", 1, "before"),
    Point("memberships", 1, "after"),
    Point("memberships", 12, "after"),
    Point("audit", 1, "after"),
    Point("written rows", 2, "after"),
    Point("copies", 1, "before"),
    Point("copies", 3, "after"),
    Point("log chunk_applied", 2, "after"),
    Point("chunk done", 1, "after"),
    Point("chunk done", 4, "after"),
    Point("parent groups", 1, "after"),
    Point("hierarchy", 1, "after"),
    Point("hierarchy", 2, "after"),
    Point("rejected link list", 1, "after"),
    Point("parent problems", 1, "after"),
    Point("log child_not_in_file", 1, "after"),
    Point("log job_finished", 1, "after"),
    Point("job completedWithErrors", 1, "before"),
    Point("job completedWithErrors", 1, "after"),
]

REPLACE_POINTS = [
    Point("rejected groups", 1, "before"),
    Point("rejected groups", 1, "after"),
    Point("plan", 1, "before"),
    Point("plan", 1, "after"),
    Point("job applying", 1, "after"),
    Point("chunk blob", 3, "after"),  # the first of those that are fired once more, when the plan is ready
    Point("removals", 1, "before"),
    Point("removals", 1, "after"),
    Point("memberships", 1, "after"),
    Point("memberships", 3, "after"),
    Point("copies", 2, "after"),
    Point("chunk done", 1, "after"),
    Point("chunk done", 2, "before"),
]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with open_bench(tmp_path_factory.mktemp("crash")) as opened:
        yield opened


@pytest.fixture(scope="module")
def seed_job(bench: Bench) -> str:
    merges = [Case("m", number) for number in range(len(MERGE_POINTS) + 1)]
    return bench.seed([*merges, *(Case("r", number) for number in range(len(REPLACE_POINTS) + 1))])


@pytest.fixture(scope="module")
def merged(bench: Bench, seed_job: str) -> tuple[dict[str, Any], set[str]]:
    return run_undisturbed(bench, Case("m", 0), drop_merge, seed_job)


@pytest.fixture(scope="module")
def replaced(bench: Bench, seed_job: str) -> tuple[dict[str, Any], set[str]]:
    return run_undisturbed(bench, Case("r", 0), drop_replace, seed_job)


def test_undisturbed_merge_is_what_the_points_are_chosen_for(merged: tuple[dict[str, Any], set[str]]) -> None:
    found, steps = merged
    counts = found["job"]["counts"]
    assert (counts["entries"], counts["rejected"], counts["duplicates"]) == (300, 6, 8)
    assert (counts["added"], counts["role_changed"], counts["unchanged"]) == (216, 27, 43)
    assert (counts["groups_created"], counts["links_added"], counts["links_unchanged"]) == (5, 6, 1)
    assert (counts["links_ignored"], counts["links_rejected"]) == (1, 2)
    assert steps == {point.step for point in MERGE_POINTS}, "a write at which no import is killed yet"


def test_undisturbed_replace_is_what_the_points_are_chosen_for(replaced: tuple[dict[str, Any], set[str]]) -> None:
    found, steps = replaced
    counts = found["job"]["counts"]
    assert (counts["entries"], counts["rejected"], counts["removed"]) == (111, 1, 15), counts
    assert (counts["added"], counts["role_changed"], counts["unchanged"]) == (80, 3, 27)
    assert steps >= {point.step for point in REPLACE_POINTS}


@pytest.mark.parametrize(("number", "point"), list(enumerate(MERGE_POINTS, 1)), ids=map(str, MERGE_POINTS))
def test_killed_merge_ends_like_an_undisturbed_one(
    bench: Bench, merged: tuple[dict[str, Any], set[str]], seed_job: str, number: int, point: Point
) -> None:
    found = run_killed(bench, Case("m", number), drop_merge, seed_job, point)
    for part, expected in merged[0].items():
        assert (part, found[part]) == (part, expected)


@pytest.mark.parametrize(("number", "point"), list(enumerate(REPLACE_POINTS, 1)), ids=map(str, REPLACE_POINTS))
def test_killed_replace_ends_like_an_undisturbed_one(
    bench: Bench, replaced: tuple[dict[str, Any], set[str]], seed_job: str, number: int, point: Point
) -> None:
    found = run_killed(bench, Case("r", number), drop_replace, seed_job, point)
    for part, expected in replaced[0].items():
        assert (part, found[part]) == (part, expected)
