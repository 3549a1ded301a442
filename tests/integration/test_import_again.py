"""The same file again, changed files, late and lonely parent mappings, and what drops say in their metadata."""

import asyncio
import json

from tests.integration.driver import HEADER, PARENT_HEADER, Driver

_FILE = HEADER + "Depot,+919812345678,Admin\nDepot,+919812345679,Member\nDrivers,+919812345678,\n"


async def test_same_file_again_changes_nothing(driver: Driver) -> None:
    first = await driver.drop("org/users.csv", _FILE)
    second = await driver.drop("org/users.csv", _FILE)

    assert (first.counts.added, first.counts.groups_created) == (3, 2)
    assert second.job.id != first.job.id
    assert (second.counts.unchanged, second.counts.added, second.counts.groups_created) == (3, 0, 0)


async def test_changed_role_is_changed_in_both_copies(driver: Driver) -> None:
    await driver.drop("org/users.csv", _FILE)
    view = await driver.drop("org/users.csv", _FILE.replace("679,Member", "679,Admin"))

    assert (view.counts.role_changed, view.counts.unchanged) == (1, 2)
    assert ("Depot", "+919812345679", "Admin") in await driver.memberships()
    assert await driver.rows() == await driver.copies()


async def test_a_second_event_of_the_same_version_is_left_alone(driver: Driver) -> None:
    view = await driver.drop("org/users.csv", _FILE)
    await driver.handle("uploads", "org/users.csv")
    await driver.run()

    assert (await driver.upload("org")).job == view.job
    assert len(await driver.services.imports.jobs.page(10, None)) == 1


async def test_late_parent_mapping_joins_the_finished_job(driver: Driver) -> None:
    first = await driver.drop("org/users.csv", _FILE)
    view = await driver.drop("org/parents.csv", PARENT_HEADER + "Depot,Drivers\nDepot,Nobody\nDrivers,Depot\n")

    assert view.job.id == first.job.id
    assert view.job.state == "completedWithErrors"
    assert (view.counts.links_added, view.counts.links_ignored, view.counts.links_rejected) == (1, 1, 1)
    assert [(p.line, p.code) for p in await driver.problems(view)] == [(3, "child_not_in_file"), (4, "cycle")]
    assert view.counts.added == 3


async def test_parent_mapping_alone_waits(driver: Driver) -> None:
    view = await driver.drop("org/parents.csv", PARENT_HEADER + "Depot,Drivers\n")
    assert view.job.state == "awaitingFiles"

    joined = await driver.drop("org/users.csv", _FILE)
    assert joined.job.id == view.job.id
    assert (joined.job.state, joined.counts.links_added) == ("completed", 1)


async def test_new_user_mapping_takes_the_parent_mapping_along(driver: Driver) -> None:
    await driver.put("org/users.csv", _FILE)
    await driver.drop("org/parents.csv", PARENT_HEADER + "Depot,Drivers\nDepot,Late\n")
    view = await driver.drop("org/users.csv", _FILE + "Late,+919812345680,\n")

    assert (view.counts.links_added, view.counts.links_unchanged) == (1, 1)


async def test_unknown_metadata_fail_and_change_nothing(driver: Driver) -> None:
    bad_mode = await driver.drop("a/users.csv", _FILE, mode="overwrite")
    bad_region = await driver.drop("b/users.csv", _FILE, region="XX")

    assert bad_mode.job.error is not None
    assert bad_mode.job.error.code == "mode_unknown"
    assert bad_region.job.error is not None
    assert bad_region.job.error.code == "region_unknown"
    assert await driver.memberships() == set()


async def test_deleted_file_ends_in_a_clear_state(driver: Driver) -> None:
    await driver.handle("uploads", "gone/users.csv")

    view = await driver.upload("gone")
    assert view.job.error is not None
    assert (view.job.state, view.job.error.code) == ("failed", "file_deleted")


async def test_log_tells_every_problem_and_the_summary(driver: Driver) -> None:
    view = await driver.drop("org/users.csv", _FILE + "Depot,12,\n")
    log = driver.services.imports.log
    lines = (await log.read(view.job.id, 0, await log.size(view.job.id))).splitlines()
    entries = [json.loads(line) for line in lines]

    assert [entry["code"] for entry in entries] == [
        "job_started",
        "number_invalid",
        "file_read",
        "chunk_applied",
        "job_finished",
    ]
    assert entries[1]["row"] == 5
    assert entries[1]["column"] == "Phone Number"
    assert b"+919812345679" not in b"".join(lines)


async def test_both_files_of_a_pair_at_once_make_one_job(driver: Driver) -> None:
    for attempt in range(5):
        name = f"pair{attempt}"
        await driver.put(f"{name}/users.csv", _FILE)
        await driver.put(f"{name}/parents.csv", PARENT_HEADER + "Depot,Drivers\n")
        await asyncio.gather(
            driver.handle("uploads", f"{name}/parents.csv"),
            driver.handle("uploads", f"{name}/users.csv"),
            driver.handle("uploads", f"{name}/users.csv"),
        )
        driver.handled |= set(await driver._events("uploads"))
        await driver.run()

        view = await driver.upload(name)
        assert view.job.state == "completed"
        assert view.counts.links_added + view.counts.links_unchanged == 1
        jobs = [job for job in await driver.services.imports.jobs.page(100, None) if job.name == name]
        assert [job.id for job in jobs] == [view.job.id]


async def test_groups_audits_name_the_upload_once_a_chunk(driver: Driver) -> None:
    view = await driver.drop("org/users.csv", _FILE)
    await driver.handle("imports", f"{view.job.id}/chunk-00001.csv")
    (depot,) = [g for page in [p async for p in driver.services.imports.groups.pages()] for g in page if g.name == "Depot"]

    events, _ = await driver.services.groups.audit.page(depot.group_id, None, 10)

    assert {(event.action, event.job_id, tuple(event.after.items())) for event in events} == {
        ("groupCreated", view.job.id, ()),
        ("membersChanged", view.job.id, (("added", 2),)),
    }
    first, after = await driver.services.groups.audit.page(depot.group_id, None, 1)
    rest, _ = await driver.services.groups.audit.page(depot.group_id, after, 1)
    assert [*first, *rest] == events
