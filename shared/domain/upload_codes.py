"""The codes about an upload as a whole, and about its progress; a part of the table in codes.py."""

from shared.domain.code_types import Code, Level, Severity
from shared.domain.uploads.fail_safe import FAIL_SAFE


def _job(code: str, meaning: str, remedy: str, severity: Severity = Severity.ERROR) -> Code:
    return Code(code, Level.JOB, meaning, remedy, severity)


def _info(code: str, meaning: str) -> Code:
    return Code(code, Level.INFO, meaning, "", Severity.INFO)


UPLOAD_CODES = (
    _job("file_deleted", "The file was deleted from storage before the upload read it.", "Upload it again."),
    _job(
        "file_replaced",
        "The file was overwritten while it was read. The new content is an upload of its own.",
        "Look at the newest upload of the same name.",
    ),
    _job(
        "files_missing",
        "A parent group mapping arrived, but no user group mapping within a day.",
        "Upload both files; the user group mapping is required.",
    ),
    _job(
        "chunk_failed",
        "A part of the rows could not be applied after five attempts. The other parts were applied.",
        "Rerun the upload, which applies only what is missing. The log names the rows and the cause.",
    ),
    _job(
        "undo_failed",
        "A part of the rows could not be undone after five attempts. The other parts were undone.",
        "Undo the upload again, which undoes only what is missing.",
    ),
    _job(
        "mode_unknown",
        "The mode in the blob's metadata is neither merge nor replace.",
        "Correct the metadata and upload the file again.",
    ),
    _job(
        "encoding_unknown",
        "The encoding that the request or the blob's metadata says is none that files of an upload may have.",
        "Say one such as utf-8, utf-16, windows-1250 to windows-1258, windows-874, iso-8859-2, shift_jis, gbk, big5, "
        "euc-kr or macintosh, or leave it out.",
    ),
    _job(
        "review_unknown",
        "The review in the blob's metadata is neither true nor false.",
        "Correct it, and upload again.",
    ),
    _job(
        "planned_again",
        "A file of the upload was replaced before it was applied, so the upload went back to validating.",
        "Look at the new plan before you apply it. Cancel the upload if you did not expect the file.",
        Severity.WARNING,
    ),
    _job(
        "file_ignored",
        "A file came for an upload of the API that had been applied or had ended. It changes nothing.",
        "Create a new upload for the file. If nobody of yours sent it, find out who may write to the container.",
        Severity.WARNING,
    ),
    _job(
        "file_late",
        "Storage's event of the file was lost or came late. Muster looked through the container and took the file.",
        "Nothing for this upload. If it happens again, look at the subscriptions of events (docs/operations.md).",
        Severity.WARNING,
    ),
    _job(
        "parent_mapping_gone",
        "The parent group mapping was deleted or replaced before it was read; it was not applied.",
        "If the file was dropped in storage, upload it again; it is added to the latest upload of its name. For an "
        "upload of the API or the portal, create a new one with both files.",
        Severity.WARNING,
    ),
    _job(
        "job_stalled",
        "The upload made no progress for a long time, although its steps were triggered again.",
        "Rerun the upload, which applies only what is missing.",
    ),
    _job(
        "rows_unaccounted",
        "The counts do not add up: an entry was neither rejected nor applied. This is a defect of Muster.",
        "Rerun the upload, and report the defect with the upload's log.",
    ),
    _job(
        "import_too_large_removal",
        f"Replacing would remove over {FAIL_SAFE.removed_percent} % of a group of {FAIL_SAFE.minimum_members} members or "
        "more, so the upload waits for review.",
        "Look at the plan. Apply the upload if the removal is intended; cancel it if the file is incomplete.",
        Severity.WARNING,
    ),
    _job(
        "import_removes_beside_rejected_rows",
        "Replacing would remove members of a group of which rows were rejected or skipped, or may have been, so the upload "
        "waits for review.",
        "Correct the rows, in the portal or in the file, and look at the plan again; apply it if the removal is intended.",
        Severity.WARNING,
    ),
    _job(
        "import_removes_last_admin",
        "The upload would leave a group without an admin, so it waits for review.",
        "Cancel the upload and add an admin of the group to the file; apply it if the group shall have none.",
        Severity.WARNING,
    ),
    _job(
        "import_encoding_unclear",
        "A file is not UTF-8, and its letters fit several encodings, so the upload waits for review.",
        "Look at the names. If they are wrong, cancel the upload, and upload the file again with its encoding or as UTF-8.",
        Severity.WARNING,
    ),
    _info("job_started", "Validation began: who sent the file, its name and its size."),
    _info("file_read", "The user group mapping was read: the number of entries by outcome."),
    _info("instructions_skipped", "Lines that begin with # and a blank, or with #muster:, were skipped."),
    _info("default_rows_skipped", "Rows that hold only what a drop-down list fills in were skipped."),
    _info("rows_corrected", "Rejected rows were corrected: by whom, how many, and by which rules."),
    _info("entries_skipped", "Corrections leave out entries: how many, and whose corrections."),
    _job(
        "corrections_dropped",
        "Corrections were made for a file that was replaced since. They no longer count: its lines may be others.",
        "Look at the rejected rows of the new file, and correct them.",
        Severity.WARNING,
    ),
    _info("columns_ignored", "Unknown columns were ignored."),
    _info("columns_chosen", "Somebody chose which column is which of a file whose titles are not known."),
    _info("chunk_applied", "One part of the entries was applied: what changed."),
    _info("job_finished", "The upload is finished: all its counts."),
    _info("job_approved", "An upload that waited for review was applied."),
    _info("job_cancelled", "The upload was cancelled: how many parts had been applied."),
    _info("job_rerun", "The upload was started again."),
    _info("undo_started", "An undo began."),
    _info("job_undone", "The upload was undone: what was restored, and what was not because others had changed it."),
)
