"""An upload warns of a group whose name looks like another's, with both names, and applies it all the same."""

from shared.domain.uploads.job import Job, JobState
from shared.services.uploads.view_uploads import list_problems
from tests.fakes.world import FakeWorld
from tests.mappings import log_of, members, users

CYRILLIC = "D\u0435pot"


async def warnings(world: FakeWorld, job: Job) -> list[tuple[int, str]]:
    problems, _ = await list_problems(world.imports, job.id, 100, None)
    assert all(problem.column == "Group Name" for problem in problems if problem.code == "name_looks_alike")
    return [(p.line, p.message.split(". ")[0]) for p in problems if p.code == "name_looks_alike"]


async def test_of_the_same_file() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", users(("Depot", 1, "Member"), (CYRILLIC, 2, "Member"), ("Yard", 3, "Member")))
    assert job.state is JobState.COMPLETED
    assert await warnings(world, job) == [(3, f"“{CYRILLIC}” looks like “Depot” and is another group")]


async def test_a_word_of_two_scripts_alone() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", members(CYRILLIC, 1))
    assert await warnings(world, job) == [(2, f"“{CYRILLIC}” mixes Latin and Cyrillic letters in one word")]


async def test_of_a_group_that_is_there_while_it_is_made_and_not_afterwards() -> None:
    world = FakeWorld()
    await world.drop("first/users.csv", members("OPC", 1))
    cyrillic = "\u041e\u0420\u0421"
    job = await world.drop("second/users.csv", members(cyrillic, 2))
    assert await warnings(world, job) == [(2, f"“{cyrillic}” looks like “OPC” and is another group")]
    assert [line["code"] for line in await log_of(world, job)].count("name_looks_alike") == 1
    again = await world.drop("third/users.csv", members(cyrillic, 3))
    assert await warnings(world, again) == []


async def test_the_other_way_round() -> None:
    world = FakeWorld()
    await world.drop("first/users.csv", members("\u041e\u0420\u0421", 1))
    job = await world.drop("second/users.csv", members("OPC", 2))
    assert await warnings(world, job) == [(2, "“OPC” looks like “\u041e\u0420\u0421” and is another group")]
