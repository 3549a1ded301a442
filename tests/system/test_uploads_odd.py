"""Files that are no CSV, that go away or change while the host has them in hand: each ends in a clear state (issue 2)."""

import json
from collections.abc import Iterator

import pytest

from tests.local_host import eventually
from tests.system.crash_app.bench import Bench, Point, open_bench
from tests.system.crash_app.uploads import USER_HEADER, Case, links_file

# The host looks first, the function then; the function reads the header first, the file then.
BEFORE_IT_IS_LOOKED_AT = Point("look at uploads", 2, "before")
BEFORE_IT_IS_READ = Point("read uploads", 2, "before")
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"
XLSX = b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00[Content_Types].xml"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with open_bench(tmp_path_factory.mktemp("odd")) as opened:
        yield opened


def members_file(case: Case, *indexes: int) -> str:
    return "\n".join([USER_HEADER, *(case.row("Alpha", i) for i in indexes)])


def members(bench: Bench, case: Case) -> set[str]:
    return {number for group_id in bench.store.groups(case.name) for number in bench.store.members(group_id)}


def log_codes(bench: Bench, job_id: str) -> list[str]:
    return [json.loads(line)["code"] for line in (bench.store.blob("job-logs", f"{job_id}.jsonl") or "").splitlines()]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("picture.csv", PNG, "file_not_csv"),
        ("sheet.csv", XLSX, "file_damaged"),
        ("empty.csv", b"", "file_empty"),
        ("blank/members.csv", b"\n\n", "file_empty"),
        ("letter.txt", b"Dear Sir or Madam,\nplease find enclosed\n", "header_unrecognised"),
        ("archive", bytes(range(256)) * 40, "file_not_csv"),
    ],
    ids=["picture", "sheet", "empty", "blank", "letter", "archive"],
)
def test_a_file_that_is_no_csv_fails_its_job_and_touches_no_table(
    bench: Bench, name: str, content: bytes, code: str
) -> None:
    bench.steps()
    bench.drop(name, content)
    job = bench.settled(name.partition("/")[0])

    assert (job["state"], job["errorCode"], bool(job["errorMessage"])) == ("failed", code, True)
    assert log_codes(bench, job["RowKey"]) == [code]
    assert bench.steps() <= {"job made", "job validating", "problems", "log made", f"log {code}", "job failed"}


def test_a_file_that_is_deleted_before_it_is_looked_at(bench: Bench) -> None:
    case = Case("d", 0)
    bench.plan(BEFORE_IT_IS_LOOKED_AT, act="hold")
    bench.drop(f"{case.name}/members.csv", members_file(case, 1))
    eventually(bench.fired, "the function to begin")
    bench.store.blobs.get_blob_client("uploads", f"{case.name}/members.csv").delete_blob()
    bench.release()

    job = bench.settled(case.name)
    assert (job["state"], job["errorCode"]) == ("failed", "file_deleted")
    assert bench.store.groups(case.name) == {}


def test_a_file_that_is_deleted_before_it_is_read(bench: Bench) -> None:
    case = Case("d", 1)
    bench.plan(BEFORE_IT_IS_READ, act="hold")
    bench.drop(f"{case.name}/members.csv", members_file(case, 1))
    eventually(bench.fired, "the function to have read the header")
    bench.store.blobs.get_blob_client("uploads", f"{case.name}/members.csv").delete_blob()
    bench.release()

    job = bench.settled(case.name)
    assert (job["state"], job["errorCode"]) == ("failed", "file_deleted")
    assert log_codes(bench, job["RowKey"]) == ["file_deleted"]
    assert bench.store.groups(case.name) == {}


def test_a_file_that_is_overwritten_while_it_is_read(bench: Bench) -> None:
    case = Case("d", 2)
    bench.plan(BEFORE_IT_IS_READ, act="hold")
    bench.drop(f"{case.name}/members.csv", members_file(case, 1, 2))
    eventually(bench.fired, "the function to have read the header")
    bench.drop(f"{case.name}/members.csv", members_file(case, 3))
    bench.release()

    def both_ended() -> list[str]:
        states = [job["state"] for job in bench.store.jobs(case.name)]
        return states if sorted(states) == ["completed", "failed"] else []

    eventually(both_ended, "both jobs to end", 30)
    new, old = bench.store.jobs(case.name)  # newest first, also within the second by which storage dates blobs
    assert (new["state"], old["errorCode"]) == ("completed", "file_replaced")
    assert members(bench, case) == {case.phone(3)}


def test_a_parent_mapping_that_is_overwritten_while_the_members_are_applied(bench: Bench) -> None:
    case = Case("d", 3)
    bench.plan(Point("memberships", 1, "before"), act="hold")
    bench.drop(f"{case.name}/parents.csv", links_file(case, ("Top", "Alpha")))
    eventually(lambda: bench.job(case.name), "the parent mapping's job")
    bench.drop(f"{case.name}/members.csv", members_file(case, 1))
    eventually(bench.fired, "the members to be applied")
    bench.drop(f"{case.name}/parents.csv", links_file(case, ("Over", "Alpha")))
    bench.release()

    def linked() -> list[str]:
        # One request, as a link may be written meanwhile; that its two entities agree is looked at when all is quiet.
        names = {group_id: row["name"] for group_id, row in bench.store.groups(case.name).items()}
        return [names[above] for above, below in bench.store.links_of_parents() if below in names]

    eventually(lambda: linked() == [f"{case.name} Over"], "the new parent mapping's link")
    assert bench.settled(case.name)["state"] == "completed"
    assert len(bench.store.links()) >= 1
    assert len(bench.store.jobs(case.name)) == 1
