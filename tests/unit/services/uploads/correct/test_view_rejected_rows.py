"""The list of rejected rows: page by page, of one file or one code, and bounded."""

import pytest

from shared.domain.csv.columns import FileKind
from shared.errors import InvalidInput, NotFound
from shared.services.uploads.jobs import rejected_rows
from shared.services.uploads.view_rejected_rows import list_rejected_rows
from tests.fakes.world import FakeWorld
from tests.mappings import USER_HEADER, members, parents
from tests.people import number
from tests.unit.services.uploads.correct.steps import BAD, PARENT, USER, rejected, waiting


async def pages(
    world: FakeWorld, job_id: str, limit: int, kind: FileKind | None = None, code: str | None = None
) -> list[list[tuple[str, int]]]:
    """File and line of the rows, page by page."""
    found, after = [], None
    while True:
        page = await list_rejected_rows(world.imports, job_id, limit, after, kind=kind, code=code)
        found.append([(row.kind, row.line) for row in page.rows])
        after = page.following
        if after is None:
            return found


async def test_rows_come_in_pages_by_file_and_line() -> None:
    world = FakeWorld()
    job = await waiting(world, parents=parents(("", "Depot"), ("A", "")))
    every = [(USER, 4), (USER, 5), (USER, 6), (USER, 7), (PARENT, 2), (PARENT, 3)]
    assert await pages(world, job.id, 1000) == [every]
    assert [row for page in await pages(world, job.id, 1) for row in page] == every
    assert await pages(world, job.id, 4) == [every[:4], every[4:]]
    assert await pages(world, job.id, 10, kind=PARENT) == [every[4:]]
    assert await pages(world, job.id, 10, code="number_invalid") == [every[:2]]
    assert await pages(world, job.id, 10, USER, "parent_missing") == [[]]


async def test_a_row_has_its_cells_and_each_of_its_problems_with_the_suggestion() -> None:
    world = FakeWorld()
    job = await waiting(world, USER_HEADER + f'Depot,"{number(1)}, 12015550123, 12",Admin\n')
    (row,) = (await rejected(world, job)).rows
    assert row.cells == {
        "Group Name": "Depot",
        "Phone Number": f"{number(1)}, 12015550123, 12",
        "User Type": "Admin",
        "Region": "",
    }
    assert [(each.code, each.value, each.suggestion) for each in row.problems] == [
        ("number_of_another_country", "12015550123", "+12015550123"),
        ("number_invalid", "12", ""),
    ]


async def test_an_upload_without_rejected_rows_stores_no_list() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", members("Depot", 1))
    assert (await rejected(world, job)).rows == []
    assert not [name for name in world.fakes.job_files.blobs if "rejected-rows" in name]


async def test_what_is_not_kept_is_told_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    world = FakeWorld()
    monkeypatch.setattr(rejected_rows, "KEPT", 3)
    job = await waiting(world)
    first = await list_rejected_rows(world.imports, job.id, 2, None, kind=None, code=None)
    assert (len(first.rows), first.left_out) == (2, 0)
    last = await list_rejected_rows(world.imports, job.id, 2, first.following, kind=None, code=None)
    assert (len(last.rows), last.left_out, last.following) == (1, 1, None)
    filtered = await list_rejected_rows(world.imports, job.id, 2, None, kind=None, code="user_type_unknown")
    assert (filtered.rows, filtered.left_out) == ([], 1)


async def test_a_page_ends_where_cells_are_long_or_matches_far_between(monkeypatch: pytest.MonkeyPatch) -> None:
    world = FakeWorld()
    monkeypatch.setattr("shared.services.uploads.view_rejected_rows._MOST_BYTES", 2000)
    monkeypatch.setattr("shared.services.uploads.view_rejected_rows._PIECE", 700)
    job = await waiting(world, USER_HEADER + "".join(f"Depot,{n},\n" for n in range(10, 40)) + ",x,\n")
    found = await pages(world, job.id, 1000)
    assert len(found) > 3
    assert [line for page in found for _, line in page] == [*range(2, 33)]
    matches = await pages(world, job.id, 1000, code="group_name_missing")
    assert len(matches) > 3
    assert [line for page in matches for _, line in page] == [32]


async def test_kept_rows_are_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    world = FakeWorld()
    monkeypatch.setattr(rejected_rows, "_MOST_BYTES", 1000)
    job = await waiting(world, USER_HEADER + "".join(f"Depot,{n} {'x' * 400},\n" for n in range(10, 20)))
    found = await rejected(world, job)
    assert 0 < len(found.rows) < 10
    assert len(found.rows) + found.left_out == 10


@pytest.mark.parametrize("after", ["user-group-mapping:-1", "user-group-mapping", "else:1", "user-group-mapping:x", ":"])
async def test_a_position_of_another_list_is_refused(after: str) -> None:
    world = FakeWorld()
    job = await waiting(world, BAD)
    with pytest.raises(InvalidInput):
        await list_rejected_rows(world.imports, job.id, 10, after, kind=None, code=None)
    with pytest.raises(NotFound):
        await list_rejected_rows(world.imports, "none", 10, None, kind=None, code=None)
