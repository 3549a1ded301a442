"""Which of the two mappings a file is, told by its header alone."""

import asyncio
from io import BytesIO

from shared.domain.csv.columns import Kind
from shared.domain.csv.reader import FileFault, open_csv
from shared.services.context import ImportContext
from shared.services.ports.blobs import BlobVersion

_HEAD_BYTES = 256 * 1024


async def sniff_kind(context: ImportContext, version: BlobVersion) -> Kind:
    """The kind. A file whose header says nothing counts as a user mapping: validation will fail it with its code.

    Raises NotFound, PreconditionFailed when the version is gone.
    """
    head = await context.uploads.head(version.name, version.etag, _HEAD_BYTES)
    return await asyncio.to_thread(_kind_of, head, version.name)


def _kind_of(head: bytes, name: str) -> Kind:
    by_name = Kind.PARENT if name.endswith(f"/{Kind.PARENT}.csv") else Kind.USER
    if len(head) == _HEAD_BYTES:
        # A cut in the middle of a multi-byte character must not change the encoding: end at the last line break.
        head = head[: max(head.rfind(b"\n"), head.rfind(b"\r"), 0) + 2]
    try:
        return open_csv(BytesIO(head), name).header.kind
    except FileFault:
        return by_name
