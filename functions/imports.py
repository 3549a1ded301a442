"""The two blob-triggered functions of the import. They take only the blob's name: an InputStream holds all of a blob in
memory, and with source EventGrid the path pattern filters nothing, so the name is checked again."""

import logging

from azure.functions import BlobSource, Blueprint, InputStream

from shared.bootstrap import services
from shared.services.apply_chunk import apply_chunk
from shared.services.import_context import parse_chunk_blob_name
from shared.services.receive_upload import receive_upload
from shared.settings import settings

bp = Blueprint()
logger = logging.getLogger(__name__)

_SOURCE = BlobSource(settings().blob_trigger_source)


def _within(blob: InputStream, container: str) -> str | None:
    """The blob's name within the container, or None for a blob of another one."""
    name = blob.name or ""
    found, _, rest = name.partition("/")
    return rest if found == container and rest else None


@bp.blob_trigger(arg_name="blob", path="uploads/{name}", connection="DataStorage", source=_SOURCE)
async def validate_and_split(blob: InputStream) -> None:
    """A file was dropped or uploaded: read it, keep its problems, and write its chunks."""
    name = _within(blob, "uploads")
    if name is None:
        return
    await receive_upload((await services()).imports, name)


@bp.blob_trigger(arg_name="blob", path="imports/{name}", connection="DataStorage", source=_SOURCE)
async def apply_import_chunk(blob: InputStream) -> None:
    """A chunk was written: bring its members into their groups; the last one finishes the upload."""
    chunk = parse_chunk_blob_name(_within(blob, "imports") or "")
    if chunk is None:
        return
    job_id, number = chunk
    logger.info("Applying chunk %d of upload %s", number, job_id)
    await apply_chunk((await services()).imports, job_id, number)
