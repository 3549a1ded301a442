"""The encoding of an upload's files: said, guessed, or not clear, and then nothing is applied unseen."""

import pytest

from shared.domain.csv.columns import FileKind
from shared.domain.uploads.fail_safe import HoldReason
from shared.domain.uploads.job import Job, JobState, Mode
from shared.errors import InvalidInput
from shared.services.uploads.control_upload import apply_upload, cancel_upload, rerun_upload, undo_upload
from shared.services.uploads.create_upload import UploadOptions, create_upload
from shared.services.uploads.view_uploads import list_problems, view_upload
from tests.fakes.world import FakeWorld
from tests.mappings import PARENT_HEADER, USER_HEADER, check_balance, check_stores, links, log_of
from tests.people import number

UNCLEAR = AS_READ = "Győr"  # right, but Gyõr is near
CLEAR = "Отдел кадров"


def users(*names: str) -> str:
    return USER_HEADER + "".join(f"{name},{number(n)},Member\n" for n, name in enumerate(names, start=1))


def held_for(job: Job) -> list[tuple[str, str]]:
    return [(group.name, group.reason) for group in job.held_groups]


async def warnings_of(world: FakeWorld, job: Job) -> list[tuple[str, str]]:
    problems, _ = await list_problems(world.imports, job.id, 100, None)
    return [(problem.file, problem.message) for problem in problems if problem.code == "encoding_guessed"]


def groups(world: FakeWorld) -> set[str]:
    return {group.name for group in world.fakes.groups.groups.where(lambda group: group.deleted_at is None)}


@pytest.fixture
async def held() -> tuple[FakeWorld, Job]:
    world = FakeWorld()
    return world, await world.drop("org/users.csv", users(UNCLEAR, "Depot").encode("cp1250"))


async def test_a_clear_guess_is_a_warning_with_encoding_and_names() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", users(CLEAR, "Склад", "Охрана", "Казань").encode("cp1251"))
    assert job.state is JobState.COMPLETED
    ((file, message),) = await warnings_of(world, job)
    assert file == "org/users.csv"
    assert "Windows-1251, with names such as “Отдел кадров”, “Склад”, “Охрана”." in message


async def test_merge_without_review_waits_where_the_guess_is_not_clear(held: tuple[FakeWorld, Job]) -> None:
    world, job = held
    assert (job.state, job.mode, job.review) == (JobState.AWAITING_REVIEW, Mode.MERGE, False)
    assert held_for(job) == [(AS_READ, HoldReason.ENCODING_UNCLEAR)]
    assert groups(world) == set()
    plan = (await view_upload(world.imports, job.id)).plan
    assert plan is not None
    assert [(group.name, group.is_new) for group in plan.groups] == [("Depot", True), (AS_READ, True)]
    assert plan.held == list(job.held_groups)
    (line,) = [entry for entry in await log_of(world, job) if entry["code"] == "import_encoding_unclear"]
    assert AS_READ in line["message"]
    assert "upload the file again" in line["message"]


async def test_what_waits_is_applied_once_somebody_has_looked(held: tuple[FakeWorld, Job]) -> None:
    world, job = held
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await world.job("org")
    assert (done.state, groups(world)) == (JobState.COMPLETED, {"Depot", AS_READ})
    check_balance(done)
    await check_stores(world)
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    assert held_for(await world.job("org")) == [(AS_READ, HoldReason.ENCODING_UNCLEAR)]


async def test_what_was_cancelled_waits_again_when_it_is_rerun(held: tuple[FakeWorld, Job]) -> None:
    world, job = held
    await cancel_upload(world.imports, job.id, "asha")
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    again = await world.job("org")
    assert (again.state, held_for(again)) == (JobState.AWAITING_REVIEW, [(AS_READ, HoldReason.ENCODING_UNCLEAR)])


async def test_a_new_version_with_its_encoding_is_applied(held: tuple[FakeWorld, Job]) -> None:
    world, _ = held
    job = await world.drop("org/users.csv", users(UNCLEAR, "Depot").encode("cp1250"), encoding="windows-1250")
    assert (job.state, job.encoding, held_for(job)) == (JobState.COMPLETED, "windows-1250", [])
    assert groups(world) == {UNCLEAR, "Depot"}
    assert await warnings_of(world, job) == []


@pytest.mark.parametrize("review", [True, False])
async def test_the_api_says_it_for_both_files_and_a_rerun_keeps_it(review: bool) -> None:
    world = FakeWorld()
    options = UploadOptions(encoding=" Windows-1250 ", review=review, parent_mapping=True)
    created, _ = await create_upload(world.imports, options, "asha")
    assert created.encoding == "Windows-1250"
    await world.drop(f"{created.id}/{FileKind.PARENT}.csv", f"{PARENT_HEADER}{UNCLEAR},Depot\n".encode("cp1250"))
    job = await world.drop(f"{created.id}/{FileKind.USER}.csv", users(UNCLEAR, "Depot").encode("cp1250"))
    assert held_for(job) == []
    if review:
        await cancel_upload(world.imports, job.id, "asha")
        await rerun_upload(world.imports, job.id, "asha")
        await world.run()
        await apply_upload(world.imports, job.id, "asha")
        await world.run()
        job = await world.job(job.id)
    assert (job.state, groups(world), links(world)) == (JobState.COMPLETED, {UNCLEAR, "Depot"}, {(UNCLEAR, "Depot")})
    assert await warnings_of(world, job) == []


async def test_an_encoding_that_nobody_knows_is_rejected_and_creates_nothing() -> None:
    world = FakeWorld()
    with pytest.raises(InvalidInput) as raised:
        await create_upload(world.imports, UploadOptions(encoding="klingon-8"), "asha")
    assert [(error.field, error.code) for error in raised.value.errors] == [("encoding", "encoding_unknown")]
    assert not world.fakes.jobs.jobs.rows


async def test_a_drop_that_says_one_fails() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", users(CLEAR).encode("cp1251"), encoding="klingon-8")
    assert (job.state, job.error.code if job.error else None) == (JobState.FAILED, "encoding_unknown")
    assert groups(world) == set()


async def test_a_guess_about_the_parent_mapping_is_a_warning_of_that_file() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", users(CLEAR, "Склад"))
    job = await world.drop("org/parents.csv", f"{PARENT_HEADER}{CLEAR},Склад\n".encode("cp1251"))
    assert (job.state, links(world)) == (JobState.COMPLETED, {(CLEAR, "Склад")})
    assert [file for file, _ in await warnings_of(world, job)] == ["org/parents.csv"]


@pytest.mark.parametrize("mode", ["merge", "replace"])
@pytest.mark.parametrize("order", ["parents first", "users first"])
async def test_an_unclear_parent_mapping_waits_before_any_link(mode: str, order: str) -> None:
    """Also one that comes when the upload has been applied."""
    world = FakeWorld()
    parents = f"{PARENT_HEADER}{UNCLEAR},Depot\n".encode("cp1250")
    drops = [("org/users.csv", users("Depot").encode()), ("org/parents.csv", parents)]
    for name, content in drops[::-1] if order == "parents first" else drops:
        job = await world.drop(name, content, mode=mode)
    assert (job.state, held_for(job)) == (JobState.AWAITING_REVIEW, [(AS_READ, HoldReason.ENCODING_UNCLEAR)])
    assert links(world) == set()
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await world.job("org")
    assert (done.state, links(world)) == (JobState.COMPLETED, {(AS_READ, "Depot")})
    check_balance(done)


async def test_what_is_not_clear_in_no_group_name_holds_nothing() -> None:
    """A column that is ignored changes nothing, whatever its letters are."""
    world = FakeWorld()
    content = "Group Name,Phone Number,User Type,Town\n" + f"Depot,{number(1)},Member,{UNCLEAR}\n"
    job = await world.drop("org/users.csv", content.encode("cp1250"))
    assert job.state is JobState.COMPLETED


async def test_a_group_without_members_holds_by_its_name() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", (users("Depot") + f"#muster:group,{UNCLEAR}\n").encode("cp1250"))
    assert held_for(job) == [(AS_READ, HoldReason.ENCODING_UNCLEAR)]
