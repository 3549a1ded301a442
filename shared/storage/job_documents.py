"""Jobs and their chunks as entities of the Jobs table, and back."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from shared.domain.documents import from_document, to_document, versioned
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


def job_properties(job: Job) -> dict[str, Any]:
    """The stored columns; None is left out."""
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
        "files": json.dumps([to_document(file) for file in job.files]),
        "counts": json.dumps(to_document(job.counts)),
        "chunksTotal": job.chunks_total,
        "run": job.run,
        "logPrefix": job.log_prefix,
        "heldGroups": json.dumps(job.held_groups[:100], ensure_ascii=False),
        "undoing": job.undoing,
        "undone": json.dumps(to_document(job.undone)) if job.undone else None,
        "woken": job.recoveries,
        "filesRemoved": job.files_removed,
        "startedAt": job.started_at,
        "finishedAt": job.finished_at,
        "movedAt": job.moved_at,
        "errorCode": job.error.code if job.error else None,
        "errorMessage": job.error.message if job.error else None,
    }
    return versioned({key: value for key, value in properties.items() if value is not None})


def job_of(entity: Mapping[str, Any], etag: str) -> Job:
    """The job that these columns are of; times are datetimes from the SDK and text from a lean query."""
    error = JobError(entity["errorCode"], entity.get("errorMessage", "")) if entity.get("errorCode") else None
    return Job(
        id=entity["RowKey"],
        name=entity["name"],
        state=JobState(entity["state"]),
        source=Source(entity["source"]),
        submitted_by=entity["submittedBy"],
        created_at=_required_time(entity["createdAt"]),
        mode=Mode(entity.get("mode", Mode.MERGE)),
        region=entity.get("region", ""),
        review=entity.get("review", False),
        expects_parent=entity.get("expectsParent", False),
        files=tuple(from_document(UploadedFile, file) for file in json.loads(entity.get("files", "[]"))),
        started_at=_time(entity.get("startedAt")),
        finished_at=_time(entity.get("finishedAt")),
        moved_at=_time(entity.get("movedAt")),
        error=error,
        counts=from_document(Counts, json.loads(entity.get("counts", "{}"))),
        chunks_total=entity.get("chunksTotal", 0),
        run=entity.get("run", 1),
        log_prefix=entity.get("logPrefix", 0),
        held_groups=tuple(json.loads(entity.get("heldGroups", "[]"))),
        undoing=entity.get("undoing", False),
        undone=from_document(UndoCounts, json.loads(entity["undone"])) if entity.get("undone") else None,
        recoveries=entity.get("woken", 0),
        files_removed=entity.get("filesRemoved", False),
        etag=etag,
    )


def chunk_properties(chunk: Chunk) -> dict[str, str | int]:
    """The stored columns."""
    columns = {
        "state": str(chunk.state),
        "entries": chunk.entries,
        "firstLine": chunk.first_line,
        "lastLine": chunk.last_line,
        "attempts": chunk.attempts,
        "begun": chunk.begun,
        "run": chunk.run,
        "counts": json.dumps(to_document(chunk.counts)),
    }
    return versioned(columns)


def chunk_of(entity: Mapping[str, Any], etag: str) -> Chunk:
    """The chunk that these columns are of."""
    return Chunk(
        job_id=entity["PartitionKey"],
        number=int(entity["RowKey"].partition("!")[2]),
        entries=entity["entries"],
        first_line=entity["firstLine"],
        last_line=entity["lastLine"],
        state=ChunkState(entity["state"]),
        attempts=entity.get("attempts", 0),
        begun=entity.get("begun", 0),
        run=entity.get("run", 1),
        counts=from_document(Counts, json.loads(entity.get("counts", "{}"))),
        moved_at=_time(entity.get("Timestamp")),
        etag=etag,
    )


def _required_time(value: datetime | str) -> datetime:
    """TableReader returns times as text, the SDK as its own subclass of datetime."""
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return datetime.fromtimestamp(value.timestamp(), UTC)


def _time(value: datetime | str | None) -> datetime | None:
    return None if value is None else _required_time(value)
