"""Temporary files for what may be too large for memory: an upload of 200 MiB, a million problems."""

from tempfile import TemporaryFile
from typing import BinaryIO, cast


def open_temp_file() -> BinaryIO:
    """An unnamed file that vanishes when it is closed, also when the process dies."""
    return cast(BinaryIO, TemporaryFile())
