"""The sample workbook of samples/ is what its script makes, and each of its mistakes is found where it stands."""

from collections import Counter

from shared.domain.uploads.job import JobState
from shared.services.uploads.view_uploads import view_upload
from tests.fakes.world import FakeWorld
from tests.sample_workbook import FIRST_MISTAKE, LINKS, MISTAKES, RIGHT, STORED, sample_workbook


def test_the_stored_sample_is_what_its_script_makes() -> None:
    assert STORED.read_bytes() == sample_workbook()


async def test_each_mistake_is_found_in_its_row_and_the_rest_is_planned() -> None:
    world = FakeWorld()
    job = await world.drop("sample.xlsx", sample_workbook(), review="true")
    assert job.state is JobState.AWAITING_REVIEW
    assert {cause.code: cause.rejected for cause in job.causes} == Counter(mistake.code for mistake in MISTAKES)
    assert job.counts.rejected == len(MISTAKES)
    assert job.counts.entries == len(MISTAKES) + len(RIGHT) + 1
    plan = (await view_upload(world.imports, job.id)).plan
    assert plan is not None
    assert plan.links is not None
    assert plan.links.added == len(LINKS)
    assert len(RIGHT) + 3 == FIRST_MISTAKE
