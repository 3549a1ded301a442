"""Uploads over HTTP: history, one upload, its problems, log and refused rows."""

from azure.functions import Blueprint

from functions.http.call import Answer, Call
from functions.http.endpoint import Media, endpoint
from functions.http.paging import PageQuery, page, position
from functions.upload_models import ProblemPage, UploadOut, UploadPage, problem_out, upload_answer, upload_out
from shared.errors import NotFound
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
