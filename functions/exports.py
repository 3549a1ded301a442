"""Exports as CSV and as workbooks: run an export, list exports, and get an export and its files."""

from datetime import datetime

from azure.functions import Blueprint

from functions.http.answers import CSV, XLSX, versioned
from functions.http.call import Answer, Call
from functions.http.endpoint import Media, endpoint
from functions.http.files import FILE_ERRORS, file_answer
from functions.http.models import Out
from functions.http.paging import Page, PageQuery, page, position
from shared.domain.exports import MANIFEST_FILE, WORKBOOKS, Export, ExportState
from shared.services.exports import view_exports
from shared.services.exports.export_groups import export_now

bp = Blueprint()

_PATIENCE = 60.0
_JSON = "application/json"
_FILE = Media(CSV, XLSX, _JSON)


class ExportedFileOut(Out):
    """A file of an export. `rows` does not count the header."""

    name: str
    size_bytes: int
    sha256: str
    rows: int


class ExportCountsOut(Out):
    """How many groups, memberships and subgroup links an export holds."""

    groups: int
    memberships: int
    links: int


class ExportOut(Out):
    """An export of all organization groups."""

    id: str
    state: ExportState
    requested_by: str
    created_at: datetime
    finished_at: datetime | None
    files: list[ExportedFileOut]
    counts: ExportCountsOut


class ExportPage(Page[ExportOut]):
    """Exports, newest first."""


def _export_out(export: Export) -> ExportOut:
    counts = export.counts
    return ExportOut(
        id=export.id,
        state=export.state,
        requested_by=export.requested_by,
        created_at=export.created_at,
        finished_at=export.finished_at,
        files=[
            ExportedFileOut(name=f.name, size_bytes=f.size_bytes, sha256=f.sha256, rows=f.rows) for f in export.files
        ],
        counts=ExportCountsOut(groups=counts.groups, memberships=counts.memberships, links=counts.links),
    )


@bp.route(route="exports", methods=["GET"])
@endpoint("List exports", {200: ExportPage})
async def list_exports(call: Call, query: PageQuery) -> Answer:
    """Lists exports, newest first."""
    exports, following = await view_exports.list_exports(call.services.exports, query.limit, position(call, query))
    return page(ExportPage, call, [_export_out(export) for export in exports], following)


@bp.route(route="exports", methods=["POST"])
@endpoint("Run an export", {201: ExportOut})
async def create_export(call: Call) -> Answer:
    """Exports every organization group as CSV and as workbooks. The export of a large store is still running when the
    answer is sent."""
    export = await export_now(call.services.exports, call.caller.subject, _PATIENCE)
    return versioned(_export_out(export), export.etag, 201)


@bp.route(route="exports/{export_id:guid}", methods=["GET"])
@endpoint("Get an export", {200: ExportOut})
async def get_export(call: Call, export_id: str) -> Answer:
    """Returns the state, the files and the counts of an export."""
    export = await view_exports.get_export(call.services.exports, export_id)
    return versioned(_export_out(export), export.etag)


@bp.route(route="exports/{export_id:guid}/{file}", methods=["GET"])
@endpoint("Get a file of an export", {200: _FILE, 206: _FILE}, errors=FILE_ERRORS)
async def get_export_file(call: Call, export_id: str, file: str) -> Answer:
    """Returns user-group-mapping or parent-group-mapping, as .csv or .xlsx, or manifest.json: whole up to 16 MiB, else the
    part that the header Range asks for. A sheet holds 1,048,576 rows; a mapping of more has no workbook."""
    stored = await view_exports.open_export_file(call.services.exports, export_id, file)
    content_type = _JSON if file == MANIFEST_FILE else XLSX if file in WORKBOOKS else CSV
    return await file_answer(call, stored, content_type, file)
