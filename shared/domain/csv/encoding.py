"""Which text encoding the bytes of an uploaded CSV are in, or what they are instead."""

import codecs

from shared.domain.codes import Fault

# File signatures of what people upload in place of CSV, most of it renamed by hand.
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
"""What Excel saves as plain "CSV" in Western Europe and the Americas; five bytes of it stand for nothing."""


class Utf8Check:
    """Tells whether bytes, fed piece by piece, are UTF-8 as a whole."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._failed = False

    def feed(self, piece: bytes) -> None:
        """Take the next bytes, cut anywhere."""
        if self._failed:
            return
        try:
            self._decoder.decode(piece)
        except UnicodeDecodeError:
            self._failed = True

    @property
    def valid(self) -> bool:
        """Whether everything fed so far is UTF-8 and does not break off inside a character."""
        return not self._failed and not self._decoder.getstate()[0]


def detect_encoding(head: bytes, utf8_valid: bool) -> str | Fault:
    """The Python codec for a file that begins with `head` (16 bytes or more where it has them).

    `utf8_valid` is Utf8Check's word on the whole file: a Windows-1252 file may show it only in its last row.
    Faults: file_not_csv, encoding_unreadable.
    """
    if head.startswith(_UTF32):
        return Fault("encoding_unreadable", "The file is in UTF-32.")
    if head.startswith(_UTF16):
        return "utf-16"
    for signature, description in _SIGNATURES:
        if head.startswith(signature):
            return Fault("file_not_csv", f"The file is {description}, not CSV.")
    if utf16 := _utf16_without_mark(head):
        return utf16
    if utf8_valid:
        return "utf-8-sig"
    if head.startswith(codecs.BOM_UTF8):
        return Fault("encoding_unreadable", "The file says that it is UTF-8 and holds bytes that are not.")
    return WINDOWS


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 shows by the zero half of its first characters: the header, or # of an instruction, is ASCII."""
    zeros = [byte == 0 for byte in head[:4]]
    if zeros == [False, True, False, True]:
        return "utf-16-le"
    return "utf-16-be" if zeros == [True, False, True, False] else None
