"""The Jobs table: jobs (PartitionKey `job`, RowKey the reverse-time id), the latest job under each name (there too, RowKey
`name!<name>`, so that one transaction makes both), and the jobs' chunks (PartitionKey the job id)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from azure.core import MatchConditions
from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import UpdateMode
from azure.data.tables.aio import TableClient

from shared.domain.uploads.job import Chunk, Job
from shared.errors import PreconditionFailed
from shared.services.ports.jobs import JobStore, LatestJob
from shared.storage.errors import domain_errors
from shared.storage.job_documents import chunk_key, chunk_of, chunk_prefix, chunk_properties, job_of, job_properties
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import Operation
from shared.storage.tables.keys import after_prefix, escape, odata_literal
from shared.storage.tables.reader import ETAG, TableReader, in_partition

_JOB = "job"
_NAME = "name!"
"""Behind all ids, which are hexadecimal."""
_LONGEST_PLAIN_NAME = 250
"""A key has at most 512 UTF-16 units (1 KiB), and a character of a name takes at most two."""
_BEGINNING = 180


class JobTable(JobStore):
    """Jobs and chunks as entities."""

    def __init__(self, table: TableClient, reader: TableReader, writer: TableBatchWriter) -> None:
        self._table = table
        self._reader = reader
        self._writer = writer

    async def start(self, job: Job, pointer_etag: str | None) -> Job:
        pointer = {"jobId": job.id}
        operations = [
            Operation("insert", job.id, job_properties(job)),
            Operation("replace" if pointer_etag else "insert", job_name_key(job.name), pointer, pointer_etag),
        ]
        with domain_errors("the jobs table"):
            failure = await self._writer.submit_unless_conflict(_JOB, operations)
        stored = None if failure else await self.get(job.id)
        if stored is None:
            raise PreconditionFailed(f"Another job became the latest under {job.name!r}, or this one was there.")
        return stored

    async def get(self, job_id: str) -> Job | None:
        entity = await self._entity(_JOB, job_id)
        return None if entity is None else job_of(entity, entity.metadata["etag"])

    async def update(self, job: Job) -> Job:
        entity = {"PartitionKey": _JOB, "RowKey": job.id, **job_properties(job)}
        return replace(job, etag=await self._replace(entity, job.etag))

    async def delete(self, job_id: str) -> None:
        chunks = [Operation("delete", chunk_key(chunk.number)) for chunk in await self._chunks(in_partition(job_id))]
        with domain_errors("the jobs table"):
            await self._writer.submit_all(batches_of(job_id, chunks))
            await self._table.delete_entity(_JOB, job_id)

    async def page(self, limit: int, after: str | None) -> list[Job]:
        query = f"PartitionKey eq '{_JOB}' and RowKey lt '{_NAME}'"
        if after:
            query += f" and RowKey gt {odata_literal(after)}"
        with domain_errors("the jobs table"):
            rows, _ = await self._reader.page(query, top=limit, with_etags=True)
        return [job_of(row, row[ETAG]) for row in rows]

    async def latest(self, name: str) -> LatestJob | None:
        entity = await self._entity(_JOB, job_name_key(name))
        return None if entity is None else LatestJob(entity["jobId"], entity.metadata["etag"])

    async def add_chunks(self, chunks: Sequence[Chunk]) -> None:
        """One transaction, or where an earlier attempt stored some of them, one each."""
        if not chunks:
            return
        operations = [Operation("insert", chunk_key(chunk.number), chunk_properties(chunk)) for chunk in chunks]
        with domain_errors("the jobs table"):
            failed = await self._writer.submit_all(batches_of(chunks[0].job_id, operations))
            singly = [operation for failure in failed for operation in failure.operations]
            await self._writer.submit_all((chunks[0].job_id, [operation]) for operation in singly)

    async def chunk(self, job_id: str, number: int) -> Chunk | None:
        entity = await self._entity(job_id, chunk_key(number))
        return None if entity is None else chunk_of(entity, entity.metadata["etag"])

    async def update_chunk(self, chunk: Chunk) -> Chunk:
        entity = {
            "PartitionKey": chunk.job_id,
            "RowKey": chunk_key(chunk.number),
            **chunk_properties(chunk),
        }
        return replace(chunk, etag=await self._replace(entity, chunk.etag))

    async def chunks(self, job: Job) -> list[Chunk]:
        prefix = chunk_prefix(job.revision)
        lo, hi = odata_literal(prefix), odata_literal(after_prefix(prefix))
        return await self._chunks(f"{in_partition(job.id)} and RowKey ge {lo} and RowKey lt {hi}")

    async def _chunks(self, query: str) -> list[Chunk]:
        found: list[Chunk] = []
        with domain_errors("the jobs table"):
            async for rows in self._reader.rows(query, with_etags=True):
                found += [chunk_of(row, row[ETAG]) for row in rows]
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


def job_name_key(name: str) -> str:
    """Of a name that is too long for a key, the beginning and the hash of all of it. `escape` makes no "$=" of any name
    ("$" is always followed by "!" or "~"), so that no two names have one key."""
    if len(name) <= _LONGEST_PLAIN_NAME:
        return _NAME + escape(name)
    return f"{_NAME}{escape(name[:_BEGINNING])}$={sha256(name.encode()).hexdigest()}"
