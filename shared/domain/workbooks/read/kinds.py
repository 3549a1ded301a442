"""Tells workbooks, and what people upload in their place, by content and never by name."""

from typing import BinaryIO

HEAD_BYTES = 4096
"""As much of a file as tells its kind."""


def is_workbook(head: bytes) -> bool:
    """Whether a file that begins so is for open_workbook: a zip, which may still turn out to be another kind of zip."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def refuse_other_kinds(binary: BinaryIO, name: str) -> None:
    """Raises FileError for what is neither a zip nor CSV but another program's document: an old workbook (.xls), a web
    page, XML, PDF: file_kind_unsupported; an encrypted workbook: file_encrypted. Returns for everything else.

    `binary` is seekable and is left at any position.
    """
    raise NotImplementedError
