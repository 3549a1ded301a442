"""What every JobStore and every LogStore promises."""

from dataclasses import fields, replace

import pytest

from shared.domain.column_choices.choice import ChosenColumn, ColumnChoice
from shared.domain.corrections.upload_corrections import Corrected
from shared.domain.csv.skipped import PassedOver
from shared.domain.ids import reverse_time_id
from shared.domain.uploads.causes import Cause
from shared.domain.uploads.chunks import chunk_number
from shared.domain.uploads.fail_safe import HeldGroup, HoldReason
from shared.domain.uploads.job import (
    Chunk,
    ChunkState,
    Counts,
    Job,
    JobError,
    JobState,
    Mode,
    Source,
    UndoCounts,
    UploadedFile,
)
from shared.errors import PreconditionFailed
from tests.contract.stores import Stores, later, new_id

CHOICE = ColumnChoice(
    "ab" * 32,
    "user-group-mapping",
    (ChosenColumn(0, "Équipe 😀", "Group Name"), ChosenColumn(2, "Mobile", "Phone Number"), ChosenColumn(3, "Age", "")),
    "asha",
    "2026-03-02T09:00:00Z",
    is_remembered=True,
)


def a_job(name: str) -> Job:
    at = later()
    return Job(reverse_time_id(at, name), name, JobState.AWAITING_FILES, Source.STORAGE, "storage", at)


def a_chunk(job_id: str, number: int) -> Chunk:
    return Chunk(job_id, number, entries=10, first_line=2, last_line=11)


async def test_a_job_comes_back_with_every_field(stores: Stores) -> None:
    numbers = range(1, len(fields(Counts)) + 1)
    job = Job(
        id=reverse_time_id(later(), "full"),
        name="Dépôt/1 ?",
        state=JobState.FAILED,
        source=Source.API,
        submitted_by="asha",
        created_at=later(),
        mode=Mode.REPLACE,
        region="IN",
        encoding="cp1251",
        review=True,
        expects_parent=True,
        files=(UploadedFile("users", "a/users.csv", 7, '"0x1"', "Dépôt\nGarage", "Teams", CHOICE),),
        started_at=later(),
        finished_at=later(),
        moved_at=later(),
        error=JobError("code", "A sentence."),
        counts=Counts(*numbers),
        passed_over=PassedOver(1, 2, skipped=3, skipped_links=4),
        causes=(Cause("user-group-mapping", "number_invalid", 5, 2),),
        corrected=Corrected("corrections", 6, 7),
        chunks_total=3,
        run=2,
        log_prefix=9,
        revision=3,
        released=True,
        begun=True,
        log_start=8,
        plan_id="plan",
        held_groups=(HeldGroup("Dépôt", HoldReason.REMOVES_MANY),),
        held_total=21,
        upload_key="key",
        former_files=(UploadedFile("users", "a/old.csv", 8, '"0x0"'),),
        files_ignored=2,
        recovery_mark="applying",
        undoing=True,
        undone=UndoCounts(1, 2, 3, 4, 5, 6),
        recoveries=4,
        files_removed=True,
    )
    assert [f.name for f in fields(job) if getattr(job, f.name) == f.default] == ["etag"], "new fields are set, too"
    stored = await stores.jobs.start(job, None)
    assert stored.etag
    assert replace(stored, etag="") == job
    assert await stores.jobs.get(job.id) == stored
    assert stored in await stores.jobs.page(1000, None)
    assert await stores.jobs.get(new_id()) is None


async def test_a_job_is_written_on_its_version_only(stores: Stores) -> None:
    job = await stores.jobs.start(a_job("version"), None)
    second = await stores.jobs.update(replace(job, state=JobState.VALIDATING))
    assert second.etag != job.etag
    assert await stores.jobs.get(job.id) == second
    with pytest.raises(PreconditionFailed):
        await stores.jobs.update(replace(job, state=JobState.FAILED))
    assert await stores.jobs.get(job.id) == second


async def test_of_two_jobs_under_a_name_one_becomes_the_latest(stores: Stores) -> None:
    assert await stores.jobs.latest("race") is None
    first = await stores.jobs.start(a_job("race"), None)
    pointer = await stores.jobs.latest("race")
    assert pointer is not None
    assert pointer[0] == first.id
    lost = a_job("race")
    with pytest.raises(PreconditionFailed):
        await stores.jobs.start(lost, None)
    assert await stores.jobs.get(lost.id) is None
    second = await stores.jobs.start(a_job("race"), pointer[1])
    latest = await stores.jobs.latest("race")
    assert latest is not None
    assert latest[0] == second.id
    with pytest.raises(PreconditionFailed):
        await stores.jobs.start(a_job("race"), pointer[1])
    with pytest.raises(PreconditionFailed):
        await stores.jobs.start(replace(second, etag=""), latest[1])


@pytest.mark.parametrize("character", ["n", "/", "\U0001f468"])
async def test_no_two_names_are_one_however_long(stores: Stores, character: str) -> None:
    names = [character * length for length in (249, 250, 251, 500)] + [character * 250 + end for end in "ab"]
    started = {name: await stores.jobs.start(a_job(name), None) for name in names}
    for name, job in started.items():
        pointer = await stores.jobs.latest(name)
        assert pointer is not None
        assert pointer.job_id == job.id


async def test_jobs_are_listed_newest_first(stores: Stores) -> None:
    jobs = [await stores.jobs.start(a_job(f"listed {n}"), None) for n in range(5)]
    assert (await stores.jobs.page(3, None)) == jobs[:1:-1]
    assert (await stores.jobs.page(2, jobs[3].id)) == [jobs[2], jobs[1]]


async def test_chunks_keep_their_progress(stores: Stores) -> None:
    job = await stores.jobs.start(a_job("chunks"), None)
    await stores.jobs.add_chunks([])
    await stores.jobs.add_chunks([a_chunk(job.id, n) for n in (2, 1)])
    one = await stores.jobs.chunk(job.id, 1)
    assert one is not None
    assert replace(one, etag="", moved_at=None) == a_chunk(job.id, 1)
    changed = replace(one, state=ChunkState.DONE, attempts=2, run=3, counts=Counts(added=10))
    done = await stores.jobs.update_chunk(changed)
    with pytest.raises(PreconditionFailed):
        await stores.jobs.update_chunk(replace(one, state=ChunkState.FAILED))
    await stores.jobs.add_chunks([a_chunk(job.id, n) for n in range(1, 131)])
    chunks = await stores.jobs.chunks(job)
    assert [chunk.number for chunk in chunks] == list(range(1, 131))
    assert replace(chunks[0], moved_at=None) == replace(done, moved_at=None)
    assert all(chunk.moved_at for chunk in chunks)
    assert await stores.jobs.chunk(job.id, 131) is None
    assert await stores.jobs.chunks(a_job("none")) == []


async def test_each_revision_has_chunks_of_its_own(stores: Stores) -> None:
    job = await stores.jobs.start(a_job("revisions"), None)
    revisions = {revision: [chunk_number(revision, n) for n in (1, 2)] for revision in (1, 2, 9, 10, 11, 12)}
    for numbers in revisions.values():
        await stores.jobs.add_chunks([a_chunk(job.id, number) for number in numbers])
    for revision, numbers in revisions.items():
        found = await stores.jobs.chunks(replace(job, revision=revision))
        assert [chunk.number for chunk in found] == numbers
    assert await stores.jobs.chunks(replace(job, revision=3)) == []
    await stores.jobs.delete(job.id)
    assert await stores.jobs.chunk(job.id, chunk_number(11, 2)) is None


async def test_a_deleted_job_takes_its_chunks_along(stores: Stores) -> None:
    job = await stores.jobs.start(a_job("deleted"), None)
    await stores.jobs.add_chunks([a_chunk(job.id, 1)])
    for _ in range(2):
        await stores.jobs.delete(job.id)
        assert await stores.jobs.get(job.id) is None
        assert await stores.jobs.chunks(job) == []


async def test_log_lines_are_written_once_whatever_their_time(stores: Stores) -> None:
    job_id = new_id()
    assert await stores.log.size(job_id) == 0
    assert await stores.log.read(job_id, 0, 10) == b""
    lines = [f'{{"time":"{{}}","level":"info","code":"{n}"}}\n' for n in range(3)]

    def written(n: int, time: str) -> bytes:
        return lines[n].replace("{}", time).encode()

    end = await stores.log.write_at(job_id, 0, written(0, "09:00"))
    assert end == len(written(0, "09:00")) == await stores.log.size(job_id)
    assert await stores.log.write_at(job_id, 0, written(0, "09:05")) == end
    second = await stores.log.write_at(job_id, end, written(1, "09:06"))
    assert await stores.log.read(job_id, 0, 1000) == written(0, "09:00") + written(1, "09:06")
    assert await stores.log.read(job_id, end, 5) == written(1, "09:06")[:5]
    assert await stores.log.read(job_id, second, 5) == b""
    third = await stores.log.write_at(job_id, end, written(2, "09:07"))
    assert third == second + len(written(2, "09:07")), "others' lines stay before"
    assert await stores.log.write_at(job_id, end, written(2, "09:09")) == third
    await stores.log.delete(job_id)
    await stores.log.delete(job_id)
    assert await stores.log.size(job_id) == 0


async def test_a_line_is_appended_once(stores: Stores) -> None:
    job_id = new_id()
    start = await stores.log.write_at(job_id, 0, b'{"event":"finished","run":1}\n')
    for _ in range(2):
        await stores.log.append_once(job_id, '"event":"finished"', b'{"event":"finished","run":2}\n', since=start)
    assert await stores.log.read(job_id, start, 1000) == b'{"event":"finished","run":2}\n'
    await stores.log.append_once(job_id, '"run":1', b'{"run":1}\n', since=0)
    assert await stores.log.size(job_id) == 2 * start
