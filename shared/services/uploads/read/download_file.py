"""Downloads one version of an uploaded file, and makes the errors that reject a file as a whole."""

from typing import BinaryIO

from shared.domain.csv.columns import FileKind
from shared.domain.csv.limits import MAX_PARENT_BYTES
from shared.domain.csv.reader import FileError
from shared.domain.uploads.job import UploadedFile
from shared.services.context import ImportContext


async def download_file(context: ImportContext, file: UploadedFile, temp_file: BinaryIO) -> None:
    """Download this version of the file into `temp_file`, which lies on disk, and seek to its start.

    Raises FileError when it is too large, NotFound or PreconditionFailed when the version no longer exists.
    """
    # A workbook may hold more than its links, whose number read_parent_mapping limits.
    is_csv_of_links = file.kind == FileKind.PARENT and not file.sheet
    most = min(context.max_bytes, MAX_PARENT_BYTES) if is_csv_of_links else context.max_bytes
    if file.size_bytes > most:
        raise file_error(file, "file_too_large", f"The file is over {most // 2**20} MiB. Split it.")
    await context.uploads.download(file.blob_name, file.etag, temp_file)
    temp_file.seek(0)


def file_error(file: UploadedFile, code: str, message: str) -> FileError:
    """An error of the whole file."""
    return FileError(file.part.problem(0, "", code, message))
