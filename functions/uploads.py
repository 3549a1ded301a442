"""Uploads of CSV files: create, list, apply, cancel, rerun and undo uploads, and read their problems and logs."""

import asyncio

from azure.functions import Blueprint
from pydantic import Field

from functions.http.answers import CSV, XLSX, attachment
from functions.http.call import Answer, Call
from functions.http.endpoint import Media, endpoint
from functions.http.files import FILE_ERRORS, file_answer
from functions.http.models import Body
from functions.http.paging import PageQuery, page, position
from functions.models.column_choices import ChosenColumnsBody
from functions.models.fields import EncodingNameOrNone, RegionCodeOrNone
from functions.models.reviews import ReviewedQuery, confirmation
from functions.models.undo_plans import UndoPlanOut, undo_plan_out
from functions.models.upload_problems import UploadProblemPage, upload_problem_out
from functions.models.uploads import UploadOut, UploadPage, upload_answer, upload_out
from shared.domain.csv.columns import FileKind
from shared.domain.csv.templates import template_csv
from shared.domain.uploads.job import Mode
from shared.domain.workbooks.write.kinds import template_workbook
from shared.errors import NotFound
from shared.services.uploads import control_upload
from shared.services.uploads.columns.choose_columns import choose_columns
from shared.services.uploads.create_upload import UploadOptions
from shared.services.uploads.create_upload import create_upload as create_upload_job
from shared.services.uploads.rejected_workbook import rejected_workbook
from shared.services.uploads.undo.plan_undo import plan_undo
from shared.services.uploads.view_uploads import (
    list_problems,
    open_log,
    open_rejected_rows,
    view_upload,
)
from shared.services.uploads.view_uploads import list_uploads as list_upload_views

bp = Blueprint()

_JSON_LINES = "application/x-ndjson; charset=utf-8"


@bp.route(route="uploads", methods=["GET"])
@endpoint("List uploads", {200: UploadPage})
async def list_uploads(call: Call, query: PageQuery) -> Answer:
    """Lists uploads, newest first."""
    views, following = await list_upload_views(call.services.imports, query.limit, position(call, query))
    return page(UploadPage, call, [upload_out(view) for view in views], following)


@bp.route(route="uploads/{upload_id:guid}", methods=["GET"])
@endpoint("Get an upload", {200: UploadOut})
async def get_upload(call: Call, upload_id: str) -> Answer:
    """Returns state, progress and counts, which change while the upload runs."""
    return upload_answer(await view_upload(call.services.imports, upload_id))


@bp.route(route="uploads/{upload_id:guid}/problems", methods=["GET"])
@endpoint("List the problems of an upload", {200: UploadProblemPage})
async def list_upload_problems(call: Call, query: PageQuery, upload_id: str) -> Answer:
    """Lists rejected rows and warnings, each with line, column, code and message."""
    problems, following = await list_problems(call.services.imports, upload_id, query.limit, position(call, query))
    return page(UploadProblemPage, call, [upload_problem_out(problem) for problem in problems], following)


@bp.route(route="uploads/{upload_id:guid}/log", methods=["GET"])
@endpoint("Get the log of an upload", {200: Media(_JSON_LINES), 206: Media(_JSON_LINES)}, errors=FILE_ERRORS)
async def get_upload_log(call: Call, upload_id: str) -> Answer:
    """Returns the log, one JSON object a line: whole up to 16 MiB, else the part that the header Range asks for."""
    return await file_answer(call, await open_log(call.services.imports, upload_id), _JSON_LINES)


@bp.route(route="uploads/{upload_id:guid}/rejected.csv", methods=["GET"])
@endpoint("Get the rejected rows of an upload", {200: Media(CSV), 206: Media(CSV)}, errors=FILE_ERRORS)
async def get_upload_rejected(call: Call, upload_id: str) -> Answer:
    """Returns the rejected rows with line, code and message in the first columns: whole up to 16 MiB, else the part that
    the header Range asks for. Correct the rows and upload the file again."""
    return await file_answer(call, await open_rejected_rows(call.services.imports, upload_id), CSV, "rejected.csv")


@bp.route(route="uploads/{upload_id:guid}/rejected.xlsx", methods=["GET"])
@endpoint("Get the rejected rows as a workbook", {200: Media(XLSX), 206: Media(XLSX)}, errors=FILE_ERRORS)
async def get_upload_rejected_workbook(call: Call, upload_id: str) -> Answer:
    """Returns what rejected.csv has as a workbook, with a note at each wrong cell of the first 300 rows: whole up to 16
    MiB, else the part that the header Range asks for. Correct the rows and upload the file again."""
    async with rejected_workbook(call.services.imports, upload_id) as stored:
        return await file_answer(call, stored, XLSX, "rejected.xlsx")


@bp.route(route="uploads/{upload_id:guid}/undo-plan", methods=["GET"])
@endpoint("Get what an undo would do", {200: UndoPlanOut}, errors=[409])
async def get_upload_undo_plan(call: Call, upload_id: str) -> Answer:
    """Returns what an undo would remove, restore and leave, in total and by group, and the later uploads that list the same
    people. Where an undo would be refused, so is this. It reads what the undo would read, and writes nothing."""
    return Answer(undo_plan_out(await plan_undo(call.services.imports, upload_id)))


class NewUploadBody(Body):
    """How to apply the files of the upload."""

    mode: Mode = Field(
        Mode.MERGE,
        strict=False,
        description="merge adds members; replace also removes members of the listed groups whom the file does not list.",
    )
    region: RegionCodeOrNone = ""
    encoding: EncodingNameOrNone = ""
    review: bool = Field(True, description="Whether the upload waits for /apply after validation.")
    parent_mapping: bool = Field(False, description="Whether the upload also has a parent group mapping.")


@bp.route(route="uploads/templates/{kind}.csv", methods=["GET"])
@endpoint("Get a template", {200: Media(CSV)})
async def get_upload_template(call: Call, kind: str) -> Answer:
    """Returns the template user-group-mapping or parent-group-mapping, with instructions and examples."""
    return attachment(template_csv(_file_kind(kind)), f"{kind}.csv", CSV)


@bp.route(route="uploads/templates/{kind}.xlsx", methods=["GET"])
@endpoint("Get a template as a workbook", {200: Media(XLSX)})
async def get_upload_template_workbook(call: Call, kind: str) -> Answer:
    """Returns the template user-group-mapping or parent-group-mapping as a workbook: its cells are formatted as text, and
    it has drop-downs and a sheet of instructions."""
    return attachment(await asyncio.to_thread(template_workbook, _file_kind(kind)), f"{kind}.xlsx", XLSX)


def _file_kind(kind: str) -> FileKind:
    if kind not in set(FileKind):
        raise NotFound("There is no such template.")
    return FileKind(kind)


@bp.route(route="uploads", methods=["POST"])
@endpoint("Create an upload", {201: UploadOut})
async def create_upload(call: Call, body: NewUploadBody) -> Answer:
    """Returns the upload and, for each kind of file, the request that stores it. Its URL creates the file once, whole and
    not in blocks, and is good for 15 minutes. When the answer to the request was lost, send it again: storage refuses it
    with 403 or 409 if the file has arrived."""
    options = UploadOptions(body.mode, body.region, body.encoding, body.review, body.parent_mapping)
    job, urls = await create_upload_job(call.services.imports, options, call.caller.subject)
    return upload_answer(await view_upload(call.services.imports, job.id), 201, urls)


@bp.route(route="uploads/{upload_id:guid}/apply", methods=["POST"])
@endpoint("Apply a reviewed upload", {200: UploadOut}, errors=[409, 412])
async def apply_upload(call: Call, query: ReviewedQuery, upload_id: str) -> Answer:
    """Applies an upload that waits for review. Say what was reviewed: send its ETag as If-Match, or the id of its plan.
    When a file changed since, and with it the plan, the answer is 412 and nothing is applied."""
    await control_upload.apply_upload(
        call.services.imports, upload_id, call.caller.subject, confirmation(call, query)
    )
    return await _upload(call, upload_id)


@bp.route(route="uploads/{upload_id:guid}/cancel", methods=["POST"])
@endpoint("Cancel an upload", {200: UploadOut}, errors=[409])
async def cancel_upload(call: Call, upload_id: str) -> Answer:
    """Stops an upload. If it is being applied, it stops between two chunks; the counts say what was done."""
    await control_upload.cancel_upload(call.services.imports, upload_id, call.caller.subject)
    return await _upload(call, upload_id)


@bp.route(route="uploads/{upload_id:guid}/rerun", methods=["POST"])
@endpoint("Rerun an upload", {200: UploadOut}, errors=[409])
async def rerun_upload(call: Call, upload_id: str) -> Answer:
    """Applies the chunks that failed, were cancelled or were undone. An upload with review or mode replace is planned again
    first, and waits for review again where it did or its plan says so."""
    await control_upload.rerun_upload(call.services.imports, upload_id, call.caller.subject)
    return await _upload(call, upload_id)


@bp.route(route="uploads/{upload_id:guid}/undo", methods=["POST"])
@endpoint("Undo an upload", {200: UploadOut}, errors=[409])
async def undo_upload(call: Call, upload_id: str) -> Answer:
    """Restores what the upload changed, unless somebody changed it since. The problems list what was not restored."""
    await control_upload.undo_upload(call.services.imports, upload_id, call.caller.subject)
    return await _upload(call, upload_id)


@bp.route(route="uploads/{upload_id:guid}/columns", methods=["POST"])
@endpoint("Choose the columns of an upload", {200: UploadOut}, errors=[409])
async def choose_upload_columns(call: Call, body: ChosenColumnsBody, upload_id: str) -> Answer:
    """Goes on with an upload that failed because the titles of a file are not known or ambiguous, and validates it with
    these columns. Later files with the same titles are read like this one: see GET /column-choices. The answer is 409 for
    an upload that does not wait for columns."""
    await choose_columns(call.services.imports, upload_id, call.caller.subject, body.columns)
    return await _upload(call, upload_id)


async def _upload(call: Call, upload_id: str) -> Answer:
    return upload_answer(await view_upload(call.services.imports, upload_id))
