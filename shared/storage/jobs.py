"""The Jobs table: jobs (PartitionKey `job`, RowKey the reverse-time id), the latest job under each name (there too, RowKey
`name!<name>`, so that one transaction makes both), and the jobs' chunks (PartitionKey the job id)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from azure.core import MatchConditions
from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import UpdateMode
from azure.data.tables.aio import TableClient

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
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import Operation
from shared.storage.tables.keys import escape, odata_literal
from shared.storage.tables.reader import ETAG, TableReader, in_partition

_JOB = "job"
_NAME = "name!"
"""Behind all ids, which are hexadecimal."""


class JobTable:
    """See ports.JobStore."""

    def __init__(self, table: TableClient, reader: TableReader, writer: TableBatchWriter) -> None:
        self._table = table
        self._reader = reader
        self._writer = writer

    async def start(self, job: Job, pointer_etag: str | None) -> Job:
        """See ports.JobStore."""
        pointer = {"jobId": job.id}
        operations = [
            Operation("insert", job.id, _job_properties(job)),
            Operation("replace" if pointer_etag else "insert", _name_key(job.name), pointer, pointer_etag),
        ]
        with domain_errors("the jobs table"):
            failure = await self._writer.submit_unless_conflict(_JOB, operations)
        stored = None if failure else await self.get(job.id)
        if stored is None:
            raise PreconditionFailed(f"Another job became the latest under {job.name!r}, or this one was there.")
        return stored

    async def get(self, job_id: str) -> Job | None:
        """See ports.JobStore."""
        entity = await self._entity(_JOB, job_id)
        return None if entity is None else _job(entity, entity.metadata["etag"])

    async def update(self, job: Job) -> Job:
        """See ports.JobStore."""
        entity = {"PartitionKey": _JOB, "RowKey": job.id, **_job_properties(job)}
        return replace(job, etag=await self._replace(entity, job.etag))

    async def delete(self, job_id: str) -> None:
        """See ports.JobStore."""
        chunks = [Operation("delete", _chunk_key(chunk.number)) for chunk in await self.chunks(job_id)]
        with domain_errors("the jobs table"):
            await self._writer.submit_all(batches_of(job_id, chunks))
            await self._table.delete_entity(_JOB, job_id)

    async def page(self, limit: int, after: str | None) -> list[Job]:
        """See ports.JobStore."""
        query = f"PartitionKey eq '{_JOB}' and RowKey lt '{_NAME}'"
        if after:
            query += f" and RowKey gt {odata_literal(after)}"
        with domain_errors("the jobs table"):
            rows, _ = await self._reader.page(query, top=limit, with_etags=True)
        return [_job(row, row[ETAG]) for row in rows]

    async def latest(self, name: str) -> tuple[str, str] | None:
        """See ports.JobStore."""
        entity = await self._entity(_JOB, _name_key(name))
        return None if entity is None else (entity["jobId"], entity.metadata["etag"])

    async def add_chunks(self, chunks: Sequence[Chunk]) -> None:
        """See ports.JobStore. One transaction, or where an earlier attempt stored some of them, one each."""
        if not chunks:
            return
        operations = [Operation("insert", _chunk_key(chunk.number), _chunk_properties(chunk)) for chunk in chunks]
        with domain_errors("the jobs table"):
            failed = await self._writer.submit_all(batches_of(chunks[0].job_id, operations))
            singly = [operation for failure in failed for operation in failure.operations]
            await self._writer.submit_all((chunks[0].job_id, [operation]) for operation in singly)

    async def chunk(self, job_id: str, number: int) -> Chunk | None:
        """See ports.JobStore."""
        entity = await self._entity(job_id, _chunk_key(number))
        return None if entity is None else _chunk(entity, entity.metadata["etag"])

    async def update_chunk(self, chunk: Chunk) -> Chunk:
        """See ports.JobStore."""
        entity = {
            "PartitionKey": chunk.job_id,
            "RowKey": _chunk_key(chunk.number),
            **_chunk_properties(chunk),
        }
        return replace(chunk, etag=await self._replace(entity, chunk.etag))

    async def chunks(self, job_id: str) -> list[Chunk]:
        """See ports.JobStore."""
        found: list[Chunk] = []
        with domain_errors("the jobs table"):
            async for rows in self._reader.rows(in_partition(job_id), with_etags=True):
                found += [_chunk(row, row[ETAG]) for row in rows]
        return found

    async def _entity(self, partition_key: str, row_key: str) -> Any:
        with domain_errors("the jobs table"):
            try:
                return await self._table.get_entity(partition_key, row_key)
            except ResourceNotFoundError:
                return None

    async def _replace(self, entity: Mapping[str, Any], etag: str) -> str:
        with domain_errors("the jobs table"):
            answer = await self._table.update_entity(
                entity, mode=UpdateMode.REPLACE, etag=etag, match_condition=MatchConditions.IfNotModified
            )
        return str(answer["etag"])


def _name_key(name: str) -> str:
    return _NAME + escape(name[:250])


def _chunk_key(number: int) -> str:
    return f"chunk!{number:05d}"


def _job_properties(job: Job) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "name": job.name,
        "state": str(job.state),
        "source": str(job.source),
        "submittedBy": job.submitted_by,
        "createdAt": job.created_at,
        "mode": str(job.mode),
        "region": job.region,
        "review": job.review,
        "expectsParent": job.expects_parent,
        "files": json.dumps([asdict(file) for file in job.files]),
        "counts": json.dumps(job.counts.as_dict()),
        "chunksTotal": job.chunks_total,
        "run": job.run,
        "logPrefix": job.log_prefix,
        "heldGroups": json.dumps(job.held_groups[:100], ensure_ascii=False),
        "undoing": job.undoing,
        "undone": json.dumps(asdict(job.undone)) if job.undone else None,
        "woken": job.recoveries,
        "filesRemoved": job.files_removed,
        "startedAt": job.started_at,
        "finishedAt": job.finished_at,
        "movedAt": job.moved_at,
        "errorCode": job.error.code if job.error else None,
        "errorMessage": job.error.message if job.error else None,
    }
    return {key: value for key, value in properties.items() if value is not None}


def _job(entity: Mapping[str, Any], etag: str) -> Job:
    error = JobError(entity["errorCode"], entity["errorMessage"]) if entity.get("errorCode") else None
    return Job(
        id=entity["RowKey"],
        name=entity["name"],
        state=JobState(entity["state"]),
        source=Source(entity["source"]),
        submitted_by=entity["submittedBy"],
        created_at=_required_time(entity["createdAt"]),
        mode=Mode(entity["mode"]),
        region=entity["region"],
        review=entity["review"],
        expects_parent=entity["expectsParent"],
        files=tuple(UploadedFile(**file) for file in json.loads(entity["files"])),
        started_at=_time(entity.get("startedAt")),
        finished_at=_time(entity.get("finishedAt")),
        moved_at=_time(entity.get("movedAt")),
        error=error,
        counts=Counts(**json.loads(entity["counts"])),
        chunks_total=entity["chunksTotal"],
        run=entity["run"],
        log_prefix=entity["logPrefix"],
        held_groups=tuple(json.loads(entity["heldGroups"])),
        undoing=entity.get("undoing", False),
        undone=UndoCounts(**json.loads(entity["undone"])) if entity.get("undone") else None,
        recoveries=entity["woken"],
        files_removed=entity.get("filesRemoved", False),
        etag=etag,
    )


def _chunk_properties(chunk: Chunk) -> dict[str, str | int]:
    return {
        "state": str(chunk.state),
        "entries": chunk.entries,
        "firstLine": chunk.first_line,
        "lastLine": chunk.last_line,
        "attempts": chunk.attempts,
        "run": chunk.run,
        "counts": json.dumps(chunk.counts.as_dict()),
    }


def _chunk(entity: Mapping[str, Any], etag: str) -> Chunk:
    return Chunk(
        job_id=entity["PartitionKey"],
        number=int(entity["RowKey"].partition("!")[2]),
        entries=entity["entries"],
        first_line=entity["firstLine"],
        last_line=entity["lastLine"],
        state=ChunkState(entity["state"]),
        attempts=entity["attempts"],
        run=entity["run"],
        counts=Counts(**json.loads(entity["counts"])),
        moved_at=_time(entity.get("Timestamp")),
        etag=etag,
    )


def _required_time(value: datetime | str) -> datetime:
    """A lean query answers times as text, the SDK as its own subclass of datetime."""
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return datetime.fromtimestamp(value.timestamp(), UTC)


def _time(value: datetime | str | None) -> datetime | None:
    return None if value is None else _required_time(value)
