"""What a file that arrives means for the job of its name: the rules of docs/contract.md, Uploads, "Ways in"."""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from shared.domain.csv.columns import FileKind
from shared.domain.uploads.job import FINISHED, Job, JobState, Source, UploadedFile

_MOST_FORMER = 10
"""A blob's name has at most 1,024 characters, and a table property 32,000."""


class Arrival(Enum):
    """What a file does to a job."""

    KNOWN = "the job has this version"
    REPLACED = "the job had this version, and has another one now"
    JOINS = "the job goes on with the file"
    PLANS_AGAIN = "the job goes back to validating"
    APPLIES_AGAIN = "the finished job is applied again, for its parent mapping"
    IGNORED = "it came too late for a job of the API"
    ELSEWHERE = "it belongs to another job"


def arrival_of(job: Job, file: UploadedFile) -> Arrival:
    """What this version of a file does to the latest job of its name."""
    if _is_among(file, job.files):
        return Arrival.KNOWN
    if _is_among(file, job.former_files):
        return Arrival.REPLACED
    if job.state is JobState.AWAITING_FILES:
        return Arrival.JOINS
    is_waiting = job.state in (JobState.VALIDATING, JobState.AWAITING_REVIEW) and not job.begun
    if file.kind == FileKind.PARENT and job.state is JobState.VALIDATING and not job.needs_plan:
        return Arrival.JOINS if is_waiting or job.source is Source.STORAGE else Arrival.IGNORED
    if job.source is Source.API:
        return Arrival.PLANS_AGAIN if is_waiting else Arrival.IGNORED
    if file.kind == FileKind.PARENT:
        return _late_parent_mapping(job)
    return Arrival.PLANS_AGAIN if is_waiting and job.needs_plan else Arrival.ELSEWHERE


def _late_parent_mapping(job: Job) -> Arrival:
    """Of a dropped upload. What somebody reviewed is applied without the new links, which are reviewed first."""
    if job.undoing:
        return Arrival.ELSEWHERE
    if job.state in (JobState.VALIDATING, JobState.AWAITING_REVIEW):
        return Arrival.PLANS_AGAIN
    if job.state is JobState.APPLYING:
        return Arrival.PLANS_AGAIN if job.is_reviewed else Arrival.JOINS
    if job.state in (JobState.COMPLETED, JobState.COMPLETED_WITH_ERRORS):
        return Arrival.PLANS_AGAIN if job.is_reviewed else Arrival.APPLIES_AGAIN
    return Arrival.ELSEWHERE


def with_files(job: Job, files: Sequence[UploadedFile], arrival: Arrival, log_size: int) -> Job:
    """The job with what one version of a blob holds, as with_file. What only the version before held is no part of the job
    any more."""
    if arrival is not Arrival.IGNORED:
        for gone in _gone_with(job, files):
            job = _remembering(replace(job, files=tuple(each for each in job.files if each is not gone)), gone)
    for file in files if arrival is not Arrival.IGNORED else files[:1]:
        job = with_file(job, file, arrival, log_size)
    return job


def _gone_with(job: Job, files: Sequence[UploadedFile]) -> list[UploadedFile]:
    """Files of the job that the new version of their blob has overwritten and does not replace. What was applied of a user
    mapping stays in the job's history."""
    new, kinds = files[0], {file.kind for file in files}
    overwritten = [each for each in job.files if each.blob_name == new.blob_name and each.etag != new.etag]
    return [each for each in overwritten if each.kind == FileKind.PARENT and each.kind not in kinds]


def files_for(job: Job | None, files: Sequence[UploadedFile]) -> list[UploadedFile]:
    """Of what one version of a blob holds, what it means for the latest job of its name, the user mapping first.

    Where each kind of file has an upload URL of its own, a workbook with both kinds is the one that its URL is for. A new
    version of a user mapping that was not applied counts as one even where it holds none, so that the job fails with the
    reason instead of going on with the rows of a file that is gone.
    """
    if job is None:
        return [*files]
    if job.source is Source.API and job.expects_parent:
        of_url = [file for file in files if file.blob_name == upload_name(job, file.kind)]
        files = of_url or files
    user, new = job.file(FileKind.USER), files[0]
    is_waiting = not job.begun and job.state not in FINISHED
    is_overwritten = user is not None and user.blob_name == new.blob_name and user.etag != new.etag
    if is_waiting and is_overwritten and all(file.kind != FileKind.USER for file in files):
        return [replace(new, kind=FileKind.USER, sheet="", choice=None), *files]
    return [*files]


def upload_name(job: Job, kind: str) -> str:
    """The name of the blob behind the job's upload URL for a kind of file, whatever is in it."""
    return f"{upload_folder(job)}{kind}.csv"


def with_file(job: Job, file: UploadedFile, arrival: Arrival, log_size: int) -> Job:
    """The job with the file, for the arrivals that change it. `log_size` is the present length of its log in bytes.

    A file that did not come through an upload URL of the job was not sent by whoever created it.
    """
    if arrival is Arrival.IGNORED:
        return replace(_remembering(job, file), files_ignored=job.files_ignored + 1)
    replaced = job.file(file.kind)
    if replaced is not None:
        job = _remembering(job, replaced)
    job = replace(job, files=(*(each for each in job.files if each.kind != file.kind), file))
    if job.files_removed:
        job = _remembering(job, file)  # Retention has been here, and comes again for what it finds remembered.
    if job.source is Source.API and not file.blob_name.startswith(upload_folder(job)):
        job = replace(job, submitted_by=str(Source.STORAGE))
    if arrival is Arrival.APPLIES_AGAIN:
        return job.ready_to_apply()
    if arrival is not Arrival.PLANS_AGAIN:
        return job
    if file.kind == FileKind.USER:
        return job.to_read_again(log_size)
    return job.to_plan_again()


def upload_folder(job: Job) -> str:
    """What the names of the blobs behind a job's upload URLs begin with."""
    return f"{job.id}/{job.upload_key}/" if job.upload_key else f"{job.id}/"


def _is_among(file: UploadedFile, files: tuple[UploadedFile, ...]) -> bool:
    return any((file.blob_name, file.etag) == (each.blob_name, each.etag) for each in files)


def _remembering(job: Job, file: UploadedFile) -> Job:
    """Late events of the version change nothing, and retention removes it. The last ten are remembered."""
    return replace(job, former_files=(*job.former_files, replace(file, choice=None))[-_MOST_FORMER:])
