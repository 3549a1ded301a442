"""An upload whose titles are not known asks, and goes on with the choice; later files with the same titles do not ask."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.models.uploads import upload_out
from shared.domain.audit import ORGANIZATION, Action, AuditEvent
from shared.domain.column_choices.question import AskedColumn, ColumnQuestion
from shared.domain.column_choices.titles import fingerprint
from shared.domain.csv.columns import FileKind
from shared.domain.members.membership import Role
from shared.domain.uploads.arrivals import upload_name
from shared.domain.uploads.job import Job, JobState
from shared.errors import Conflict, InvalidInput, NotFound
from shared.services.audit.record_change import replay_organization
from shared.services.uploads.columns.choose_columns import choose_columns, settle_choices
from shared.services.uploads.columns.remembered import forget_remembered, list_remembered
from shared.services.uploads.control_upload import rerun_upload
from shared.services.uploads.create_upload import UploadOptions, create_upload
from shared.services.uploads.purge_uploads import remove_old_uploads
from shared.services.uploads.recover_stalled_uploads import STALLED_AFTER, recover_stalled_uploads
from shared.services.uploads.view_uploads import list_uploads, view_upload
from tests.fakes.faults import ProcessDied, after_call, before_call, kill
from tests.fakes.world import FakeWorld
from tests.mappings import check_balance, links, log_codes, log_of, members, numbered, parents, problems_of
from tests.people import number

TITLES = ["Abteilung", "Mobile no. of employee", "Funktion", "Alter"]
CHOICE = {"Abteilung": "Group Name", "Mobile no. of employee": "Phone Number", "Funktion": "User Type", "Alter": ""}


def staff(*numbers: int, titles: Sequence[str] = TITLES, above: str = "") -> str:
    rows = "".join(f"Depot,{number(n)},{'Admin' if n == 1 else 'Mitglied'},{20 + n}\n" for n in numbers)
    return f"{above}{','.join(titles)}\n{rows}"


async def asked_of(world: FakeWorld, job: Job) -> ColumnQuestion:
    question = (await view_upload(world.imports, job.id)).question
    assert question is not None
    return question


async def choose(world: FakeWorld, job: Job, wanted: dict[str, str] | None = None, by: str = "asha") -> Job:
    await choose_columns(world.imports, job.id, by, CHOICE if wanted is None else wanted)
    await world.run()
    return await job_of(world, job)


async def job_of(world: FakeWorld, job: Job) -> Job:
    found = await world.imports.jobs.get(job.id)
    assert found is not None
    return found


def organization_events(world: FakeWorld) -> list[AuditEvent]:
    return [event for event in world.fakes.audit.events.values() if event.group_id == ORGANIZATION]


async def test_the_failure_carries_titles_guesses_and_samples() -> None:
    world = FakeWorld()
    job = await world.drop("org/staff.csv", staff(1, 2, 3, 4, above="Staff of the depots,,,\n"))
    assert (job.state, job.error and job.error.code) == (JobState.FAILED, "header_unrecognised")
    question = await asked_of(world, job)
    samples = [
        ("Depot",) * 3,
        tuple(number(n) for n in (1, 2, 3)),
        ("Admin", "Mitglied", "Mitglied"),
        ("21", "22", "23"),
    ]
    guesses = ["Group Name", "Phone Number", "User Type", ""]
    assert question.columns == tuple(map(AskedColumn, range(4), TITLES, guesses, samples))
    assert (question.line, question.kind) == (2, FileKind.USER)
    shown = upload_out(await view_upload(world.imports, job.id)).model_dump(by_alias=True, exclude_none=True)
    assert shown["error"]["kind"] == "user-group-mapping"
    assert [column["title"] for column in shown["error"]["columns"]] == TITLES
    assert shown["columns"] == {}
    (problem,) = await problems_of(world, job)
    assert problem.line == 2
    assert "Abteilung" in problem.message
    assert number(1) not in str(await log_of(world, job)), "samples are not for logs"
    (listed,), _ = await list_uploads(world.imports, 10, None)
    assert listed.question is None, "the history shows no cells"


async def test_the_upload_goes_on_with_what_is_chosen() -> None:
    world = FakeWorld()
    job = await world.drop("org/staff.csv", staff(1, 2))
    job = await choose(world, job)
    assert (job.state, job.error) == (JobState.COMPLETED, None)
    assert numbered(world, "Depot") == {1: Role.ADMIN, 2: Role.MEMBER}
    assert job.columns == CHOICE
    check_balance(job)
    assert not [name for name in world.fakes.job_files.blobs if "columns-" in name], "the cells go with the answer"
    (line,) = [line for line in await log_of(world, job) if line["code"] == "columns_chosen"]
    assert "asha: “Abteilung” as Group Name" in line["message"]
    assert await problems_of(world, job) == []
    (event,) = organization_events(world)
    assert (event.actor, event.action) == ("asha", Action.COLUMNS_CHOSEN)
    assert event.after["columns"] == CHOICE


@pytest.mark.parametrize("titles", [TITLES, [" ABTEILUNG ", "mobile no of_employee", "Funktion", "Alter"]])
async def test_a_later_file_with_the_same_titles_is_read_alike_and_says_so(titles: list[str]) -> None:
    world = FakeWorld()
    await choose(world, await world.drop("org/staff.csv", staff(1, 2)))
    job = await world.drop("next/staff.csv", staff(1, 2, 3, titles=titles))
    assert (job.state, job.counts.added, job.counts.unchanged) == (JobState.COMPLETED, 1, 2)
    assert job.columns == CHOICE
    (problem,) = await problems_of(world, job)
    assert (problem.code, problem.severity, problem.line) == ("columns_remembered", "warning", 1)
    assert "“Mobile no. of employee” as Phone Number" in problem.message
    assert "columns_remembered" in await log_codes(world, job)


async def test_other_titles_or_another_order_ask_again() -> None:
    world = FakeWorld()
    await choose(world, await world.drop("org/staff.csv", staff(1, 2)))
    for name, titles in (("a", TITLES[:3]), ("b", [*TITLES[:3], "Age"]), ("c", [*TITLES[2:], *TITLES[:2]])):
        job = await world.drop(f"{name}/staff.csv", staff(1, titles=titles))
        assert job.state is JobState.FAILED, titles


async def test_what_is_forgotten_asks_again_and_uploads_keep_what_they_were_read_by() -> None:
    world = FakeWorld()
    job = await choose(world, await world.drop("org/staff.csv", staff(1)))
    (remembered,), more = await list_remembered(world.groups, 10, None)
    assert (remembered.id, more) == (fingerprint(TITLES), None)
    assert (remembered.titles, remembered.choice.by_title, remembered.choice.by) == (tuple(TITLES), CHOICE, "asha")
    await forget_remembered(world.groups, "bela", remembered.id)
    assert await list_remembered(world.groups, 10, None) == ([], None)
    with pytest.raises(NotFound):
        await forget_remembered(world.groups, "bela", remembered.id)
    assert [e.action for e in organization_events(world)] == [Action.COLUMNS_CHOSEN, Action.COLUMNS_FORGOTTEN]
    assert (await world.drop("next/staff.csv", staff(1))).state is JobState.FAILED
    assert (await job_of(world, job)).columns == CHOICE


async def test_a_rerun_depends_on_the_upload_alone_and_remembers_nothing() -> None:
    world = FakeWorld(max_rows=2)
    job = await choose(world, await world.drop("org/staff.csv", staff(1, 2, 3)))
    assert (job.state, job.error and job.error.code) == (JobState.FAILED, "too_many_rows")
    await forget_remembered(world.groups, "bela", fingerprint(TITLES))
    world.imports = replace(world.imports, max_rows=100)
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    assert (await job_of(world, job)).state is JobState.COMPLETED
    assert await list_remembered(world.groups, 10, None) == ([], None), "forgotten stays forgotten"


async def test_an_upload_that_fails_again_says_why_in_its_log() -> None:
    world = FakeWorld(max_rows=2)
    job = await choose(world, await world.drop("org/staff.csv", staff(1, 2, 3)))
    assert job.error is not None
    assert job.error.code == "too_many_rows"
    assert await log_codes(world, job) == ["header_unrecognised", "columns_chosen", "too_many_rows"]
    assert [problem.code for problem in await problems_of(world, job)] == ["too_many_rows"]


async def test_a_known_header_costs_no_look_and_uses_no_choice() -> None:
    """Not even one for the very titles, which a title that was not known before may have made."""
    world = FakeWorld()
    await choose(world, await world.drop("org/staff.csv", staff(1)))
    known = next(iter(world.fakes.column_choices.choices.rows.values()))
    titles = ["Group Name", "Phone Number", "User Type"]
    swapped = replace(known.choice, fingerprint=fingerprint(titles))
    world.fakes.column_choices.choices.put(swapped.fingerprint, replace(known, choice=swapped))
    world.fakes.column_choices.looked_for = 0
    job = await world.drop("next/users.csv", members("Depot", 5))
    assert (job.state, job.columns) == (JobState.COMPLETED, {})
    assert world.fakes.column_choices.looked_for == 0


async def test_a_new_version_of_the_file_drops_the_choice() -> None:
    world = FakeWorld()
    job, _ = await create_upload(world.imports, UploadOptions(review=True), "asha")
    blob = upload_name(job, FileKind.USER)
    world.put(blob, staff(1))
    await world.run()
    waiting = await choose(world, await job_of(world, job))
    assert (waiting.state, waiting.columns) == (JobState.AWAITING_REVIEW, CHOICE)
    world.put(blob, members("Depot", 7))
    await world.run()
    again = await job_of(world, job)
    assert (again.state, again.columns, again.revision) == (JobState.AWAITING_REVIEW, {}, 2)
    assert all(file.choice is None for file in again.former_files)


async def test_a_deliberately_ignored_column_is_no_warning() -> None:
    world = FakeWorld()
    titles = ["Team", "Mobile", "Second mobile", "Third mobile"]
    content = f"{','.join(titles)}\nDepot,{number(1)},{number(2)},{number(3)}\n"
    job = await choose(world, await world.drop("org/a.csv", content), {"Second mobile": ""})
    assert [problem.code for problem in await problems_of(world, job)] == ["column_ignored"]
    assert "Third mobile" in (await problems_of(world, job))[0].message
    ignored = {column.title: column.numbers for column in job.passed_over.ignored_columns}
    assert ignored == {"Second mobile": 1, "Third mobile": 1}, "both count as passed over"


async def test_a_list_without_roles_is_no_dead_end() -> None:
    """The canonical header needs a User Type; whoever chooses columns has seen that there is none."""
    world = FakeWorld()
    await world.drop("org/users.csv", f"Group Name,Phone Number,User Type\nDepot,{number(1)},Admin\n")
    job = await world.drop("new/list.csv", f"Team,Mobile\nDepot,{number(1)}\nDepot,{number(2)}\n")
    assert job.state is JobState.FAILED
    job = await choose(world, job, {})
    assert (job.state, numbered(world, "Depot")) == (JobState.COMPLETED, {1: Role.ADMIN, 2: Role.MEMBER})


@pytest.mark.parametrize(
    ("wanted", "fields"),
    [
        ({}, {"columns"}),
        ({"Mobil": "Phone Number"}, {"columns.Mobil"}),
        ({"Abteilung": "Team"}, {"columns.Abteilung"}),
        ({"Abteilung": "Group Name"}, {"columns"}),
        ({"Abteilung": "Phone Number", "Alter": "Phone Number"}, {"columns.Alter"}),
        ({"Abteilung": "Parent Group Name", "Alter": "Phone Number"}, {"columns"}),
        ({"Abteilung": "Group Name", "abteilung": ""}, {"columns.abteilung"}),
        ({"Abteilung": "Nothing", "Age": ""}, {"columns.Abteilung", "columns.Age"}),
    ],
)
async def test_a_request_that_cannot_be_meant_changes_nothing(wanted: dict[str, str], fields: set[str]) -> None:
    world = FakeWorld()
    job = await world.drop("org/staff.csv", staff(1))
    with pytest.raises(InvalidInput) as raised:
        await choose_columns(world.imports, job.id, "asha", wanted)
    assert {error.field for error in raised.value.errors} == fields
    assert await job_of(world, job) == job
    assert world.fakes.column_choices.choices.rows == {}


async def test_only_an_upload_that_waits_for_columns_takes_them() -> None:
    world = FakeWorld()
    done = await world.drop("done/users.csv", members("Depot", 1))
    empty = await world.drop("empty/users.csv", "")
    chosen = await choose(world, await world.drop("org/staff.csv", staff(1)))
    headless = await world.drop("no/header.csv", f"Depot,{number(1)},Member\nDepot,{number(2)},Member\n")
    for job in (done, empty, chosen, headless):
        with pytest.raises(Conflict):
            await choose_columns(world.imports, job.id, "asha", CHOICE)
    with pytest.raises(NotFound):
        await choose_columns(world.imports, world.new_id(), "asha", CHOICE)


async def test_a_file_without_header_is_told_to_add_one() -> None:
    world = FakeWorld()
    job = await world.drop("no/header.csv", f"\nDepot,{number(1)},Member\nDepot,{number(2)},Member\n")
    assert (job.state, job.error and job.error.code) == (JobState.FAILED, "header_unrecognised")
    assert job.error is not None
    assert "Add a row with the titles Group Name,Phone Number,User Type" in job.error.message
    assert (await view_upload(world.imports, job.id)).question is None
    assert [problem.line for problem in await problems_of(world, job)] == [2]


async def test_the_samples_go_with_the_files() -> None:
    world = FakeWorld()
    job = await world.drop("org/staff.csv", staff(1))
    assert any(number(1).encode() in content for content in world.fakes.job_files.blobs.values())
    world.clock.advance(timedelta(days=30))
    await remove_old_uploads(world.imports, timedelta(days=30))
    assert not any(number(1).encode() in content for content in world.fakes.job_files.blobs.values())
    with pytest.raises(Conflict):
        await choose_columns(world.imports, job.id, "asha", CHOICE)


NAMES = {"users": "users.csv", "parents": "parent-group-mapping.csv"}


async def test_the_header_of_the_parent_mapping_of_a_pair() -> None:
    """Also of one that comes when the user mapping has been applied."""
    for order in (("users", "parents"), ("parents", "users")):
        world = FakeWorld()
        contents = {
            "users": members("Depot", 1),
            "parents": parents(("Region", "Depot")).replace("Parent Group Name,Child", "Dachgruppe,Child"),
        }
        for each in order:
            job = await world.drop(f"org/{NAMES[each]}", contents[each])
        assert (job.state, job.error and job.error.code) == (JobState.FAILED, "header_unrecognised"), order
        job = await choose(world, job, {"Dachgruppe": "Parent Group Name"})
        assert (job.state, links(world)) == (JobState.COMPLETED, {("Region", "Depot")}), order
        assert await problems_of(world, job) == []
        later = await world.drop("org/parent-group-mapping.csv", contents["parents"] + "Region,Depot\n")
        assert later.state is JobState.COMPLETED
        assert "columns_remembered" in {problem.code for problem in await problems_of(world, later)}


async def test_a_file_that_turns_out_to_be_a_parent_mapping_waits_for_its_user_mapping() -> None:
    world = FakeWorld()
    job = await world.drop("org/links.csv", "Dach,Unter\nRegion,Depot\n")
    wanted = {"Dach": "Parent Group Name", "Unter": "Child Group Name"}
    job = await choose(world, job, wanted)
    assert (job.state, [file.kind for file in job.files]) == (JobState.AWAITING_FILES, [FileKind.PARENT])
    job = await world.drop("org/users.csv", members("Depot", 1))
    assert (job.state, links(world)) == (JobState.COMPLETED, {("Region", "Depot")})
    again = await world.drop("next/links.csv", "Dach,Unter\nRegion,Depot\n")
    assert again.state is JobState.AWAITING_FILES, "the remembered choice says the kind"


async def test_of_two_people_at_once_one_succeeds_and_the_same_is_remembered() -> None:
    world = FakeWorld()
    job = await world.drop("org/staff.csv", staff(1, 2))
    other = {**CHOICE, "Abteilung": "", "Alter": "Group Name"}

    async def quicker() -> None:
        await choose_columns(world.imports, job.id, "bela", other)

    before_call(world.fakes.jobs, "update", quicker)
    with pytest.raises(Conflict):
        await choose_columns(world.imports, job.id, "asha", CHOICE)
    await world.run()
    found = await job_of(world, job)
    assert (found.state, found.columns) == (JobState.COMPLETED, other)
    ((remembered,), _) = await list_remembered(world.groups, 10, None)
    assert (remembered.choice.by, remembered.choice.by_title) == ("bela", other)


async def test_validation_that_remembers_at_the_same_time_is_audited_once() -> None:
    """The sweeper wakes the upload while the request has not remembered its choice yet."""
    world = FakeWorld()
    job = await world.drop("org/staff.csv", staff(1, 2))

    async def woken() -> None:
        await settle_choices(world.imports, await job_of(world, job))

    before_call(world.fakes.column_choices, "put", woken)
    await choose(world, job)
    assert [event.action for event in organization_events(world)] == [Action.COLUMNS_CHOSEN]
    assert world.fakes.column_choices.events == {}


Around = Callable[..., None]
WRITES = [
    ("jobs", "update"),
    ("column_choices", "put"),
    ("audit", "put"),
    ("column_choices", "forget"),
    ("log", "append_once"),
    ("job_files", "delete"),
    ("chunk_blobs", "put"),
]


@pytest.mark.parametrize("around", [before_call, after_call], ids=["before", "after"])
@pytest.mark.parametrize(("store", "method"), WRITES, ids=str)
async def test_killed_anywhere_it_ends_like_one_that_nobody_disturbed(store: str, method: str, around: Around) -> None:
    world = FakeWorld()
    job = await world.drop("org/staff.csv", staff(1, 2))
    around(getattr(world.fakes, store), method, kill)
    with pytest.raises(ProcessDied):
        await choose_columns(world.imports, job.id, "asha", CHOICE)
    if (await job_of(world, job)).state is JobState.FAILED:
        await choose_columns(world.imports, job.id, "asha", CHOICE)
    world.clock.advance(STALLED_AFTER)
    await recover_stalled_uploads(world.imports)
    await world.run()
    world.clock.advance(timedelta(minutes=1))
    await replay_organization(world.connectors)
    found = await job_of(world, job)
    assert (found.state, found.columns) == (JobState.COMPLETED, CHOICE)
    assert numbered(world, "Depot") == {1: Role.ADMIN, 2: Role.MEMBER}
    ((remembered,), _) = await list_remembered(world.groups, 10, None)
    assert remembered.choice.by_title == CHOICE
    assert not [name for name in world.fakes.job_files.blobs if "columns-" in name]
    assert [event.action for event in organization_events(world)] == [Action.COLUMNS_CHOSEN]
    assert world.fakes.column_choices.events == {}
    assert (await log_codes(world, found)).count("columns_chosen") == 1


async def test_killed_between_the_question_and_the_failure_it_is_asked_all_the_same() -> None:
    world = FakeWorld()
    after_call(world.fakes.job_files, "put", kill)
    with pytest.raises(ProcessDied):
        await world.drop("org/staff.csv", staff(1))
    world.clock.advance(STALLED_AFTER)
    await recover_stalled_uploads(world.imports)
    await world.run()
    job = await world.job("org")
    assert job.state is JobState.FAILED
    assert [column.title for column in (await asked_of(world, job)).columns] == TITLES
