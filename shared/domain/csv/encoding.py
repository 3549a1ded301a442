"""Detects the text encoding of an uploaded CSV, and files that are not CSV at all."""

import codecs

from shared.domain.codes import Rejection

# File signatures of what people upload instead of CSV, often renamed by hand.
_SIGNATURES = (
    (b"PK\x03\x04", "an Excel workbook (.xlsx) or another zip file"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook in the old format (.xls)"),
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"{\\rtf", "a word processor document (RTF)"),
    (b"SQLite format 3\x00", "a database"),
    (b"PAR1", "a Parquet file"),
)
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

WINDOWS = "cp1252"
"""The encoding of Excel's plain "CSV" in Western Europe and the Americas. Five of its bytes are undefined."""


class Utf8Check:
    """Checks whether bytes, fed piece by piece, are valid UTF-8."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._failed = False

    def feed(self, piece: bytes) -> None:
        """Check the next bytes, which may begin or end inside a character."""
        if self._failed:
            return
        try:
            self._decoder.decode(piece)
        except UnicodeDecodeError:
            self._failed = True

    @property
    def valid(self) -> bool:
        """Whether all bytes so far are UTF-8 and end at a character boundary."""
        return not self._failed and not self._decoder.getstate()[0]


def detect_encoding(head: bytes, utf8_valid: bool) -> str | Rejection:
    """The Python codec for a file that begins with `head`, at least its first 16 bytes.

    `utf8_valid` is the result of Utf8Check for the whole file, since the only byte of a Windows-1252 file that is not
    ASCII may be in its last row. Rejections: file_not_csv, encoding_unreadable.
    """
    if head.startswith(_UTF32):
        return Rejection("encoding_unreadable", "The file is in UTF-32.")
    if head.startswith(_UTF16):
        return "utf-16"
    for signature, description in _SIGNATURES:
        if head.startswith(signature):
            return Rejection("file_not_csv", f"The file is {description}, not CSV.")
    if utf16 := _utf16_without_mark(head):
        return utf16
    if utf8_valid:
        return "utf-8-sig"
    if head.startswith(codecs.BOM_UTF8):
        return Rejection("encoding_unreadable", "The file begins as UTF-8 but contains bytes that are not UTF-8.")
    return WINDOWS


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 without a byte order mark: the first characters (a header, or #) are ASCII, so every second byte is zero."""
    zeros = [byte == 0 for byte in head[:4]]
    if zeros == [False, True, False, True]:
        return "utf-16-le"
    return "utf-16-be" if zeros == [True, False, True, False] else None
