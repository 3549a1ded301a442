"""Review, replace with its fail-safe, cancel, rerun and undo."""

from dataclasses import replace

import pytest

from shared.domain.uploads.fail_safe import HeldGroup, HoldReason
from shared.errors import Conflict
from shared.services.uploads import control_upload
from shared.services.uploads.view_uploads import UploadView, view_upload
from tests.integration.driver import HEADER, PARENT_HEADER, Driver

HELD = HeldGroup("Depot", HoldReason.REMOVES_MANY)


def _numbers(count: int, start: int = 0) -> list[str]:
    return [f"+9198123{start + n:05d}" for n in range(count)]


def _file(group: str, numbers: list[str], role: str = "Member") -> str:
    return HEADER + "".join(f"{group},{number},{role}\n" for number in numbers)


async def _again(driver: Driver, view: UploadView) -> UploadView:
    await driver.run()
    return await view_upload(driver.services.imports, view.job.id)


async def test_review_changes_nothing_until_applied(driver: Driver) -> None:
    await driver.drop("first/u.csv", _file("Depot", _numbers(3)))
    view = await driver.drop("org/u.csv", _file("Depot", _numbers(5, 2), "Admin") + "Other,+919812399999,\n", review="true")

    assert view.job.state == "awaitingReview"
    assert view.plan is not None
    plans = {plan.name: (plan.added, plan.role_changed, plan.unchanged, plan.is_new) for plan in view.plan.groups}
    assert plans == {"Depot": (4, 1, 0, False), "Other": (1, 0, 0, True)}
    assert {name for name, _, _ in await driver.memberships()} == {"Depot"}
    assert len(await driver.memberships()) == 3

    await control_upload.apply_upload(driver.services.imports, view.job.id, "asha")
    view = await _again(driver, view)
    assert (view.job.state, view.counts.added, view.counts.role_changed) == ("completed", 5, 1)
    assert len(await driver.memberships()) == 8


async def test_numbers_at_the_end_are_the_true_ones(driver: Driver) -> None:
    view = await driver.drop("org/u.csv", _file("Depot", _numbers(4)), review="true")
    await driver.drop("meanwhile/u.csv", _file("Depot", _numbers(2)))

    await control_upload.apply_upload(driver.services.imports, view.job.id, "asha")
    view = await _again(driver, view)
    assert (view.counts.added, view.counts.unchanged) == (2, 2)


async def test_cancelled_review_changes_nothing(driver: Driver) -> None:
    view = await driver.drop("org/u.csv", _file("Depot", _numbers(4)), review="true")
    await control_upload.cancel_upload(driver.services.imports, view.job.id, "asha")

    assert (await _again(driver, view)).job.state == "cancelled"
    assert await driver.memberships() == set()
    with pytest.raises(Conflict):
        await control_upload.apply_upload(driver.services.imports, view.job.id, "asha")


async def test_replace_makes_members_exactly_the_files(driver: Driver) -> None:
    await driver.drop("first/u.csv", _file("Depot", _numbers(6)) + "Untouched,+919812312345,\n")
    view = await driver.drop("org/u.csv", _file("Depot", _numbers(6, 3)), mode="replace")

    assert (view.job.state, view.counts.added, view.counts.removed, view.counts.unchanged) == ("completed", 3, 3, 3)
    members = {number for name, number, _ in await driver.memberships() if name == "Depot"}
    assert members == set(_numbers(6, 3))
    assert len(await driver.memberships()) == 7
    assert await driver.rows() == await driver.copies()


async def test_replace_that_removes_much_waits_for_review(driver: Driver) -> None:
    await driver.drop("first/u.csv", _file("Depot", _numbers(200)))
    view = await driver.drop("org/u.csv", _file("Depot", _numbers(139)), mode="replace")

    assert (view.job.state, view.job.held_groups) == ("awaitingReview", (HELD,))
    assert len(await driver.memberships()) == 200

    await control_upload.apply_upload(driver.services.imports, view.job.id, "asha")
    view = await _again(driver, view)
    assert (view.job.state, view.counts.removed) == ("completed", 61)


async def test_replace_that_removes_less_goes_through(driver: Driver) -> None:
    await driver.drop("first/u.csv", _file("Depot", _numbers(200)))
    view = await driver.drop("org/u.csv", _file("Depot", _numbers(140)), mode="replace")

    assert (view.job.state, view.counts.removed) == ("completed", 60)


async def test_undo_restores_the_exact_former_state(driver: Driver) -> None:
    await driver.put("first/u.csv", _file("Depot", _numbers(150)))
    await driver.drop("first/p.csv", PARENT_HEADER)
    before = [dict(e) async for e in driver.clients.table("Memberships").list_entities() if e["RowKey"].startswith("+")]
    content = _file("Depot", _numbers(150, 40), "Admin") + "New,+919812312345,\n"
    await driver.put("org/u.csv", content, mode="replace")
    view = await driver.drop("org/p.csv", PARENT_HEADER + "Depot,New\n")
    assert (view.counts.added, view.counts.role_changed, view.counts.removed) == (41, 110, 40)

    await control_upload.undo_upload(driver.services.imports, view.job.id, "asha")
    view = await _again(driver, view)

    after = [dict(e) async for e in driver.clients.table("Memberships").list_entities() if e["RowKey"].startswith("+")]
    assert view.job.state == "undone"
    assert after == before
    assert await driver.rows() == await driver.copies()
    assert {name for name, _, _ in await driver.memberships()} == {"Depot"}
    assert [group.name async for page in driver.services.imports.groups.pages() for group in page] == ["Depot"]
    assert (await driver.services.imports.hierarchy.load_links())[0] == []
    undone = view.job.undone
    assert undone is not None
    assert (undone.removed, undone.roles_restored, undone.members_restored, undone.left) == (41, 110, 40, 0)
    assert (undone.links_removed, undone.groups_removed) == (1, 1)


async def test_undo_leaves_what_others_changed_and_lists_it(driver: Driver) -> None:
    view = await driver.drop("org/u.csv", _file("Depot", _numbers(5)))
    await driver.drop("other/u.csv", _file("Depot", _numbers(1, 2), "Admin"))

    await control_upload.undo_upload(driver.services.imports, view.job.id, "asha")
    view = await _again(driver, view)

    assert await driver.memberships() == {("Depot", _numbers(1, 2)[0], "Admin")}
    assert view.job.undone is not None
    assert (view.job.undone.removed, view.job.undone.left) == (4, 1)
    assert [(p.line, p.code) for p in await driver.problems(view)] == [(4, "changed_since")]


async def test_undo_is_undone_by_rerun(driver: Driver) -> None:
    view = await driver.drop("org/u.csv", _file("Depot", _numbers(5)))
    await control_upload.undo_upload(driver.services.imports, view.job.id, "asha")
    await driver.run()
    assert await driver.memberships() == set()

    await control_upload.rerun_upload(driver.services.imports, view.job.id, "asha")
    view = await _again(driver, view)

    assert (view.job.state, view.counts.added) == ("completed", 5)
    assert len(await driver.memberships()) == 5

    await control_upload.undo_upload(driver.services.imports, view.job.id, "asha")
    assert (await _again(driver, view)).job.state == "undone"
    assert await driver.memberships() == set()


async def test_undone_jobs_peel_off_in_order(driver: Driver) -> None:
    first = await driver.drop("a/u.csv", _file("Depot", _numbers(2)))
    second = await driver.drop("b/u.csv", _file("Depot", _numbers(2), "Admin"))

    for view in (second, first):
        await control_upload.undo_upload(driver.services.imports, view.job.id, "asha")
        await driver.run()

    assert await driver.memberships() == set()
    assert await driver.copies() == set()


async def test_cancel_while_applying_says_what_was_done(driver: Driver) -> None:
    driver.services = replace(driver.services, imports=replace(driver.services.imports, chunk_rows=10))
    await driver.put("org/u.csv", _file("Depot", _numbers(35)))
    await driver.handle("uploads", "org/u.csv")
    view = await driver.upload("org")
    job_id = view.job.id
    await driver.handle("imports", f"{job_id}/chunk-00002.csv")

    await control_upload.cancel_upload(driver.services.imports, job_id, "asha")
    view = await _again(driver, view)

    assert (view.job.state, view.counts.added, view.counts.not_applied) == ("cancelled", 10, 25)
    assert view.counts.balanced
    assert len(await driver.memberships()) == 10

    await control_upload.rerun_upload(driver.services.imports, job_id, "asha")
    view = await _again(driver, view)
    assert (view.job.state, view.counts.added, view.counts.not_applied) == ("completed", 35, 0)


async def test_audits_tell_of_links_that_uploads_make_and_undo(driver: Driver) -> None:
    await driver.put("org/p.csv", PARENT_HEADER + "Depot,Drivers\n")
    view = await driver.drop("org/u.csv", _file("Depot", _numbers(1)) + "Drivers,+919812312345,\n")
    group = (await driver.services.imports.groups.resolve(["depot"]))["depot"]
    await driver.handle("imports", f"{view.job.id}/chunk-00001.csv")
    await control_upload.undo_upload(driver.services.imports, view.job.id, "asha")
    await driver.run()

    events, _ = await driver.services.groups.audit.page(group.group_id, None, 100)

    told = [(e.action, {**e.before, **e.after}.get("name"), e.job_id) for e in events if e.action.startswith("subgroup")]
    assert sorted(told) == [("subgroupAdded", "Drivers", view.job.id), ("subgroupRemoved", "Drivers", view.job.id)]
