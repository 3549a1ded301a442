"""The first start's import: drops the samples as an administrator would, follows the job and sums it up.

Everything here goes through what any administrator has: the container `uploads`, the API, and the blob
containers.
"""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import BlobServiceClient, ContentSettings

from local.api_client import ApiClient

SAMPLE_JOB = "sample"
FINISHED = frozenset({"completed", "completedWithErrors", "failed", "cancelled", "undone"})
EXPORT_FUNCTION = "export_nightly"
POLL_SECONDS = 0.3
# A job that stands still for so long is for the logs to explain, not to be waited for.
PATIENCE_SECONDS = 300.0
# Both files are dropped at once; should the second be late, the job is taken up again within this time.
LATE_FILE_SECONDS = 10.0
PROBLEMS_SHOWN = 25
BAR_WIDTH = 30


def is_empty(blobs: BlobServiceClient, api: ApiClient) -> bool:
    """Whether nothing was ever imported or exported here."""
    if any(True for _ in api.get_all("/uploads?limit=1")):
        return False
    return not _has_blobs(blobs, "uploads") and not _has_blobs(blobs, "exports")


def drop_samples(blobs: BlobServiceClient, samples: Path) -> list[str]:
    """Uploads the CSV files as `uploads/sample/<file>`, which makes one job; the files' names."""
    files = sorted(samples.glob("*.csv"))
    container = blobs.get_container_client("uploads")
    with suppress(ResourceExistsError):  # the app makes it, too
        container.create_container()
    for file in files:
        settings = ContentSettings(content_type="text/csv")
        container.upload_blob(f"{SAMPLE_JOB}/{file.name}", file.read_bytes(), content_settings=settings)
    return [file.name for file in files]


def sample_job(api: ApiClient) -> dict[str, Any] | None:
    """The job that the samples made, None when there is none; of several the one that has got most files."""
    jobs = [job for job in api.get_all("/uploads?limit=100") if job["name"] == SAMPLE_JOB]
    return max(jobs, key=lambda job: len(job["files"]), default=None)


def follow_job(api: ApiClient, files: int, out: TextIO) -> dict[str, Any] | None:
    """Shows the sample job's progress until it has finished with so many files; its last state.

    None when no job appeared, or it stood still for PATIENCE_SECONDS.
    """
    progress = Progress(out)
    changed = time.monotonic()
    last: dict[str, Any] | None = None
    while time.monotonic() - changed < PATIENCE_SECONDS:
        job = sample_job(api)
        if job != last:
            last, changed = job, time.monotonic()
        if job is not None:
            progress.show(job)
            complete = len(job["files"]) >= files or time.monotonic() - changed > LATE_FILE_SECONDS
            if job["state"] in FINISHED and complete:
                progress.end()
                return job
        time.sleep(POLL_SECONDS)
    progress.end()
    return None


@dataclass
class Progress:
    """One line that is written over on a terminal, a line a change elsewhere."""

    out: TextIO
    _last: str = ""
    _is_terminal: bool = field(init=False)

    def __post_init__(self) -> None:
        """Looks once where the output goes."""
        self._is_terminal = self.out.isatty()

    def show(self, job: dict[str, Any]) -> None:
        """Shows the job's progress when it is news."""
        line = progress_line(job)
        if line == self._last:
            return
        if self._is_terminal:
            self.out.write("\r" + line.ljust(len(self._last)))
        else:
            self.out.write(line + "\n")
        self.out.flush()
        self._last = line

    def end(self) -> None:
        """Leaves the line."""
        if self._is_terminal and self._last:
            self.out.write("\n")


def progress_line(job: dict[str, Any]) -> str:
    """For example `  [######------] applying: 2 of 4 chunks, 310 of 640 entries`."""
    progress = job.get("progress") or {}
    total, done = progress.get("chunksTotal") or 0, progress.get("chunksDone") or 0
    share = 1.0 if job["state"] in FINISHED else (done / total if total else 0.0)
    bar = "#" * round(BAR_WIDTH * share)
    entries = (job.get("counts") or {}).get("entries") or 0
    return (
        f"  [{bar.ljust(BAR_WIDTH, '-')}] {job['state']}: {done} of {total} chunks, "
        f"{progress.get('entriesDone') or 0} of {entries} entries"
    )


def summarize(api: ApiClient, job: dict[str, Any], write: Callable[[str], None]) -> None:
    """Prints the outcome of entries and links, what was rejected and why, and where the log is."""
    write(f"Import '{job['name']}' is {job['state']}: {', '.join(file_names(job))}")
    if job.get("error"):
        write(f"  {job['error']['code']}: {job['error']['message']}")
    for name, words in COUNTS.items():
        if count := job["counts"].get(name):
            write(f"  {words:<36}{count:>8}")
    _list_rejected(api, job["id"], write)
    write(f"  Log: {api.base_url}/uploads/{job['id']}/log and container job-logs, blob {job['id']}.jsonl")


COUNTS = {
    "entries": "entries (one a number and row)",
    "added": "  members added",
    "roleChanged": "  roles changed",
    "removed": "  members removed",
    "unchanged": "  unchanged",
    "duplicates": "  duplicates",
    "rejected": "  rejected",
    "groupsCreated": "groups created",
    "linksAdded": "links between groups added",
    "linksUnchanged": "links between groups unchanged",
    "linksIgnored": "links between groups ignored",
}


def file_names(job: dict[str, Any]) -> list[str]:
    """The job's files without their folder."""
    return [file["blobName"].rsplit("/", 1)[-1] for file in job["files"]]


def problem_line(problem: dict[str, Any]) -> str:
    """For example `line 7, column Phone Number: number_invalid: ...`."""
    column = f", column {problem['column']}" if problem.get("column") else ""
    file = str(problem.get("file") or "").rsplit("/", 1)[-1]
    return f"{file} line {problem.get('line')}{column}: {problem['code']}: {problem['message']}"


def run_export(api: ApiClient, blobs: BlobServiceClient, write: Callable[[str], None]) -> None:
    """Runs the nightly export now and says where it lies."""
    known = {export["id"] for export in api.get_all("/exports")}
    api.run_by_hand(EXPORT_FUNCTION)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        new = [export for export in api.get_all("/exports") if export["id"] not in known]
        if new and new[0]["state"] in FINISHED:
            _show_export(api, blobs, new[0], write)
            return
        time.sleep(POLL_SECONDS)
    write("The export did not end; the host's log says why.")


def _show_export(
    api: ApiClient, blobs: BlobServiceClient, export: dict[str, Any], write: Callable[[str], None]
) -> None:
    counts = ", ".join(f"{count} {name}" for name, count in (export.get("counts") or {}).items())
    write(f"Export {export['id']} is {export['state']}: {counts}")
    names = [blob.name for blob in blobs.get_container_client("exports").list_blobs() if export["id"] in blob.name]
    if names:
        write(f"  container exports, folder {names[0].rsplit('/', 1)[0]}/")
    for file in export.get("files") or ():
        write(f"  {api.base_url}/exports/{export['id']}/{file['name'].rsplit('/', 1)[-1]}")


def _list_rejected(api: ApiClient, job_id: str, write: Callable[[str], None]) -> None:
    problems = [p for p in api.get_all(f"/uploads/{job_id}/problems?limit=100") if p["severity"] == "error"]
    if problems:
        write("  Rejected:")
    for problem in problems[:PROBLEMS_SHOWN]:
        write(f"    {problem_line(problem)}")
    if len(problems) > PROBLEMS_SHOWN:
        write(f"    and {len(problems) - PROBLEMS_SHOWN} more: {api.base_url}/uploads/{job_id}/problems")


def _has_blobs(blobs: BlobServiceClient, container: str) -> bool:
    try:
        return any(True for _ in blobs.get_container_client(container).list_blobs(results_per_page=1))
    except ResourceNotFoundError:
        return False


def say(text: str) -> None:
    """Prints a line at once, so that it is in order with what others print."""
    print(text, file=sys.stdout, flush=True)
