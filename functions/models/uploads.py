"""The bodies of answers about uploads."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from pydantic import Field

from functions.http.answers import versioned
from functions.http.call import Answer
from functions.http.models import Out
from functions.http.paging import Page
from functions.models.column_choices import AskedColumnOut, asked_columns
from functions.models.upload_plans import PLAN_GROUPS, UploadPlanOut, plan_out
from shared.domain.csv.columns import FileKind
from shared.domain.uploads.actions import UploadAction, allowed_actions
from shared.domain.uploads.fail_safe import FAIL_SAFE, group_names, hold_sentence
from shared.domain.uploads.job import ChunkState, Counts, Job, JobState, Mode, Source, UploadedFile
from shared.services.ports.blobs import UploadUrl
from shared.services.uploads.view_uploads import UploadView


class UploadFileOut(Out):
    """One file that has arrived."""

    kind: str
    blob_name: str
    size_bytes: int
    sheet: str | None = Field(description="The sheet that is read of a workbook; null for a CSV.")


class UploadProgressOut(Out):
    """How much is applied. `entriesDone` counts the entries of chunks that are done, and those that validation rejected or
    found to be duplicates."""

    chunks_total: int
    chunks_done: int
    entries_done: int


class UploadErrorOut(Out):
    """Why the upload failed. docs/codes.md lists the codes."""

    code: str
    message: str
    kind: FileKind | None = Field(
        None, description="Where columns can be chosen: the kind of file that it probably is; absent where nothing says so."
    )
    columns: list[AskedColumnOut] | None = Field(
        None,
        description="Where columns can be chosen, those of the row that is taken as the header, at most 100. Only in the "
        "answer for one upload.",
    )


class UploadCountsOut(Out):
    """The outcome of the entries: entries = rejected + duplicates + unchanged + added + roleChanged + notApplied. The
    last is 0 unless the upload failed or was cancelled."""

    entries: int
    rejected: int
    duplicates: int
    unchanged: int
    added: int
    role_changed: int
    removed: int
    groups_created: int
    links_added: int
    links_unchanged: int
    links_ignored: int
    links_rejected: int
    not_applied: int


class IgnoredColumnOut(Out):
    """A column with an unknown title, and how many of its cells hold a number that could be a member's."""

    title: str
    numbers: int


class PassedOverOut(Out):
    """What the user group mapping holds beside its rows, and nobody applies."""

    instructions: int = Field(description="Lines that begin with # and a blank, or #muster:, and declare no group.")
    default_rows: int = Field(description="Rows that hold only what a drop-down list fills in.")
    columns: int = Field(description="Columns whose titles are not known.")
    ignored_columns: list[IgnoredColumnOut] = Field(description="The first 20 of them, those with numbers first.")
    skipped: int = Field(description="Entries that corrections leave out; they are in no count.")
    skipped_links: int = Field(description="Rows of the parent group mapping that corrections leave out.")


class CauseOut(Out):
    """Why entries are rejected: how many of a file with this code, and how many of them have a suggestion."""

    kind: str
    code: str
    rejected: int
    suggestions: int


class UploadCorrectionsOut(Out):
    """How many rows are corrected, how many rules there are, and how many entries they leave out, of both files."""

    rows: int
    rules: int
    skipped: int


class UndoCountsOut(Out):
    """What an undo did: members that it removed, roles and members that it restored, and rows that it left because somebody
    changed them after the upload."""

    removed: int
    roles_restored: int
    members_restored: int
    left: int
    groups_removed: int
    links_removed: int


class HoldOut(Out):
    """A group that holds the upload for review, once for each reason."""

    group: str
    reason: str = Field(
        description="removesMany: more of its members would be removed than failSafe allows. rejectedRows: members would "
        "be removed, and rows of the group were rejected. rowsWithoutGroup: members would be removed, and rows were "
        "rejected that may be of any group. lastAdmin: the group would have no admin left. "
        "encodingUnclear: the file's encoding is a guess without clear evidence, and the group is a name as read. "
        "skippedRows: members would be removed, and corrections leave out rows that may be of the group. There may be "
        "more reasons."
    )
    message: str = Field(description="What the reason means and what to do.")


class FailSafeOut(Out):
    """An upload that would remove more than removedPercent of the members of a group that has minimumMembers or more
    waits for review, and names the group in holds."""

    removed_percent: int
    minimum_members: int


class UploadUrlOut(Out):
    """The request that stores one file: once, and begun before expiresAt. Where there is a file already, storage answers
    403 or 409: an earlier request has arrived."""

    url: str
    method: str
    headers: dict[str, str]
    expires_at: datetime


class UploadOut(Out):
    """An upload: state, files, progress and counts."""

    id: str
    name: str
    state: JobState
    mode: Mode
    region: str
    encoding: str = Field(description="What the files are in, as the upload said it; empty when it is detected.")
    review: bool
    source: Source
    submitted_by: str
    files: list[UploadFileOut]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    progress: UploadProgressOut
    error: UploadErrorOut | None
    counts: UploadCountsOut
    passed_over: PassedOverOut
    causes: list[CauseOut] = Field(description="Rejected entries by file and code, most first.")
    corrections: UploadCorrectionsOut | None
    columns: dict[str, str] = Field(
        description="The columns that were chosen by title, for this upload or for an earlier file with the same titles; "
        "empty where the titles are known."
    )
    undo: UndoCountsOut | None
    undoing: bool = Field(description="Whether an upload that is applying is being undone.")
    allowed_actions: list[UploadAction] = Field(description="Those that would be accepted now.")
    held_groups: list[str] = Field(description="The names of the groups in holds.")
    holds: list[HoldOut] = Field(
        description="The groups that hold the upload for review, and why: at most 1,000 entries, and 20 in the list of "
        "uploads."
    )
    held_total: int = Field(description="How many groups hold the upload.")
    files_ignored: int = Field(description="How many files came for it after it was applied or had ended.")
    fail_safe: FailSafeOut
    plan: UploadPlanOut | None = None
    upload_urls: dict[str, UploadUrlOut] | None = Field(
        None, description="The request that stores each file, by kind; only in the answer to POST /uploads."
    )


class UploadPage(Page[UploadOut]):
    """Uploads, newest first."""


def upload_answer(view: UploadView, status: int = 200, urls: Mapping[str, UploadUrl] | None = None) -> Answer:
    """The answer for one upload."""
    return versioned(upload_out(view, urls), shown_version(view), status)


def shown_version(view: UploadView) -> str:
    """The version of an upload: all that is shown, since its progress moves without the job."""
    return upload_out(view).model_dump_json()


def upload_out(view: UploadView, urls: Mapping[str, UploadUrl] | None = None) -> UploadOut:
    """The answer for one upload; `urls` by kind of file, only when it is created."""
    job = view.job
    holds = (view.plan.held if view.plan else job.held_groups)[:PLAN_GROUPS]
    return UploadOut(
        id=job.id,
        name=job.name,
        state=job.state,
        mode=job.mode,
        region=job.region,
        encoding=job.encoding,
        review=job.review,
        source=job.source,
        submitted_by=job.submitted_by,
        files=[_file_out(file) for file in job.files],
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        progress=_progress(view),
        error=_error(view),
        counts=_counts(view.counts),
        passed_over=PassedOverOut(**asdict(job.passed_over)),
        causes=[CauseOut(**asdict(cause)) for cause in job.causes],
        corrections=_corrections(job),
        columns=job.columns,
        undo=UndoCountsOut(**asdict(job.undone)) if job.undone else None,
        undoing=job.undoing,
        allowed_actions=list(allowed_actions(job)),
        held_groups=group_names(holds),
        holds=[HoldOut(group=each.name, reason=each.reason, message=hold_sentence(each.reason)) for each in holds],
        held_total=job.held_total,
        files_ignored=job.files_ignored,
        fail_safe=FailSafeOut(**asdict(FAIL_SAFE)),
        plan=plan_out(job.plan_id, view.plan) if view.plan is not None else None,
        upload_urls={kind: _url(url) for kind, url in urls.items()} if urls else None,
    )


def _corrections(job: Job) -> UploadCorrectionsOut | None:
    if not job.corrected.id:
        return None
    skipped = job.passed_over.skipped + job.passed_over.skipped_links
    return UploadCorrectionsOut(rows=job.corrected.rows, rules=job.corrected.rules, skipped=skipped)


def _error(view: UploadView) -> UploadErrorOut | None:
    error, question = view.job.error, view.question
    if error is None or question is None:
        return UploadErrorOut(code=error.code, message=error.message, kind=None, columns=None) if error else None
    kind = FileKind(question.kind) if question.kind else None
    return UploadErrorOut(code=error.code, message=error.message, kind=kind, columns=asked_columns(question))


def _progress(view: UploadView) -> UploadProgressOut:
    if view.job.state in (JobState.COMPLETED, JobState.COMPLETED_WITH_ERRORS):
        total = view.job.chunks_total
        return UploadProgressOut(chunks_total=total, chunks_done=total, entries_done=view.counts.entries)
    done = [chunk for chunk in view.chunks if chunk.state is ChunkState.DONE]
    known = view.counts.rejected + view.counts.duplicates
    return UploadProgressOut(
        chunks_total=max(view.job.chunks_total, len(view.chunks)),
        chunks_done=len(done),
        entries_done=known + sum(chunk.entries for chunk in done),
    )


def _counts(counts: Counts) -> UploadCountsOut:
    return UploadCountsOut(**asdict(counts))


def _url(url: UploadUrl) -> UploadUrlOut:
    return UploadUrlOut(url=url.url, method=url.method, headers=dict(url.headers), expires_at=url.expires_at)


def _file_out(file: UploadedFile) -> UploadFileOut:
    return UploadFileOut(
        kind=file.kind, blob_name=file.blob_name, size_bytes=file.size_bytes, sheet=file.sheet or None
    )
