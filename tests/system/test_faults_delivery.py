"""Events that come twice, late, too early or in reversed order, or to two hosts at once; storage that is away for a while:
the end is that of one clean run."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.local_host import eventually
from tests.system.crash_app.bench import Bench, Point, open_bench
from tests.system.crash_app.runs import Drop, drop_merge, drop_replace, run_undisturbed
from tests.system.crash_app.snapshot import snapshot
from tests.system.crash_app.uploads import Case

KINDS: dict[str, Drop] = {"m": drop_merge, "r": drop_replace}
AWAY_SECONDS = 10


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with open_bench(tmp_path_factory.mktemp("crash"), lasting=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def seed_job(bench: Bench) -> str:
    return bench.seed([Case(kind, number) for kind in KINDS for number in range(10)])


@pytest.fixture(scope="module")
def undisturbed(bench: Bench, seed_job: str) -> dict[str, dict[str, Any]]:
    """By the kind of case."""
    return {kind: run_undisturbed(bench, Case(kind, 0), drop, seed_job)[0] for kind, drop in KINDS.items()}


@pytest.fixture
def assert_ends_well(bench: Bench, seed_job: str, undisturbed: dict[str, dict[str, Any]]) -> Callable[[Case], None]:
    """Waits for the case's end and compares it with that of an undisturbed one."""

    def check(case: Case) -> None:
        bench.settled(case.name)
        found = snapshot(bench.store, case, seed_job)
        for part, expected in undisturbed[case.kind].items():
            assert (part, found[part]) == (part, expected)

    return check


@pytest.mark.parametrize(("number", "deliveries"), [(1, "2"), (2, "3:sequence")])
def test_each_event_several_times(
    bench: Bench, assert_ends_well: Callable[[Case], None], number: int, deliveries: str
) -> None:
    with bench.host_with(LOCAL_DUPLICATE_DELIVERIES=deliveries):
        for kind, drop in KINDS.items():
            drop(bench, Case(kind, number))
        for kind in KINDS:
            assert_ends_well(Case(kind, number))


@pytest.mark.parametrize("kind", KINDS)
def test_each_event_again_when_all_is_done(bench: Bench, assert_ends_well: Callable[[Case], None], kind: str) -> None:
    case = Case(kind, 3)
    KINDS[kind](bench, case)
    job = bench.settled(case.name)
    for chunk in reversed(range(job["chunksTotal"])):
        bench.run_by_hand("apply_import_chunk", f"imports/{job['RowKey']}/chunk-{chunk + 1:05d}.csv")
    for blob in bench.store.blobs.get_container_client("uploads").list_blob_names(name_starts_with=case.name):
        bench.run_by_hand("validate_and_split", f"uploads/{blob}")
    assert_ends_well(case)


@pytest.mark.parametrize(
    ("kind", "point"), [("m", Point("job applying", 1, "before")), ("r", Point("plan", 1, "before"))]
)
def test_chunks_that_come_too_early_and_in_reversed_order(
    bench: Bench, assert_ends_well: Callable[[Case], None], kind: str, point: Point
) -> None:
    case = Case(kind, 4)
    bench.plan(point, act="hold")
    KINDS[kind](bench, case)
    eventually(bench.fired, "the validation to be held")
    job = bench.job(case.name)
    assert job is not None
    assert job["state"] == "validating"
    chunks = bench.store.blobs.get_container_client("imports").list_blob_names(
        name_starts_with=f"{job['RowKey']}/chunk"
    )
    for chunk in sorted(chunks, reverse=True):
        bench.run_by_hand("apply_import_chunk", f"imports/{chunk}")
    bench.release()
    assert_ends_well(case)


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_delivery_that_overtakes_the_first(
    bench: Bench, assert_ends_well: Callable[[Case], None], kind: str
) -> None:
    case = Case(kind, 9)
    bench.plan(Point("job validating, counted", 1, "after"), act="hold")
    KINDS[kind](bench, case)
    eventually(bench.fired, "the validation to be held")
    bench.run_by_hand("validate_and_split", f"uploads/{case.name}/members.csv")
    assert_ends_well(case)
    bench.release()
    bench.run_by_hand("validate_and_split", f"uploads/{case.name}/members.csv")  # held until the first is through
    assert_ends_well(case)


def test_two_hosts_that_both_take_every_event(bench: Bench, assert_ends_well: Callable[[Case], None]) -> None:
    with bench.one_host_more():
        for number in (5, 6):
            for kind, drop in KINDS.items():
                drop(bench, Case(kind, number))
        for number in (5, 6):
            for kind in KINDS:
                assert_ends_well(Case(kind, number))


@pytest.mark.parametrize(
    ("case", "point", "way"),
    [
        (Case("m", 7), Point("log file_read", 1, "before"), "frozen"),
        (Case("m", 8), Point("memberships", 3, "after"), "stopped"),
        (Case("r", 7), Point("removals", 1, "after"), "stopped"),
    ],
)
def test_storage_that_is_away_for_ten_seconds(
    bench: Bench, assert_ends_well: Callable[[Case], None], case: Case, point: Point, way: str
) -> None:
    leave, return_ = {
        "stopped": (bench.azurite.stop, bench.azurite.start),
        "frozen": (bench.azurite.freeze, bench.azurite.thaw),
    }[way]
    bench.plan(point, act="hold")
    KINDS[case.kind](bench, case)
    eventually(bench.fired, "the upload to be in its middle")
    leave()
    try:
        bench.release()
        time.sleep(AWAY_SECONDS)  # nothing can be polled: it is silence that is tested
    finally:
        return_()
    assert_ends_well(case)
