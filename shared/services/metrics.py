"""Custom metrics: one log record each, `metric {"name":...}`, that alerts and docs/operations.md query.

The numbers are JSON in the message, because the Python worker forwards the message and drops `extra`
(https://github.com/Azure/azure-functions-python-worker/issues/1681); `extra` has them too, for handlers that keep it.
They contain ids of uploads, exports and chunks, but no phone number, name or file name.
"""

import json
import logging

from shared.domain.exports import Export
from shared.domain.uploads.job import FINISHED, Chunk, Counts, Job, JobState

logger = logging.getLogger(__name__)


def rows_applied(chunk: Chunk, counts: Counts) -> None:
    """A chunk is done: the outcomes of its entries. Recorded once for each chunk and run."""
    _record(
        "rows_applied",
        uploadId=chunk.job_id,
        chunk=chunk.number,
        added=counts.added,
        roleChanged=counts.role_changed,
        removed=counts.removed,
        unchanged=counts.unchanged,
    )


def upload_moved(before: JobState, job: Job) -> None:
    """Records an upload that has ended: rows read, applied and rejected, and its duration in seconds."""
    if job.state not in FINISHED or job.state is before:
        return
    began = job.started_at or job.created_at
    _record(
        "upload_finished",
        uploadId=job.id,
        state=str(job.state),
        mode=str(job.mode),
        source=str(job.source),
        error=job.error.code if job.error else "",
        rows=job.counts.entries,
        rejected=job.counts.rejected,
        added=job.counts.added,
        seconds=round(((job.finished_at or job.moved_at or began) - began).total_seconds(), 3),
    )


def file_ignored(job: Job) -> None:
    """A file came for an upload of the API that had been applied or had ended."""
    _record("upload_file_ignored", uploadId=job.id, state=str(job.state))


def uploads_late(files: int) -> None:
    """So many files were found in the container of which no event had told for five minutes."""
    _record("uploads_late", files=files)


def export_finished(export: Export) -> None:
    """An export is complete. The age of the latest export is the time since this record."""
    _record(
        "export_finished",
        exportId=export.id,
        groups=export.counts.groups,
        memberships=export.counts.memberships,
        links=export.counts.links,
        seconds=_seconds(export),
    )


def export_failed(export: Export) -> None:
    """An export has failed."""
    _record("export_failed", exportId=export.id, seconds=_seconds(export))


def counts_repaired(groups: int) -> None:
    """The nightly check found wrong member counts, which is a defect."""
    _record("counts_repaired", groups=groups)


def _seconds(export: Export) -> float:
    return round(((export.finished_at or export.created_at) - export.created_at).total_seconds(), 3)


def _record(name: str, **values: str | float) -> None:
    # `name` stands first, without blanks: infra/bicep/modules/alerts.bicep looks for that prefix.
    fields = {"name": name, **values}
    logger.info("metric %s", json.dumps(fields, separators=(",", ":")), extra={"metric": fields})
