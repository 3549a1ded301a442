"""What a file holds beside its rows is in the upload as it is shown: in review, when it is finished, and in the log."""

import pytest

from functions.models.uploads import upload_out
from shared.domain.csv.skipped import MOST_COLUMNS, IgnoredColumn, PassedOver
from shared.domain.uploads.job import JobState
from shared.services.uploads.control_upload import apply_upload
from shared.services.uploads.view_uploads import view_upload
from tests.fakes.world import FakeWorld
from tests.mappings import check_balance, log_of
from tests.people import number

FILE = (
    "# Fill in one row a member\n"
    "Group Name,Note,Phone Number,User Type,Other mobile\n"
    f"Depot,new,{number(1)},Admin,{number(11)}\n"
    "# Night shift below\n"
    "#muster:group,Yard\n"
    f"Depot,,{number(2)},,{number(12)}\n"
    f"Depot,,{number(2)},,\n"
    "Depot,,12,,\n"
    ",,,Member,\n"
    ",,,Member,\n"
)
EXPECTED = PassedOver(
    instructions=2,
    default_rows=2,
    columns=2,
    ignored_columns=(IgnoredColumn("Other mobile", 2), IgnoredColumn("Note")),
)


@pytest.mark.parametrize("review", ["true", "false"])
async def test_it_is_in_the_upload_from_validation_to_the_end(review: str) -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", FILE, review=review)
    assert job.passed_over == EXPECTED
    if review == "true":
        assert job.state is JobState.AWAITING_REVIEW
        await apply_upload(world.imports, job.id, "asha")
        await world.run()
    job = await world.job("org")
    assert job.state is JobState.COMPLETED_WITH_ERRORS
    assert job.passed_over == EXPECTED
    assert (job.counts.entries, job.counts.rejected, job.counts.duplicates) == (4, 1, 1)
    check_balance(job)
    shown = upload_out(await view_upload(world.imports, job.id)).model_dump(by_alias=True)["passedOver"]
    columns = [{"title": "Other mobile", "numbers": 2}, {"title": "Note", "numbers": 0}]
    nothing = {"skipped": 0, "skippedLinks": 0}
    assert shown == {"instructions": 2, "defaultRows": 2, "columns": 2, "ignoredColumns": columns, **nothing}
    logged = {line["code"]: line["message"] for line in await log_of(world, job)}
    assert logged["instructions_skipped"].startswith("2 lines")
    assert logged["default_rows_skipped"].startswith("2 rows")
    assert logged["columns_ignored"].endswith("“Other mobile”, “Note”.")


async def test_hostile_titles_are_bounded() -> None:
    world = FakeWorld()
    titles = ",".join(f'"{n} {"x" * 500}\n\x07"' for n in range(500))
    job = await world.drop("org/users.csv", f"Group Name,Phone Number,User Type,{titles}\nDepot,{number(1)},,\n")
    assert (job.passed_over.columns, len(job.passed_over.ignored_columns)) == (500, MOST_COLUMNS)
    assert all(len(column.title) <= 60 and column.title.isprintable() for column in job.passed_over.ignored_columns)


async def test_a_file_of_rows_alone_has_nothing_to_tell() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", f"Group Name,Phone Number,User Type\nDepot,{number(1)},\n\n\n")
    assert job.passed_over == PassedOver()
