"""The two blob-triggered functions: files that arrive, and steps.

They take only the blob's name, from a BlobClient that sends nothing: for an InputStream the host reads the whole blob and
sends it to the worker, several copies of it in memory
(https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger, "SDK binding types"). With
source EventGrid the path pattern filters nothing, so the name is checked again.
"""

import logging

from azure.functions import BlobSource, Blueprint
from azurefunctions.extensions.bindings.blob import BlobClient

from shared.bootstrap import services
from shared.services.exports.export_groups import continue_export
from shared.services.steps import StepKind, parse_step
from shared.services.uploads.apply.apply_chunk import apply_chunk
from shared.services.uploads.receive_upload import receive_upload
from shared.services.uploads.undo.undo_chunk import undo_chunk
from shared.services.uploads.validate.validate_upload import validate_again
from shared.services.webhooks.deliver_events import deliver_requested
from shared.settings import blob_trigger_source

bp = Blueprint()
logger = logging.getLogger(__name__)

_SOURCE = BlobSource(blob_trigger_source())


def _within(blob: BlobClient, container: str) -> str | None:
    """The blob's name within the container, or None for a blob of another one."""
    return blob.blob_name if blob.container_name == container else None


@bp.blob_trigger(arg_name="blob", path="uploads/{name}", connection="DataStorage", source=_SOURCE)
async def validate_and_split(blob: BlobClient) -> None:
    """A file was dropped or uploaded: read it, keep its problems, and write its chunks."""
    name = _within(blob, "uploads")
    if name is None:
        return
    await receive_upload((await services()).imports, name)


@bp.blob_trigger(arg_name="blob", path="imports/{name}", connection="DataStorage", source=_SOURCE)
async def apply_import_chunk(blob: BlobClient) -> None:
    """A step was asked for: bring a chunk's members into their groups (the last one finishes the upload),
    undo a chunk, validate once more; the export that somebody asked for; or deliver a group's events to connectors."""
    step = parse_step(_within(blob, "imports") or "")
    if step is None:
        return
    logger.info("Step %s %d of %s", step.kind, step.chunk, step.job_id)
    context = (await services()).imports
    if step.kind is StepKind.APPLY:
        await apply_chunk(context, step.job_id, step.chunk)
    elif step.kind is StepKind.UNDO:
        await undo_chunk(context, step.job_id, step.chunk)
    elif step.kind is StepKind.VALIDATE:
        await validate_again(context, step.job_id)
    elif step.kind is StepKind.DELIVER:
        await deliver_requested((await services()).groups.webhooks, step.job_id)
    else:
        await continue_export((await services()).exports, step.job_id)
