"""Exports over HTTP: run one, the history, one export, and its files."""

from datetime import datetime

from azure.functions import Blueprint

from functions.http.call import Answer, Call
from functions.http.endpoint import Media, endpoint
from functions.http.etags import etag_of
from functions.http.models import Out
from functions.http.paging import Page, PageQuery, page, position
from shared.domain.exports import FILES, MANIFEST_FILE, Export, ExportState
from shared.errors import NotFound
from shared.services.exports.export_groups import export_now

bp = Blueprint()

_PATIENCE = 60.0


class ExportedFileOut(Out):
    """One file; rows are those below the header."""

    name: str
    size_bytes: int
    sha256: str
    rows: int


class ExportCountsOut(Out):
    """How much was exported."""

    groups: int
    memberships: int
    links: int


class ExportOut(Out):
    """One export."""

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
@endpoint("History of exports", {200: ExportPage})
async def list_exports(call: Call, query: PageQuery) -> Answer:
    """Exports, newest first."""
    exports = await call.services.export_table.page(query.limit, position(call, query))
    after = exports[-1].id if len(exports) == query.limit else None
    return page(ExportPage, call, [_export_out(export) for export in exports], after)


@bp.route(route="exports", methods=["POST"])
@endpoint("Run an export", {201: ExportOut})
async def create_export(call: Call) -> Answer:
    """Write every organization group out as CSV, now; a large store is still running when the answer comes."""
    export = await export_now(call.services.exports, call.caller.subject, _PATIENCE)
    return Answer(_export_out(export), 201, {"ETag": etag_of(export.etag)})


@bp.route(route="exports/{export_id:guid}", methods=["GET"])
@endpoint("One export", {200: ExportOut})
async def get_export(call: Call, export_id: str) -> Answer:
    """State, files and counts."""
    export = await _find(call, export_id)
    return Answer(_export_out(export), headers={"ETag": etag_of(export.etag)})


@bp.route(route="exports/{export_id:guid}/{file}", methods=["GET"])
@endpoint("A file of an export", {200: Media("text/csv; charset=utf-8")})
async def get_export_file(call: Call, export_id: str, file: str) -> Answer:
    """user-group-mapping.csv, parent-group-mapping.csv or manifest.json."""
    export = await _find(call, export_id)
    content = await call.services.export_blobs.get(export.folder + file) if file in FILES else None
    if content is None:
        raise NotFound("The export has no such file.")
    content_type = "application/json" if file == MANIFEST_FILE else "text/csv; charset=utf-8"
    return Answer(content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{file}"'})


async def _find(call: Call, export_id: str) -> Export:
    export = await call.services.export_table.get(export_id)
    if export is None:
        raise NotFound(f"There is no export {export_id}.")
    return export
