"""The parent mapping is read whole: checked in validation, and again when it is applied, if it is still there."""

from dataclasses import replace

import pytest

from shared.domain.csv.columns import FileKind
from shared.domain.csv.parent_rows import ParentRow
from shared.domain.csv.reader import FileError
from shared.domain.csv.user_rows import RejectedRow
from shared.domain.uploads.job import Job
from shared.services.uploads.read.read_parent_mapping import check_parent_mapping, read_parent_mapping
from tests.fakes.world import FakeWorld
from tests.mappings import PARENT_HEADER, log_codes, members, parents


async def waiting(world: FakeWorld, content: str) -> Job:
    """A job that has this parent mapping and waits for its user mapping."""
    return await world.drop("org/parent-group-mapping.csv", content)


async def test_rows_come_in_the_order_of_the_file_also_the_rejected() -> None:
    world = FakeWorld()
    job = await waiting(world, PARENT_HEADER + "Region,Depot\n,Yard\nRegion,Shop\n")
    first, second, third = (await read_parent_mapping(world.imports, job)).lines
    assert isinstance(first, ParentRow)
    assert (first.line, first.parent_name, first.child_normalised) == (2, "Region", "depot")
    assert isinstance(second, RejectedRow)
    assert second.problem.code == "parent_missing"
    assert isinstance(third, ParentRow)


async def test_a_job_without_one_has_no_rows() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", members("Depot", 1))
    assert (await read_parent_mapping(world.imports, job)).lines == ()
    await check_parent_mapping(world.imports, job)


@pytest.mark.parametrize(
    ("content", "max_rows", "max_bytes", "code"),
    [
        ("no header\n", 10, 1000, "header_unrecognised"),
        (parents(("A", "B"), ("A", "C")), 1, 1000, "too_many_rows"),
        (parents(("A", "B")), 10, 5, "file_too_large"),
    ],
)
async def test_one_that_cannot_be_read_is_an_error_of_the_file(
    content: str, max_rows: int, max_bytes: int, code: str
) -> None:
    world = FakeWorld()
    job = await waiting(world, content)
    context = replace(world.imports, max_rows=max_rows, max_bytes=max_bytes)
    for read in (check_parent_mapping, read_parent_mapping):
        with pytest.raises(FileError) as raised:
            await read(context, job)
        assert (raised.value.problem.code, raised.value.problem.file) == (code, "org/parent-group-mapping.csv")


@pytest.mark.parametrize("replaced", [True, False])
async def test_one_that_is_gone_is_noted_once_when_it_would_be_applied(replaced: bool) -> None:
    world = FakeWorld()
    job = await waiting(world, parents(("Region", "Depot")))
    if replaced:
        world.put("org/parent-group-mapping.csv", parents(("Other", "Depot")))
    else:
        del world.fakes.uploads.blobs["org/parent-group-mapping.csv"]
    await check_parent_mapping(world.imports, job)
    assert await log_codes(world, job) == []
    for _ in range(2):
        assert (await read_parent_mapping(world.imports, job)).lines == ()
    assert await log_codes(world, job) == ["parent_mapping_gone"]
    assert job.file(FileKind.PARENT) is not None
