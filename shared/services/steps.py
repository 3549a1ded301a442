"""The background steps of uploads, exports and deliveries: the names of the blobs whose events trigger them."""

import re
from dataclasses import dataclass
from enum import StrEnum

CHUNK_ATTEMPTS = 5
"""After so many failed attempts a chunk fails its job. Equals the deliveries of the blob trigger before it gives up."""


def chunk_blob_name(job_id: str, number: int) -> str:
    """The chunk's blob in the imports container."""
    return f"{job_id}/chunk-{number:05d}.csv"


def undo_blob_name(job_id: str, number: int) -> str:
    """The blob whose event triggers the undo of the chunk."""
    return f"{job_id}/undo-{number:05d}"


def validate_blob_name(job_id: str) -> str:
    """The blob whose event triggers another validation."""
    return f"{job_id}/validate"


def export_blob_name(export_id: str) -> str:
    """The blob whose event triggers an export in the background."""
    return f"{export_id}/export"


def deliver_blob_name(group_id: str) -> str:
    """The blob whose event triggers the delivery of the group's events to connectors."""
    return f"{group_id}/deliver"


class StepKind(StrEnum):
    """The step that a blob in the imports container triggers."""

    APPLY = "apply"
    UNDO = "undo"
    VALIDATE = "validate"
    EXPORT = "export"
    DELIVER = "deliver"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the job or export `job_id`, or of the group of that id for a delivery; `chunk` is 0 when it concerns
    no chunk."""

    kind: StepKind
    job_id: str
    chunk: int = 0


def parse_step(name: str) -> Step | None:
    """The step of a blob, or None for a blob that triggers none (with Event Grid the trigger's path filters nothing)."""
    found = _STEP.fullmatch(name)
    if found is None:
        return None
    job_id, chunk, undo, word = found.group("job", "chunk", "undo", "word")
    if chunk:
        return Step(StepKind.APPLY, job_id, int(chunk))
    return Step(StepKind.UNDO, job_id, int(undo)) if undo else Step(StepKind(word), job_id)


_STEP = re.compile(
    r"(?P<job>[0-9a-f-]{36})/(?:chunk-(?P<chunk>\d{5,9})\.csv|undo-(?P<undo>\d{5,9})|(?P<word>validate|export|deliver))"
)
