"""What a chunk wrote and removed is recorded for its undo, attempt by attempt."""

from dataclasses import replace

from shared.domain.members.membership import Change, MemberKey, Membership, Role
from shared.domain.uploads.job import Job
from shared.services.uploads.apply.undo_records import (
    WrittenRows,
    decode_written,
    encode_written,
    load_removals,
    load_written,
    merge_written,
    record_removals,
    save_written,
)
from tests.fakes.world import BEGINNING, FakeWorld
from tests.mappings import members
from tests.people import number


async def uploaded(world: FakeWorld) -> Job:
    """An upload to keep records of."""
    return await world.drop("org/users.csv", members("Depot", 1))


def row(n: int, role: Role = Role.MEMBER) -> Membership:
    """A row of the group "g"."""
    return Membership("g", number(n), role, BEGINNING, "asha", "job-0", "")


async def test_written_rows_are_kept_for_each_run() -> None:
    world = FakeWorld()
    job = await uploaded(world)
    chunk = await world.fakes.jobs.chunk(job.id, 1)
    assert chunk is not None
    written = {"g": WrittenRows([number(1)], {number(2): "before"})}
    await save_written(world.imports, replace(job, run=2), 1, written)
    assert await load_written(world.imports, chunk, 2) == written
    assert await load_written(world.imports, chunk, 3) == {}
    (first,) = (await load_written(world.imports, chunk, 1)).values()
    assert first == WrittenRows([number(1)], removed=[], name="Depot")


async def test_an_attempt_that_ends_late_takes_nothing_out_of_the_record() -> None:
    """Its undo may have begun, and taken rows back that the attempt does not find any more."""
    world = FakeWorld()
    job = await uploaded(world)
    chunk = await world.fakes.jobs.chunk(job.id, 1)
    assert chunk is not None
    second = replace(job, run=2)
    whole = WrittenRows([number(1), number(2)], removed=[])
    await save_written(world.imports, second, 1, {"g": whole})
    await save_written(world.imports, second, 1, {"g": WrittenRows([number(2)], removed=[])})
    assert await load_written(world.imports, chunk, 2) == {"g": whole}
    # The name leads to another group when the first has become private in between.
    other = WrittenRows([number(1)], removed=[])
    await save_written(world.imports, second, 1, {"h": other})
    assert await load_written(world.imports, chunk, 2) == {"g": whole, "h": other}


async def test_of_two_records_of_a_removal_the_later_one_counts() -> None:
    world = FakeWorld()
    job = await uploaded(world)
    await record_removals(world.imports, job, 1, [row(1), row(2)])
    await record_removals(world.imports, job, 1, [row(2, Role.ADMIN), row(3)])
    await record_removals(world.imports, job, 2, [row(4)])
    await record_removals(world.imports, replace(job, run=2), 1, [row(5)])
    assert await load_removals(world.imports, job, 1) == {
        MemberKey(number(1), "g"): row(1),
        MemberKey(number(2), "g"): row(2, Role.ADMIN),
        MemberKey(number(3), "g"): row(3),
    }


def test_slices_of_one_group_are_merged() -> None:
    merged = merge_written([("g", WrittenRows(["1"], {"2": "b"})), ("h", WrittenRows(["1"])), ("g", WrittenRows(["3"]))])
    assert merged == {"g": WrittenRows(["1", "3"], {"2": "b"}, []), "h": WrittenRows(["1"], {}, [])}


def test_what_changes_wrote_is_told_apart() -> None:
    changed = replace(row(2), role=Role.ADMIN, job_id="job-1", before="former")
    changes = [Change(number(1), None, row(1)), Change(number(2), row(2), changed), Change(number(3), row(3), None)]
    written = WrittenRows.of("Depot", changes)
    assert (written.added, written.changed, written.total) == ([number(1)], {number(2): "former"}, 3)
    assert written.removed_rows() == {number(3): row(3)}
    assert decode_written(encode_written({"g": written})) == {"g": written}
