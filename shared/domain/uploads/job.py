"""A job, the internal form of an upload: its states, its files, and its counts, which must add up."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum

from shared.domain.codes import FilePart
from shared.domain.column_choices.choice import ColumnChoice
from shared.domain.corrections.upload_corrections import Corrected
from shared.domain.csv.columns import FileKind
from shared.domain.csv.skipped import PassedOver
from shared.domain.uploads.causes import Cause
from shared.domain.uploads.fail_safe import HeldGroup


class JobState(StrEnum):
    """The state of an upload."""

    AWAITING_FILES = "awaitingFiles"
    VALIDATING = "validating"
    AWAITING_REVIEW = "awaitingReview"
    APPLYING = "applying"
    COMPLETED = "completed"
    COMPLETED_WITH_ERRORS = "completedWithErrors"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNDONE = "undone"


FINISHED = frozenset(
    {
        JobState.COMPLETED,
        JobState.COMPLETED_WITH_ERRORS,
        JobState.FAILED,
        JobState.CANCELLED,
        JobState.UNDONE,
    }
)


class Mode(StrEnum):
    """merge adds members to the listed groups; replace also removes the members that the file does not list."""

    MERGE = "merge"
    REPLACE = "replace"


class Source(StrEnum):
    """How an upload was sent: through POST /uploads, or as a blob that was put into the container."""

    API = "api"
    STORAGE = "storage"


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One version of one uploaded blob; the ETag distinguishes an overwrite from a second delivery of the same event.

    `sheet` is the one that is read of a workbook, "" for a CSV;
    `unclear_names` are group names as read, one a line, when its encoding is a guess without clear evidence; else "";
    `choice` is what was chosen for its titles, None where they are known by themselves.
    """

    kind: str
    blob_name: str
    size_bytes: int
    etag: str
    unclear_names: str = ""
    sheet: str = ""
    choice: ColumnChoice | None = None

    @property
    def part(self) -> FilePart:
        """What its problems are in."""
        return FilePart(self.blob_name, self.sheet)


@dataclass(frozen=True, slots=True)
class Counts:
    """The outcome of every entry. `not_applied` is 0 unless the job stopped early (failed or cancelled)."""

    entries: int = 0
    rejected: int = 0
    duplicates: int = 0
    unchanged: int = 0
    added: int = 0
    role_changed: int = 0
    removed: int = 0
    groups_created: int = 0
    links_added: int = 0
    links_unchanged: int = 0
    links_ignored: int = 0
    links_rejected: int = 0
    not_applied: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """The sum, field by field."""
        return Counts(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})

    @property
    def accounted(self) -> int:
        """The number of entries whose outcome is known."""
        return self.rejected + self.duplicates + self.unchanged + self.added + self.role_changed + self.not_applied

    @property
    def balanced(self) -> bool:
        """Whether every entry has an outcome, so that none is lost silently (docs/contract.md, Guarantees)."""
        return self.entries == self.accounted


@dataclass(frozen=True, slots=True)
class JobError:
    """Why a job failed: a code of docs/codes.md and a sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class UndoCounts:
    """What an undo did: members removed, roles and members restored, and rows `left` because others changed them."""

    removed: int = 0
    roles_restored: int = 0
    members_restored: int = 0
    left: int = 0
    groups_removed: int = 0
    links_removed: int = 0

    def plus(self, other: "UndoCounts") -> "UndoCounts":
        """The sum, field by field."""
        return UndoCounts(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})


@dataclass(frozen=True, slots=True)
class Job:
    """One upload. `counts` has what validation found until the job is finished, and then all counts; `passed_over` is what
    the user mapping holds beside its rows; `causes` say why entries are rejected, most entries first.

    `encoding` is what the files are in, as the upload said it, or "" to detect it;
    `run` is 1, and one more after each undo;
    `revision` is 1, and one more when another user mapping replaces one that was not applied, or rows are corrected: the
    chunks and working files of each revision have names of their own, so that late steps of an earlier one change nothing;
    `corrected` names the corrections that are laid over its files;
    `released` is set while chunks may be applied, `begun` for good when they may for the first time;
    `plan_id` names the stored plan, and `held_groups` are the first of `held_total` groups that held the job;
    `undoing` is set while an applying job is being undone;
    `log_start` and `log_prefix` are the length of the log in bytes before and after validation; later steps append;
    `upload_key` is the part of the blobs' names that only the holders of the upload URLs know;
    `former_files` are versions that were replaced or ignored, and `files_ignored` counts those that came too late;
    `recoveries` counts attempts to resume it since it last made progress, which `recovery_mark` says.
    """

    id: str
    name: str
    state: JobState
    source: Source
    submitted_by: str
    created_at: datetime
    mode: Mode = Mode.MERGE
    region: str = ""
    encoding: str = ""
    review: bool = False
    expects_parent: bool = False
    files: tuple[UploadedFile, ...] = ()
    started_at: datetime | None = None
    finished_at: datetime | None = None
    moved_at: datetime | None = None
    error: JobError | None = None
    counts: Counts = field(default_factory=Counts)
    passed_over: PassedOver = field(default_factory=PassedOver)
    causes: tuple[Cause, ...] = ()
    corrected: Corrected = field(default_factory=Corrected)
    chunks_total: int = 0
    run: int = 1
    revision: int = 1
    released: bool = False
    begun: bool = False
    log_start: int = 0
    log_prefix: int = 0
    plan_id: str = ""
    held_groups: tuple[HeldGroup, ...] = ()
    held_total: int = 0
    undoing: bool = False
    undone: UndoCounts | None = None
    upload_key: str = ""
    former_files: tuple[UploadedFile, ...] = ()
    files_ignored: int = 0
    recoveries: int = 0
    recovery_mark: str = ""
    files_removed: bool = False
    etag: str = ""

    def file(self, kind: str) -> UploadedFile | None:
        """The file of this kind, if it has arrived."""
        return next((f for f in self.files if f.kind == kind), None)

    def kinds_of_version(self, file: UploadedFile) -> frozenset[str]:
        """The kinds that are read of the same version of the same blob: a workbook may hold both."""
        version = (file.blob_name, file.etag)
        return frozenset(each.kind for each in self.files if (each.blob_name, each.etag) == version)

    def part(self, kind: str) -> FilePart:
        """What the problems of the file of this kind are in."""
        file = self.file(kind)
        return file.part if file is not None else FilePart("")

    @property
    def has_its_files(self) -> bool:
        """Whether nothing that it waits for before validation is missing."""
        return self.file(FileKind.USER) is not None and not (self.expects_parent and self.file(FileKind.PARENT) is None)

    def without_files(self) -> "Job":
        """The job after retention removed its uploaded files and chunks."""
        return replace(self, files_removed=True, former_files=())

    @property
    def folder(self) -> str:
        """The folder of the working files of this revision, in the job-files container."""
        return self.id if self.revision == 1 else f"{self.id}/revision-{self.revision}"

    @property
    def inputs(self) -> tuple[object, ...]:
        """What validation depends on: one that began with others is superseded.

        A parent mapping that joins while the user mapping is read is none of it, unless somebody chose its columns.
        """
        files = self.files if self.needs_plan else (self.file(FileKind.USER),)
        choices = tuple(file.choice for file in self.files if file.choice)
        return (self.run, self.revision, self.mode, self.region, self.encoding, self.review, files, choices)

    @property
    def columns(self) -> dict[str, str]:
        """The columns that were chosen by title, of both files; where both have a title, the user mapping's counts."""
        ordered = sorted(self.files, key=lambda file: file.kind == FileKind.USER)
        return {title: column for file in ordered if file.choice for title, column in file.choice.by_title.items()}

    def with_choice(self, file: UploadedFile, sheet: str, choice: ColumnChoice) -> "Job":
        """The job whose file, or this sheet of it, has these columns, and is of the kind that they are of."""
        chosen = replace(file, kind=str(choice.kind), sheet=sheet, choice=choice)
        return replace(self, files=tuple(chosen if each == file else each for each in self.files))

    def with_unclear_names(self, kind: str, names: str) -> "Job":
        """The job that knows that the encoding of this file is not clear."""
        return self._with_file_changed(kind, lambda file: replace(file, unclear_names=names))

    def with_sheet(self, kind: str, sheet: str) -> "Job":
        """The job that knows which sheet of this file is read."""
        return self._with_file_changed(kind, lambda file: replace(file, sheet=sheet))

    def _with_file_changed(self, kind: str, change: Callable[[UploadedFile], UploadedFile]) -> "Job":
        return replace(self, files=tuple(change(file) if file.kind == kind else file for file in self.files))

    def ready_to_apply(self) -> "Job":
        """The job whose chunks may be applied from now on."""
        return replace(self, state=JobState.APPLYING, released=True, begun=True, recoveries=0)

    def to_plan_again(self) -> "Job":
        """The job back in validating: no plan, nothing held, and no chunk may be applied."""
        return replace(
            self,
            state=JobState.VALIDATING,
            released=False,
            plan_id="",
            held_groups=(),
            held_total=0,
            error=None,
            finished_at=None,
            recoveries=0,
        )

    def to_read_again(self, log_size: int) -> "Job":
        """The job back in validating as another revision, nothing of which is read yet. `log_size` is the present length of
        its log in bytes."""
        return replace(
            self.to_plan_again(),
            revision=self.revision + 1,
            chunks_total=0,
            counts=Counts(),
            passed_over=PassedOver(),
            causes=(),
            log_start=log_size,
            log_prefix=log_size,
        )

    @property
    def is_reviewed(self) -> bool:
        """Whether somebody looks at its plan before it is applied, whatever the plan says. Whoever corrected rows does."""
        return self.review or bool(self.corrected.id)

    @property
    def needs_plan(self) -> bool:
        """Whether validation must compute what would change before chunks are applied."""
        return self.is_reviewed or self.mode is Mode.REPLACE or any(file.unclear_names for file in self.files)


class ChunkState(StrEnum):
    """A chunk is `pending` until its difference is written, and `undone` after an undo."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk's progress. `first_line` and `last_line` are lines of the user mapping, for messages; `begun` is the run of
    the job in which an attempt to apply it began last, 0 before the first."""

    job_id: str
    number: int
    entries: int
    first_line: int
    last_line: int
    state: ChunkState = ChunkState.PENDING
    attempts: int = 0
    begun: int = 0
    run: int = 1
    counts: Counts = field(default_factory=Counts)
    moved_at: datetime | None = None
    etag: str = ""


def final_state(counts: Counts) -> JobState:
    """`completed`, or `completedWithErrors` when a row of either file was rejected."""
    rejected = counts.rejected or counts.links_rejected
    return JobState.COMPLETED_WITH_ERRORS if rejected else JobState.COMPLETED
