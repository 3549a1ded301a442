"""Retention: old exports go with their files, but never the latest that is complete."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.exports import FILES, Export, ExportState
from shared.errors import StorageUnavailable
from shared.services.exports.export_groups import begin_export, run_export
from shared.services.exports.purge_exports import remove_old_exports
from shared.services.exports.view_exports import list_exports
from tests.fakes.blobs import FakeBlobs
from tests.fakes.world import FakeWorld

KEPT = timedelta(days=30)


async def exported(world: FakeWorld) -> Export:
    return await run_export(world.exports, await begin_export(world.exports, "schedule"))


async def history(world: FakeWorld) -> list[str]:
    """Ids, newest first."""
    exports, _ = await list_exports(world.exports, 1000, None)
    return [export.id for export in exports]


def files(world: FakeWorld) -> set[str]:
    return set(world.fakes.export_files.blobs)


async def test_old_exports_go_with_their_files() -> None:
    world = FakeWorld()
    await exported(world)
    world.clock.advance(timedelta(days=1))
    second = await exported(world)
    world.clock.advance(KEPT - timedelta(minutes=1))
    third = await exported(world)
    await remove_old_exports(world.exports, KEPT)
    assert await history(world) == [third.id, second.id]
    expected = {export.folder + name for export in (second, third) for name in FILES}
    assert files(world) == {*expected, "latest.json"}


async def test_the_latest_that_is_complete_stays_however_old() -> None:
    world = FakeWorld()
    await exported(world)
    latest = await exported(world)
    world.clock.advance(timedelta(days=365))
    running = await begin_export(world.exports, "asha")
    await remove_old_exports(world.exports, KEPT)
    assert await history(world) == [running.id, latest.id]
    assert files(world) == {*(latest.folder + name for name in FILES), "latest.json"}


@pytest.mark.parametrize("state", [ExportState.RUNNING, ExportState.FAILED])
async def test_an_export_that_never_ended_well_is_kept_a_day_at_least(state: ExportState) -> None:
    world = FakeWorld()
    export = await begin_export(world.exports, "asha")
    await world.fakes.exports.update(replace(export, state=state))
    world.clock.advance(timedelta(hours=23))
    await remove_old_exports(world.exports, timedelta(hours=1))
    assert await history(world) == [export.id]
    world.clock.advance(timedelta(hours=1))
    await remove_old_exports(world.exports, timedelta(hours=1))
    assert await history(world) == []


async def test_more_than_a_page_of_old_exports_is_removed() -> None:
    world = FakeWorld()
    for _ in range(450):
        await begin_export(world.exports, "asha")
    world.clock.advance(KEPT)
    await remove_old_exports(world.exports, KEPT)
    assert await history(world) == []


async def test_a_removal_that_stopped_is_finished_by_the_next() -> None:
    world = FakeWorld()
    old = await exported(world)
    latest = await exported(world)
    world.clock.advance(KEPT)
    with pytest.raises(StorageUnavailable):
        await remove_old_exports(replace(world.exports, files=StoppingFiles(world.fakes.export_files)), KEPT)
    assert await history(world) == [latest.id, old.id], "the entry goes last"
    await remove_old_exports(world.exports, KEPT)
    assert await history(world) == [latest.id]
    assert not any(name.startswith(old.folder) for name in files(world))


class StoppingFiles(FakeBlobs):
    """The same files; storage is away after the first that is deleted."""

    def __init__(self, files: FakeBlobs) -> None:
        super().__init__()
        self.blobs = files.blobs
        self._deleted = 0

    async def delete(self, name: str) -> None:
        if self._deleted:
            raise StorageUnavailable("Storage is away.")
        self._deleted += 1
        await super().delete(name)
