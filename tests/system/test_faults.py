"""Uploads that meet in the same groups at once: each row ends as one of them said, both copies and the counts agree with
it, and the added of all uploads are the members that are new."""

from collections.abc import Iterator

import pytest

from tests.local_host import eventually
from tests.system.crash_app.bench import Bench, Point, open_bench
from tests.system.crash_app.uploads import USER_HEADER, Case

GROUPS = ("Alpha", "Bravo", "Charlie")
MEMBERS = 110
OVERTAKEN = [
    Point("memberships", 1, "after"),
    Point("memberships", 3, "after"),
    Point("copies", 1, "before"),
    Point("chunk done", 1, "before"),
]
KILLED = [
    Point("memberships", 1, "after"),
    Point("copies", 1, "before"),
    Point("audit", 1, "after"),
]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with open_bench(tmp_path_factory.mktemp("crash")) as opened:
        opened.seed([Case("m", number) for number in range(30)])
        yield opened


def everybody(case: Case, role: str) -> str:
    """All in all groups: of 330 rows 40 and 30 are there before, 260 are new."""
    return "\n".join([USER_HEADER, *(case.row(group, i, role) for group in GROUPS for i in range(MEMBERS))])


def assert_accounted(bench: Bench, case: Case, names: list[str], new: int) -> None:
    """The equation of every job, and the store's copies and counts."""
    counts = [bench.settled(name)["counts"] for name in names]
    for one in counts:
        ended = ("rejected", "duplicates", "unchanged", "added", "role_changed")
        assert one["entries"] == sum(one[key] for key in ended)
    assert sum(one["added"] for one in counts) == new
    copies = {row["RowKey"]: row["role"] for row in bench.store.copies(case.block)}
    for group_id in bench.store.groups(case.name):
        members = bench.store.members(group_id)
        assert len(members) == MEMBERS
        assert {number: row["role"] for number, row in members.items()} == {
            number: copies.pop(f"{number}!{group_id}", None) for number in members
        }
        admins = sum(row["role"] == "Admin" for row in members.values())
        assert bench.store.counted(group_id) == (MEMBERS, admins)
    assert copies == {}


@pytest.mark.parametrize("number", range(2))
def test_two_uploads_in_the_same_groups_at_once(bench: Bench, number: int) -> None:
    case = Case("m", number)
    names = [f"{case.name}-{role}.csv" for role in ("Admin", "Member")]
    for name, role in zip(names, ("Admin", "Member"), strict=True):
        bench.drop(name, everybody(case, role))
    assert_accounted(bench, case, names, new=260)


@pytest.mark.parametrize(("number", "point"), list(enumerate(OVERTAKEN, 10)), ids=map(str, OVERTAKEN))
def test_an_upload_that_another_overtakes(bench: Bench, number: int, point: Point) -> None:
    case = Case("m", number)
    slow, quick = f"{case.name}-slow.csv", f"{case.name}-quick.csv"
    bench.plan(point, act="hold")
    bench.drop(slow, everybody(case, "Admin"))
    eventually(bench.fired, "the slow one to be held")
    bench.drop(quick, everybody(case, "Member"))
    bench.settled(quick)
    bench.release()
    assert_accounted(bench, case, [slow, quick], new=260)


@pytest.mark.parametrize(("number", "point"), list(enumerate(KILLED, 20)), ids=map(str, KILLED))
def test_an_upload_that_is_killed_and_overtaken_before_it_is_repeated(bench: Bench, number: int, point: Point) -> None:
    """What the first attempt wrote and the other upload changed since stands, and is the work of each."""
    case = Case("m", number)
    slow, quick = f"{case.name}-slow.csv", f"{case.name}-quick.csv"
    bench.plan(point)
    bench.drop(slow, everybody(case, "Admin"))
    eventually(bench.fired, "the slow one to be killed")
    bench.drop(quick, everybody(case, "Member"))
    bench.succeed(then_hold=Point("chunk begun", 1, "before"))
    eventually(bench.fired, "the repeated chunk to be held")
    bench.settled(quick)
    bench.release()
    assert_accounted(bench, case, [slow, quick], new=260)
