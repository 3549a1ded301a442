"""An upload through the API waits for its files, which come by upload URLs."""

import pytest

from shared.domain.csv.columns import FileKind
from shared.domain.uploads.job import JobState, Mode, Source
from shared.errors import InvalidInput
from shared.services.uploads.create_upload import UploadOptions, create_upload
from tests.fakes.world import FakeWorld
from tests.mappings import links, members, parents

DEPOT = members("Depot", 1, 2)


async def test_it_waits_for_its_user_mapping() -> None:
    world = FakeWorld()
    job, urls = await create_upload(world.imports, UploadOptions(region=" in "), "asha")
    assert (job.state, job.source, job.submitted_by) == (JobState.AWAITING_FILES, Source.API, "asha")
    assert (job.region, job.review, job.mode) == ("IN", True, Mode.MERGE)
    assert urls.keys() == {FileKind.USER}
    assert f"{job.id}/{job.upload_key}/user-group-mapping.csv" in urls[FileKind.USER].url
    assert await world.fakes.jobs.get(job.id) == job


async def test_the_file_that_comes_by_the_url_is_of_this_upload_and_its_metadata_count_nothing() -> None:
    world = FakeWorld()
    created, _ = await create_upload(world.imports, UploadOptions(review=False), "asha")
    job = await world.drop(f"{created.id}/user-group-mapping.csv", DEPOT, mode="replace", region="Atlantis")
    assert (job.id, job.state, job.mode, job.region) == (created.id, JobState.COMPLETED, Mode.MERGE, "")
    assert job.counts.added == 2


@pytest.mark.parametrize("first", [FileKind.USER, FileKind.PARENT])
async def test_with_a_parent_mapping_it_waits_for_both(first: FileKind) -> None:
    world = FakeWorld()
    created, urls = await create_upload(world.imports, UploadOptions(review=False, parent_mapping=True), "asha")
    assert set(urls) == {FileKind.USER, FileKind.PARENT}
    files = {FileKind.USER: DEPOT, FileKind.PARENT: parents(("Region", "Depot"))}
    waiting = await world.drop(f"{created.id}/{first}.csv", files.pop(first))
    assert waiting.state is JobState.AWAITING_FILES
    ((second, content),) = files.items()
    job = await world.drop(f"{created.id}/{second}.csv", content)
    assert (job.state, job.counts.added, job.counts.links_added) == (JobState.COMPLETED, 2, 1)
    assert links(world) == {("Region", "Depot")}


async def test_an_unknown_region_is_rejected_and_creates_nothing() -> None:
    world = FakeWorld()
    with pytest.raises(InvalidInput) as raised:
        await create_upload(world.imports, UploadOptions(region="Atlantis"), "asha")
    assert [(error.field, error.code) for error in raised.value.errors] == [("region", "region_unknown")]
    assert not world.fakes.jobs.jobs.rows
