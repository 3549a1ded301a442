"""Correcting an upload that waits for review: it is read again with the corrections, planned anew, and waits again."""

import pytest

from shared.domain.corrections.file_corrections import Rule
from shared.domain.corrections.upload_corrections import MOST_ROWS, MOST_TEXT, Corrected, Correction
from shared.domain.csv.columns import Column
from shared.domain.members.membership import Role
from shared.domain.uploads.job import JobState, UndoCounts
from shared.errors import Conflict, InvalidInput, NotFound, PreconditionFailed
from shared.services.uploads.control_upload import apply_upload, cancel_upload, rerun_upload, undo_upload
from shared.services.uploads.correct_upload import correct_upload, view_corrections
from shared.services.uploads.undo.plan_undo import plan_undo
from shared.services.uploads.view_uploads import UploadView, open_rejected_rows, view_upload
from tests.fakes.world import FakeWorld
from tests.mappings import check_balance, check_stores, log_of, members, numbered, problems_of
from tests.people import number
from tests.unit.services.uploads.correct.steps import (
    BAD,
    PARENT,
    USER,
    causes,
    cell,
    correct,
    phone,
    rejected,
    rejected_codes,
    rule_skip,
    skipped,
    taken_back,
    waiting,
)

MEND_ALL = (phone(4, 6), phone(5, 3, 7), cell(6, Column.GROUP_NAME, "Depot"))
ROLE = Rule("user_type_unknown", {Column.USER_TYPE: "Member"})


def added(view: UploadView) -> dict[str, int]:
    """What the plan would add, by group."""
    assert view.plan is not None
    return {group.name: group.added for group in view.plan.groups}


async def test_a_corrected_upload_is_planned_anew_applied_and_undone() -> None:
    world = FakeWorld(chunk_rows=2)
    job = await waiting(world)
    assert (job.counts.entries, job.counts.rejected) == (7, 4)
    assert causes(job) == {"number_invalid": (2, 0), "group_name_missing": (1, 0), "user_type_unknown": (1, 0)}
    await correct_upload(world.imports, job.id, MEND_ALL, [ROLE], "asha")
    assert (await world.job("org")).state is JobState.VALIDATING
    await world.run()
    view = await view_upload(world.imports, job.id)
    assert (view.job.state, view.counts.entries, view.counts.rejected) == (JobState.AWAITING_REVIEW, 7, 0)
    assert view.job.plan_id not in ("", job.plan_id)
    assert added(view) == {"Depot": 6, "Yard": 1}
    assert (view.job.causes, (view.job.corrected.rows, view.job.corrected.rules)) == ((), (3, 1))
    assert (await rejected(world, job)).rows == []
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await world.job("org")
    assert (done.state, done.counts.added) == (JobState.COMPLETED, 7)
    assert sorted(numbered(world, "Depot")) == [1, 2, 3, 4, 6, 7]
    check_balance(done)
    await check_stores(world)
    assert (await plan_undo(world.imports, job.id)).totals == UndoCounts(7, groups_removed=2)
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    assert numbered(world, "Depot") == {}
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    again = await world.job("org")
    assert (again.state, again.corrected) == (JobState.AWAITING_REVIEW, done.corrected)
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    assert (await world.job("org")).counts == done.counts
    await check_stores(world)


async def test_what_is_still_rejected_is_shown_as_it_is_now() -> None:
    world = FakeWorld()
    job = await waiting(world)
    found = await correct(world, job, phone(4, 6), cell(5, Column.PHONE_NUMBER, "14"), cell(6, Column.GROUP_NAME, "A\tB"))
    assert await rejected_codes(world, job) == {
        5: ["number_invalid"],
        6: ["group_name_invalid"],
        7: ["user_type_unknown"],
    }
    first, second, _ = (await rejected(world, found)).rows
    assert first.cells == {"Group Name": "Depot", "Phone Number": "14", "User Type": "", "Region": ""}
    assert (first.kind, first.problems[0].value, first.problems[0].column) == (USER, "14", "Phone Number")
    assert second.cells["Group Name"] == "A\tB"
    file = await open_rejected_rows(world.imports, job.id)
    content = (await file.read(0, file.size)).decode("utf-8-sig")
    assert "Depot,14," in content
    assert number(6) not in content
    assert (found.counts.rejected, found.counts.entries) == (3, 6)
    assert [problem.line for problem in await problems_of(world, found)] == [5, 6, 7]


async def test_requests_add_up_by_row_cell_and_code_and_can_be_taken_back() -> None:
    world = FakeWorld()
    job = await waiting(world)
    await correct(world, job, phone(4, 6), skipped(6))
    await correct(world, job, cell(4, Column.GROUP_NAME, "Yard"), cell(6, Column.GROUP_NAME, "Yard"), by="bina")
    found = await view_corrections(world.imports, job.id)
    row = found.rows[USER, 4]
    assert (row.cells, row.by) == ({Column.PHONE_NUMBER: number(6), Column.GROUP_NAME: "Yard"}, "bina")
    assert not found.rows[USER, 6].skip
    await correct(world, job, taken_back(4), rules=(rule_skip("number_invalid"),))
    await correct(world, job, rules=(ROLE,))
    now = await correct(world, job, taken_back(6), taken_back(9), rules=(Rule("number_invalid"),))
    assert (now.corrected.rows, now.corrected.rules) == (0, 1)
    assert await rejected_codes(world, job) == {
        4: ["number_invalid"],
        5: ["number_invalid"],
        6: ["group_name_missing"],
    }
    last = await correct(world, job, rules=(Rule("user_type_unknown"),))
    assert (last.counts, last.causes) == (job.counts, job.causes)


async def test_corrections_that_say_nothing_new_change_nothing() -> None:
    world = FakeWorld()
    job = await waiting(world)
    once = await correct(world, job, *MEND_ALL, rules=(ROLE,))
    twice = await correct(world, job, *MEND_ALL, rules=(ROLE,), by="bina")
    assert twice == once
    assert {row.by for row in (await view_corrections(world.imports, job.id)).rows.values()} == {"asha"}


async def test_the_order_of_requests_does_not_matter_where_rows_differ() -> None:
    ends = []
    for order in ([0, 1, 2], [2, 0, 1, 0]):
        world = FakeWorld()
        job = await waiting(world)
        for n in order:
            await correct(world, job, MEND_ALL[n], rules=(ROLE,) if n == 1 else ())
        await apply_upload(world.imports, job.id, "asha")
        await world.run()
        ends.append((numbered(world, "Depot"), numbered(world, "Yard"), (await world.job("org")).counts))
    assert ends[0] == ends[1]


async def test_what_is_skipped_is_no_entry_but_counted_and_logged() -> None:
    world = FakeWorld()
    job = await waiting(world)
    found = await correct(world, job, skipped(6), rules=(rule_skip("number_invalid"),), by="+919812345678")
    assert (found.counts.entries, found.counts.rejected, found.passed_over.skipped) == (4, 1, 3)
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await world.job("org")
    assert (done.counts.added, done.counts.rejected, done.passed_over.skipped) == (3, 1, 3)
    check_balance(done)
    (line,) = [entry for entry in await log_of(world, job) if entry["code"] == "entries_skipped"]
    assert line["message"] == "3 entries are left out by corrections of +••••••••5678."


async def test_the_log_says_who_corrected_how_much_once_and_nothing_of_what() -> None:
    world = FakeWorld()
    job = await waiting(world)
    await correct(world, job, phone(4, 6), skipped(6), rules=(ROLE, rule_skip("number_invalid")))
    rows = (taken_back(6), cell(5, Column.GROUP_NAME, "Secret"))
    await correct(world, job, *rows, rules=(Rule("number_invalid"),), by="bina")
    lines = [entry["message"] for entry in await log_of(world, job) if entry["code"] == "rows_corrected"]
    assert lines == [
        "1 rows corrected, 1 skipped, 0 taken back, by asha. Rules: user_type_unknown with User Type Member, "
        "number_invalid skipped.",
        "1 rows corrected, 0 skipped, 1 taken back, by bina. Rules: number_invalid taken back.",
    ]
    log = str(await log_of(world, job))
    assert "Secret" not in log
    assert number(6) not in log


async def test_only_what_waits_for_review_is_corrected() -> None:
    world = FakeWorld()
    job = await waiting(world)
    await cancel_upload(world.imports, job.id, "asha")
    with pytest.raises(Conflict, match="this one is cancelled"):
        await correct_upload(world.imports, job.id, [phone(4, 6)], [], "asha")
    done = await world.drop("other/users.csv", members("Depot", 1))
    with pytest.raises(Conflict, match="this one is completed"):
        await correct_upload(world.imports, done.id, [phone(4, 6)], [], "asha")
    with pytest.raises(NotFound):
        await correct_upload(world.imports, "none", [phone(4, 6)], [], "asha")


async def test_an_upload_that_is_being_read_again_is_not_corrected() -> None:
    world = FakeWorld()
    job = await waiting(world)
    await correct_upload(world.imports, job.id, [phone(4, 6)], [], "asha")
    with pytest.raises(Conflict, match="this one is validating"):
        await correct_upload(world.imports, job.id, [phone(5, 7)], [], "bina")


async def test_what_was_applied_in_part_keeps_its_rows() -> None:
    """Its chunks are what undo goes by."""
    world = FakeWorld(chunk_rows=1)
    job = await waiting(world)
    await apply_upload(world.imports, job.id, "asha")
    await world.step(world.fakes.chunk_blobs.events.pop(0))
    await cancel_upload(world.imports, job.id, "asha")
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    assert (await world.job("org")).state is JobState.AWAITING_REVIEW
    with pytest.raises(Conflict, match="was applied before"):
        await correct_upload(world.imports, job.id, [phone(4, 6)], [], "asha")


@pytest.mark.parametrize(("content", "why"), [(None, "no longer there"), (BAD + "\n", "was replaced after")])
async def test_rows_of_a_file_that_is_not_as_it_was_read_are_not_corrected(content: str | None, why: str) -> None:
    """The event of the new version is still to come."""
    world = FakeWorld()
    job = await waiting(world)
    world.fakes.uploads.blobs.clear()
    if content:
        world.put("org/users.csv", content)
    with pytest.raises(Conflict, match=why):
        await correct_upload(world.imports, job.id, [phone(4, 6)], [], "asha")
    assert await world.job("org") == job


async def test_it_is_confirmed_like_applying() -> None:
    world = FakeWorld()
    job = await waiting(world)

    def confirm(view: UploadView) -> None:
        if view.job.plan_id != "another":
            raise PreconditionFailed("Another plan.")

    with pytest.raises(PreconditionFailed):
        await correct_upload(world.imports, job.id, [phone(4, 6)], [], "asha", confirm)
    assert (await world.job("org")).corrected == Corrected()


async def test_requests_are_bounded_and_must_say_something() -> None:
    world = FakeWorld()
    job = await waiting(world)
    with pytest.raises(InvalidInput) as raised:
        await correct_upload(world.imports, job.id, [], [], "asha")
    assert [(each.field, each.code) for each in raised.value.errors] == [("rows", "missing")]
    with pytest.raises(InvalidInput) as raised:
        await correct_upload(world.imports, job.id, [phone(4, 6), skipped(2, PARENT)], [], "asha")
    assert [(each.field, each.code) for each in raised.value.errors] == [("rows[1].kind", "not_allowed")]
    many = [Correction(USER, line, skip=True) for line in range(2, MOST_ROWS + 3)]
    with pytest.raises(InvalidInput) as raised:
        await correct_upload(world.imports, job.id, many, [], "asha")
    assert [(each.field, each.code) for each in raised.value.errors] == [("rows", "too_long")]
    long = [cell(line, Column.GROUP_NAME, "x" * (MOST_TEXT // 100 + 1)) for line in range(100)]
    with pytest.raises(InvalidInput) as raised:
        await correct_upload(world.imports, job.id, long, [Rule(f"code-{n}", skip=True) for n in range(101)], "asha")
    assert [(each.field, each.code) for each in raised.value.errors] == [("rules", "too_long"), ("rows", "too_long")]
    assert await world.job("org") == job


async def test_a_correction_of_no_row_is_a_warning_of_the_upload() -> None:
    world = FakeWorld()
    job = await correct(world, await waiting(world), phone(99, 6))
    assert [(each.line, each.code) for each in await problems_of(world, job) if each.severity == "warning"] == [
        (99, "correction_without_row")
    ]


async def test_roles_and_duplicates_are_those_of_the_corrected_file() -> None:
    world = FakeWorld()
    job = await waiting(world)
    found = await correct(world, job, phone(4, 1), Correction(USER, 2, {Column.USER_TYPE: "Admin"}))
    assert found.counts.duplicates == 1, "also rows that were not rejected can be corrected"
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    assert numbered(world, "Depot")[1] is Role.MEMBER
