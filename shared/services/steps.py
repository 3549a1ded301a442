"""What every step of an import is handed: storage, limits, the clock and the maker of ids."""

import re
from dataclasses import dataclass
from enum import StrEnum

CHUNK_ATTEMPTS = 5
"""After so many failures a chunk fails its job: the number of deliveries the blob trigger makes before it poisons."""


def chunk_blob_name(job_id: str, number: int) -> str:
    """The chunk's blob in the imports container."""
    return f"{job_id}/chunk-{number:05d}.csv"


def undo_blob_name(job_id: str, number: int) -> str:
    """The blob whose event fires undoing the chunk."""
    return f"{job_id}/undo-{number:05d}"


def validate_blob_name(job_id: str) -> str:
    """The blob whose event fires validation once more."""
    return f"{job_id}/validate"


def export_blob_name(export_id: str) -> str:
    """The blob whose event fires an export that was asked for."""
    return f"{export_id}/export"


class StepKind(StrEnum):
    """What a blob in the imports container asks for."""

    APPLY = "apply"
    UNDO = "undo"
    VALIDATE = "validate"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job or export, which `job_id` names; `chunk` is 0 where there is none."""

    kind: StepKind
    job_id: str
    chunk: int = 0


def parse_step(name: str) -> Step | None:
    """The step, or None for a blob that asks for none (with Event Grid the trigger's path filters nothing)."""
    found = _STEP.fullmatch(name)
    if found is None:
        return None
    job_id, chunk, undo, word = found.group("job", "chunk", "undo", "word")
    if chunk:
        return Step(StepKind.APPLY, job_id, int(chunk))
    return Step(StepKind.UNDO, job_id, int(undo)) if undo else Step(StepKind(word), job_id)


_STEP = re.compile(
    r"(?P<job>[0-9a-f-]{36})/(?:chunk-(?P<chunk>\d{5})\.csv|undo-(?P<undo>\d{5})|(?P<word>validate|export))"
)
