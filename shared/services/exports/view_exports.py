"""Reading exports: the history, one export, and its files."""

from functools import partial

from shared.domain.exports import FILES, WORKBOOKS, Export, ExportState
from shared.domain.workbooks.write.layout import MAX_ROWS
from shared.errors import NotFound
from shared.services.context import ExportContext
from shared.services.stored_files import StoredFile

_NO_WORKBOOK = (
    f"The export has no such workbook: it has more rows than a sheet, which has {MAX_ROWS:,} with its header, or was made "
    "before there were workbooks. Get the CSV."
)


async def list_exports(context: ExportContext, limit: int, after: str | None) -> tuple[list[Export], str | None]:
    """Returns up to `limit` exports after the given id, newest first, and the id to go on from."""
    exports = await context.exports.page(limit, after)
    return exports, exports[-1].id if len(exports) == limit else None


async def get_export(context: ExportContext, export_id: str) -> Export:
    """Returns the export. Raises NotFound."""
    export = await context.exports.get(export_id)
    if export is None:
        raise NotFound(f"There is no export {export_id}.")
    return export


async def open_export_file(context: ExportContext, export_id: str, name: str) -> StoredFile:
    """Returns one of the FILES of an export. Raises NotFound for any other name, and for a file that is not written yet or
    cannot be."""
    export = await get_export(context, export_id)
    blob_name = export.folder + name
    size = await context.files.size(blob_name) if name in FILES else None
    if size is None and name in WORKBOOKS and export.state is ExportState.COMPLETED:
        raise NotFound(_NO_WORKBOOK)
    if size is None:
        raise NotFound("The export has no such file.")
    return StoredFile(size, partial(context.files.get_range, blob_name))
