"""Temporary files for data that may be too large for memory: an upload of 200 MiB, a million problems."""

from tempfile import TemporaryFile
from typing import BinaryIO, cast


def open_temp_file() -> BinaryIO:
    """An unnamed file that is deleted when it is closed, and when the process dies."""
    return cast(BinaryIO, TemporaryFile())
