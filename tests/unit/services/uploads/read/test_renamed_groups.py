"""A new group with the former name of another is a warning; private groups are never told of, known ones cost nothing."""

from shared.domain.groups.group import Group
from shared.domain.uploads.job import Job, JobState
from shared.services.groups.change_group_type import link_group, unlink_group
from shared.services.groups.manage_groups import GroupChange, delete_group, update_group
from shared.services.uploads.control_upload import apply_upload
from shared.services.uploads.view_uploads import list_problems
from tests.fakes.faults import before_call
from tests.fakes.world import FakeWorld
from tests.mappings import group_named, log_codes, members, parents, problems_of, users

CODE = "group_was_renamed"


async def rename(world: FakeWorld, name: str, to: str) -> Group:
    """Give the group another name."""
    return await update_group(world.groups, group_named(world, name), "asha", GroupChange(name=to), lambda _: None)


async def renamed_world() -> FakeWorld:
    """A world in which Depot is called Harbour now."""
    world = FakeWorld(chunk_rows=2)
    await world.drop("first/users.csv", users(("Depot", 1, "Admin"), ("Yard", 1, "Member")))
    await rename(world, "Depot", "Harbour")
    return world


async def warnings(world: FakeWorld, job: Job) -> list[tuple[int, str, str]]:
    """Line, column and the first sentence of each warning."""
    found = [problem for problem in await problems_of(world, job) if problem.code == CODE]
    return [(problem.line, problem.column, problem.message.split(". ")[0]) for problem in found]


async def test_the_new_group_is_made_and_the_renamed_one_is_named() -> None:
    world = await renamed_world()
    job = await world.drop("second/users.csv", users(("Yard", 2, ""), ("DEPOT", 2, ""), ("Other", 2, "")))
    assert await warnings(world, job) == [(3, "Group Name", "“DEPOT” is the former name of “Harbour”")]
    assert (job.state, job.counts.groups_created) == (JobState.COMPLETED, 2)
    assert (await log_codes(world, job)).count(CODE) == 1
    again = await world.drop("third/users.csv", users(("Depot", 3, "")))
    assert await warnings(world, again) == [], "the group is there"


async def test_a_review_shows_it_before_it_is_applied_and_afterwards_once() -> None:
    world = await renamed_world()
    job = await world.drop("second/users.csv", members("Depot", 2), review="true")
    expected = [(2, "Group Name", "“Depot” is the former name of “Harbour”")]
    assert (job.state, await warnings(world, job)) == (JobState.AWAITING_REVIEW, expected)
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    job = await world.job("second")
    assert (job.state, await warnings(world, job)) == (JobState.COMPLETED, expected)
    assert (await log_codes(world, job)).count(CODE) == 1


async def test_a_parent_that_the_parent_mapping_creates_is_told_too() -> None:
    for review in ("false", "true"):
        world = await renamed_world()
        world.put("second/parents.csv", parents(("Depot", "Yard")))
        job = await world.drop("second/users.csv", members("Yard", 2), review=review)
        told = [(2, "Parent Group Name", "“Depot” is the former name of “Harbour”")]
        assert await warnings(world, job) == told, review
        if review == "true":
            await apply_upload(world.imports, job.id, "asha")
            await world.run()
            assert await warnings(world, await world.job("second")) == told


async def test_spellings_that_meet_in_the_parent_mapping_are_told_too() -> None:
    world = FakeWorld()
    world.put("org/parents.csv", parents(("Ops1", "Yard"), ("Ops１", "Depot")))
    job = await world.drop("org/users.csv", users(("Yard", 1, ""), ("Depot", 1, "")))
    (problem,) = await problems_of(world, job)
    assert (problem.line, problem.column, problem.code) == (3, "Parent Group Name", "names_merged")


async def test_nothing_is_told_of_a_group_that_is_private_deleted_or_was_mapped_since() -> None:
    world = await renamed_world()
    harbour = await unlink_group(world.groups, group_named(world, "Harbour"), "asha", lambda _: None)
    assert await warnings(world, await world.drop("a/users.csv", members("Depot", 2))) == []
    await delete_group(world.groups, group_named(world, "Depot"), "asha", lambda _: None)
    await link_group(world.groups, harbour, "asha", lambda _: None)
    assert await warnings(world, await world.drop("b/users.csv", members("Depot", 2))) == []

    world = await renamed_world()
    await delete_group(world.groups, group_named(world, "Harbour"), "asha", lambda _: None)
    assert await warnings(world, await world.drop("a/users.csv", members("Depot", 2))) == []


async def test_a_name_that_a_group_had_while_it_was_private_is_not_kept() -> None:
    world = FakeWorld()
    await world.drop("first/users.csv", users(("Depot", 1, "Admin")))
    secret = await unlink_group(world.groups, group_named(world, "Depot"), "asha", lambda _: None)
    secret = await update_group(world.groups, secret, "asha", GroupChange(name="Secret"), lambda _: None)
    secret = await update_group(world.groups, secret, "asha", GroupChange(name="Open"), lambda _: None)
    await link_group(world.groups, secret, "asha", lambda _: None)
    assert await warnings(world, await world.drop("a/users.csv", users(("Secret", 2, ""), ("Depot", 2, "")))) == []


async def test_an_upload_whose_groups_all_exist_asks_nothing() -> None:
    world = await renamed_world()
    asked: list[None] = []

    async def note() -> None:
        asked.append(None)

    before_call(world.fakes.groups, "formerly", note, times=100)
    for options in ({}, {"mode": "replace"}, {"review": "true"}):
        await world.drop("same/users.csv", users(("Harbour", 1, "Admin"), ("Yard", 1, "")), **options)
    assert asked == []
    await world.drop("new/users.csv", users(*((f"New {n}", n, "") for n in range(4))))
    assert len(asked) == 2, "one a chunk that creates groups"


async def test_the_pages_of_problems_go_through_all_lists() -> None:
    world = await renamed_world()
    await rename(world, "Yard", "Court")
    rows = (("Depot", 2, "Boss"), ("Depot", 2, ""), ("Depot", 3, ""), ("Yard", 2, ""), ("Yard", 3, ""))
    job = await world.drop("second/users.csv", users(*rows))
    codes, after = [], None
    while True:
        page, after = await list_problems(world.imports, job.id, 1, after)
        codes += [problem.code for problem in page]
        if after is None:
            break
    assert codes == ["user_type_unknown", CODE, CODE]
