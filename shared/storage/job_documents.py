"""Jobs and their chunks as entities of the Jobs table, and back."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from shared.domain.corrections.upload_corrections import Corrected
from shared.domain.csv.skipped import IgnoredColumn, PassedOver
from shared.domain.documents import from_document, to_document, versioned
from shared.domain.uploads.causes import Cause
from shared.domain.uploads.chunks import chunk_number, chunk_place
from shared.domain.uploads.fail_safe import HeldGroup, HoldReason
from shared.domain.uploads.job import (
    FINISHED,
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
from shared.storage.column_choices import choice_document, choice_of

_MOST_MESSAGE = 8_000
"""Longer where a message quotes a header; the job's log has it whole. A string property has at most 64 KiB of UTF-16
(learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model)."""
_RELEASED_BEFORE = FINISHED | {JobState.APPLYING}
"""The states in which chunks could be applied before `released` was stored."""


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
        "encoding": job.encoding,
        "review": job.review,
        "expectsParent": job.expects_parent,
        "files": _encode([_file_document(file) for file in job.files]),
        "counts": json.dumps(to_document(job.counts)),
        "passedOver": _passed_over(job.passed_over),
        "causes": _encode([to_document(cause) for cause in job.causes]) if job.causes else None,
        "corrected": json.dumps(to_document(job.corrected)) if job.corrected.id else None,
        "chunksTotal": job.chunks_total,
        "run": job.run,
        "revision": job.revision,
        "released": job.released,
        "begun": job.begun,
        "logStart": job.log_start,
        "logPrefix": job.log_prefix,
        "planId": job.plan_id,
        "heldGroups": _encode([to_document(group) for group in job.held_groups]),
        "heldTotal": job.held_total,
        "undoing": job.undoing,
        "undone": json.dumps(to_document(job.undone)) if job.undone else None,
        "uploadKey": job.upload_key,
        "formerFiles": _encode([_file_document(file) for file in job.former_files]),
        "filesIgnored": job.files_ignored,
        "woken": job.recoveries,
        "recoveryMark": job.recovery_mark,
        "filesRemoved": job.files_removed,
        "startedAt": job.started_at,
        "finishedAt": job.finished_at,
        "movedAt": job.moved_at,
        "errorCode": job.error.code if job.error else None,
        "errorMessage": job.error.message[:_MOST_MESSAGE] if job.error else None,
    }
    return versioned({key: value for key, value in properties.items() if value is not None})


def job_of(entity: Mapping[str, Any], etag: str) -> Job:
    """The job that these columns are of; times are datetimes from the SDK and text from a lean query."""
    error = JobError(entity["errorCode"], entity.get("errorMessage", "")) if entity.get("errorCode") else None
    held = tuple(_held_group(group) for group in json.loads(entity.get("heldGroups", "[]")))
    released = entity.get("released", JobState(entity["state"]) in _RELEASED_BEFORE)
    return Job(
        id=entity["RowKey"],
        name=entity["name"],
        state=JobState(entity["state"]),
        source=Source(entity["source"]),
        submitted_by=entity["submittedBy"],
        created_at=_required_time(entity["createdAt"]),
        mode=Mode(entity.get("mode", Mode.MERGE)),
        region=entity.get("region", ""),
        encoding=entity.get("encoding", ""),
        review=entity.get("review", False),
        expects_parent=entity.get("expectsParent", False),
        files=tuple(map(_file_of, json.loads(entity.get("files", "[]")))),
        started_at=_time(entity.get("startedAt")),
        finished_at=_time(entity.get("finishedAt")),
        moved_at=_time(entity.get("movedAt")),
        error=error,
        counts=from_document(Counts, json.loads(entity.get("counts", "{}"))),
        passed_over=_passed_over_of(json.loads(entity.get("passedOver", "{}"))),
        causes=tuple(from_document(Cause, cause) for cause in json.loads(entity.get("causes", "[]"))),
        corrected=from_document(Corrected, json.loads(entity.get("corrected", "{}"))),
        chunks_total=entity.get("chunksTotal", 0),
        run=entity.get("run", 1),
        revision=entity.get("revision", 1),
        released=released,
        begun=entity.get("begun", released),
        log_start=entity.get("logStart", 0),
        log_prefix=entity.get("logPrefix", 0),
        plan_id=entity.get("planId", ""),
        held_groups=held,
        held_total=entity.get("heldTotal", len(held)),
        undoing=entity.get("undoing", False),
        undone=from_document(UndoCounts, json.loads(entity["undone"])) if entity.get("undone") else None,
        upload_key=entity.get("uploadKey", ""),
        former_files=tuple(map(_file_of, json.loads(entity.get("formerFiles", "[]")))),
        files_ignored=entity.get("filesIgnored", 0),
        recoveries=entity.get("woken", 0),
        recovery_mark=entity.get("recoveryMark", ""),
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
        number=chunk_of_key(entity["RowKey"]),
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


def chunk_key(number: int) -> str:
    """The RowKey of a chunk: `chunk!<n>`, in later revisions `chunk<revision>!<n>`, so that each has a range of its own."""
    revision, n = chunk_place(number)
    return f"{chunk_prefix(revision)}{n:05d}"


def chunk_prefix(revision: int) -> str:
    """What the keys of a revision's chunks begin with, and no others."""
    return "chunk!" if revision == 1 else f"chunk{revision}!"


def chunk_of_key(key: str) -> int:
    """The number of the chunk that chunk_key made the key of."""
    revision, _, n = key.removeprefix("chunk").partition("!")
    return chunk_number(int(revision or "1"), int(n))


def _file_document(file: UploadedFile) -> dict[str, Any]:
    """Without a choice, as most files are."""
    document = to_document(file)
    del document["choice"]
    return document if file.choice is None else {**document, "choice": choice_document(file.choice)}


def _file_of(document: Mapping[str, Any]) -> UploadedFile:
    choice = choice_of(document["choice"]) if document.get("choice") else None
    return from_document(UploadedFile, {**document, "choice": choice})


def _held_group(stored: Any) -> HeldGroup:
    """Before there were reasons, a group was its name, and there was one reason."""
    return HeldGroup(stored, HoldReason.REMOVES_MANY) if isinstance(stored, str) else from_document(HeldGroup, stored)


def _passed_over(found: PassedOver) -> str | None:
    if found == PassedOver():
        return None
    return _encode({**to_document(found), "ignored_columns": [to_document(each) for each in found.ignored_columns]})


def _passed_over_of(document: Mapping[str, Any]) -> PassedOver:
    columns = tuple(from_document(IgnoredColumn, each) for each in document.get("ignored_columns", ()))
    return replace(from_document(PassedOver, document), ignored_columns=columns)


def _encode(document: Any) -> str:
    """As JSON that takes no more UTF-16 units than its text: escapes would take six times as many."""
    return json.dumps(document, ensure_ascii=False)


def _required_time(value: datetime | str) -> datetime:
    """TableReader returns times as text, the SDK as its own subclass of datetime."""
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return datetime.fromtimestamp(value.timestamp(), UTC)


def _time(value: datetime | str | None) -> datetime | None:
    return None if value is None else _required_time(value)
