"""Uploads over HTTP: history, one upload, its problems, log and refused rows."""

from azure.functions import Blueprint
from pydantic import Field

from functions.http.call import Answer, Call
from functions.http.endpoint import Media, endpoint
from functions.http.models import Body
from functions.http.paging import PageQuery, page, position
from functions.models.uploads import ProblemPage, UploadOut, UploadPage, problem_out, upload_answer, upload_out
from shared.domain.csv.columns import FileKind
from shared.domain.csv.templates import template_csv
from shared.domain.uploads.job import Mode
from shared.errors import NotFound
from shared.services.uploads import control_upload
from shared.services.uploads.create_upload import UploadOptions
from shared.services.uploads.create_upload import create_upload as create_upload_job
from shared.services.uploads.jobs.state import load_job
from shared.services.uploads.view_uploads import list_problems, view_upload
from shared.services.uploads.view_uploads import list_uploads as list_upload_views

bp = Blueprint()

_CSV = "text/csv; charset=utf-8"
_JSON_LINES = "application/x-ndjson; charset=utf-8"


@bp.route(route="uploads", methods=["GET"])
@endpoint("History of uploads", {200: UploadPage})
async def list_uploads(call: Call, query: PageQuery) -> Answer:
    """Uploads, newest first."""
    views = await list_upload_views(call.services.imports, query.limit, position(call, query))
    after = views[-1].job.id if len(views) == query.limit else None
    return page(UploadPage, call, [upload_out(view) for view in views], after)


@bp.route(route="uploads/{upload_id:guid}", methods=["GET"])
@endpoint("One upload", {200: UploadOut})
async def get_upload(call: Call, upload_id: str) -> Answer:
    """State, progress and counts, which move while the upload runs."""
    return upload_answer(await view_upload(call.services.imports, upload_id))


@bp.route(route="uploads/{upload_id:guid}/problems", methods=["GET"])
@endpoint("Problems of an upload", {200: ProblemPage})
async def list_upload_problems(call: Call, query: PageQuery, upload_id: str) -> Answer:
    """Refused rows and warnings, with line, column, code and a sentence each."""
    problems, after = await list_problems(call.services.imports, upload_id, query.limit, position(call, query))
    return page(ProblemPage, call, [problem_out(problem) for problem in problems], after)


@bp.route(route="uploads/{upload_id:guid}/log", methods=["GET"])
@endpoint("Log of an upload", {200: Media(_JSON_LINES)})
async def get_upload_log(call: Call, upload_id: str) -> Answer:
    """The whole log, one JSON object a line."""
    context = call.services.imports
    await load_job(context, upload_id)
    size = await context.log.size(upload_id)
    return Answer(await context.log.read(upload_id, 0, size) if size else b"", content_type=_JSON_LINES)


@bp.route(route="uploads/{upload_id:guid}/rejected.csv", methods=["GET"])
@endpoint("Refused rows of an upload", {200: Media(_CSV)})
async def get_upload_rejected(call: Call, upload_id: str) -> Answer:
    """The refused rows as they were, with line, code and sentence in front; correct them and upload the file again."""
    context = call.services.imports
    await load_job(context, upload_id)
    content = await context.job_files.get(f"{upload_id}/rejected.csv")
    if content is None:
        raise NotFound("The upload has not been validated.")
    disposition = {"Content-Disposition": 'attachment; filename="rejected.csv"'}
    return Answer(content, content_type=_CSV, headers=disposition)


class NewUpload(Body):
    """How the files that follow are to be applied."""

    mode: Mode = Field(Mode.MERGE, strict=False, description="merge adds; replace makes members exactly the file's.")
    region: str = Field("", max_length=10, description="ISO 3166 region of numbers without a country code.")
    review: bool = Field(True, description="Wait for /apply after validation has shown problems and plan.")
    parent_mapping: bool = Field(False, description="Whether a parent group mapping comes along.")


@bp.route(route="uploads/templates/{kind}.csv", methods=["GET"])
@endpoint("Template to fill in", {200: Media(_CSV)})
async def get_upload_template(call: Call, kind: str) -> Answer:
    """user-group-mapping or parent-group-mapping, with instructions and examples."""
    if kind not in set(FileKind):
        raise NotFound("There is no such template.")
    disposition = {"Content-Disposition": f'attachment; filename="{kind}.csv"'}
    return Answer(template_csv(FileKind(kind)), content_type=_CSV, headers=disposition)


@bp.route(route="uploads", methods=["POST"])
@endpoint("Begin an upload", {201: UploadOut})
async def create_upload(call: Call, body: NewUpload) -> Answer:
    """Answers the upload and, by kind of file, a URL to PUT the file to (header x-ms-blob-type: BlockBlob), good for
    an hour and for writing only."""
    options = UploadOptions(body.mode, body.region, body.review, body.parent_mapping)
    job, urls = await create_upload_job(call.services.imports, options, call.caller.subject)
    return upload_answer(await view_upload(call.services.imports, job.id), 201, urls)


@bp.route(route="uploads/{upload_id:guid}/apply", methods=["POST"])
@endpoint("Apply a reviewed upload", {200: UploadOut}, errors=[409])
async def apply_upload(call: Call, upload_id: str) -> Answer:
    """Go on with an upload that waits for review."""
    await control_upload.apply_upload(call.services.imports, upload_id, call.caller.subject)
    return await _upload(call, upload_id)


@bp.route(route="uploads/{upload_id:guid}/cancel", methods=["POST"])
@endpoint("Cancel an upload", {200: UploadOut}, errors=[409])
async def cancel_upload(call: Call, upload_id: str) -> Answer:
    """Stop an upload; one that is being applied stops between chunks, and its counts say what was done."""
    await control_upload.cancel_upload(call.services.imports, upload_id, call.caller.subject)
    return await _upload(call, upload_id)


@bp.route(route="uploads/{upload_id:guid}/rerun", methods=["POST"])
@endpoint("Rerun an upload", {200: UploadOut}, errors=[409])
async def rerun_upload(call: Call, upload_id: str) -> Answer:
    """Do what is missing: chunks that failed, were stopped, or were undone."""
    await control_upload.rerun_upload(call.services.imports, upload_id, call.caller.subject)
    return await _upload(call, upload_id)


@bp.route(route="uploads/{upload_id:guid}/undo", methods=["POST"])
@endpoint("Undo an upload", {200: UploadOut}, errors=[409])
async def undo_upload(call: Call, upload_id: str) -> Answer:
    """Restore what the upload changed, where nobody has changed it since; what is left is listed with its problems."""
    await control_upload.undo_upload(call.services.imports, upload_id, call.caller.subject)
    return await _upload(call, upload_id)


async def _upload(call: Call, upload_id: str) -> Answer:
    return upload_answer(await view_upload(call.services.imports, upload_id))
