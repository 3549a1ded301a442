"""What every step of an import is handed: storage, limits, the clock and the maker of ids."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.services.ports import (
    ContentStore,
    GroupNames,
    HierarchyStore,
    JobStore,
    LogStore,
    MembershipRows,
    UploadStore,
)


@dataclass(frozen=True, slots=True)
class ImportContext:
    """Storage by its ports. `chunk_blobs` is the container whose blobs fire the apply step; `job_files` fires nothing."""

    uploads: UploadStore
    chunk_blobs: ContentStore
    job_files: ContentStore
    log: LogStore
    jobs: JobStore
    groups: GroupNames
    memberships: MembershipRows
    hierarchy: HierarchyStore
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    max_rows: int
    max_bytes: int
    default_region: str | None


CHUNK_ATTEMPTS = 5
"""After so many failures a chunk fails its job: the number of deliveries the blob trigger makes before it poisons."""


def chunk_blob_name(job_id: str, number: int) -> str:
    """The chunk's blob in the imports container."""
    return f"{job_id}/chunk-{number:05d}.csv"


def parse_chunk_blob_name(name: str) -> tuple[str, int] | None:
    """(job id, chunk number), or None for a blob that is no chunk (with Event Grid the trigger path filters nothing)."""
    job_id, _, rest = name.partition("/")
    digits = rest.removeprefix("chunk-").removesuffix(".csv")
    if len(job_id) != 36 or len(digits) != 5 or not digits.isdigit() or rest != f"chunk-{digits}.csv":
        return None
    return job_id, int(digits)
