"""Opens an uploaded file for the rows of one kind."""

from typing import BinaryIO

from shared.domain.column_choices.choice import ColumnChoice
from shared.domain.csv.columns import FileKind
from shared.domain.csv.opened_file import OpenedFile
from shared.domain.csv.reader import open_csv


def open_file(
    binary: BinaryIO, name: str, kind: FileKind, encoding: str | None = None, choice: ColumnChoice | None = None
) -> OpenedFile:
    """Open a seekable file, which stays open. `encoding` is the Python codec that the upload says a CSV is in, or None;
    `choice` is what was chosen for its titles.

    The rows are of `kind` where the file holds that kind; data_rows refuses them otherwise. Raises FileError, and
    HeaderError where the header is not known.
    """
    return open_csv(binary, name, encoding, choice)
