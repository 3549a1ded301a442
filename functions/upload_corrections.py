"""Rejected rows of an upload that waits for review, and their correction. The file stays as it was sent."""

import asyncio

from azure.functions import Blueprint

from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.paging import next_link, position
from functions.models.reviews import ReviewedQuery, confirmation
from functions.models.upload_corrections import (
    LARGEST_CORRECTIONS,
    CorrectionsOut,
    NewCorrectionsBody,
    RejectedRowPage,
    RejectedRowQuery,
    corrections_out,
    rejected_row_page,
    rows_of,
    rules_of,
)
from functions.models.uploads import UploadOut, upload_answer
from shared.services.uploads import correct_upload as corrections
from shared.services.uploads.view_rejected_rows import list_rejected_rows
from shared.services.uploads.view_uploads import view_upload

bp = Blueprint()


@bp.route(route="uploads/{upload_id:guid}/rejected-rows", methods=["GET"])
@endpoint("List the rejected rows of an upload", {200: RejectedRowPage})
async def list_upload_rejected_rows(call: Call, query: RejectedRowQuery, upload_id: str) -> Answer:
    """Lists rejected rows with their cells and problems, as validation read them last, corrections included."""
    found = await list_rejected_rows(
        call.services.imports, upload_id, query.limit, position(call, query), kind=query.kind, code=query.code
    )
    return Answer(rejected_row_page(found, next_link(call, found.following)))


@bp.route(route="uploads/{upload_id:guid}/corrections", methods=["GET"])
@endpoint("Get the corrections of an upload", {200: CorrectionsOut})
async def get_upload_corrections(call: Call, upload_id: str) -> Answer:
    """Returns all corrected rows and all rules, each with who made it last and when."""
    found = await corrections.view_corrections(call.services.imports, upload_id)
    return Answer(await asyncio.to_thread(corrections_out, found))


@bp.route(route="uploads/{upload_id:guid}/corrections", methods=["POST"])
@endpoint("Correct rejected rows of an upload", {200: UploadOut}, errors=[409, 412], largest_body=LARGEST_CORRECTIONS)
async def correct_upload(call: Call, body: NewCorrectionsBody, query: ReviewedQuery, upload_id: str) -> Answer:
    """Adds corrections to those before. The upload goes back to validating: its file is read again with the corrections
    laid over it, by the same rules, its plan is made anew, and it waits for review again. Rows come before rules. A rule
    concerns the rejected number of a cell alone, a row's correction the whole cell. Up to 10,000 rows a request, 50,000
    rows and 100 rules in all. Say what was reviewed as for /apply, or nothing."""
    rows, rules = await asyncio.to_thread(lambda: (rows_of(body), rules_of(body)))
    await corrections.correct_upload(
        call.services.imports, upload_id, rows, rules, call.caller.subject, confirmation(call, query)
    )
    return upload_answer(await view_upload(call.services.imports, upload_id))
