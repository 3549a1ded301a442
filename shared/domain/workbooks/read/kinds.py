"""Tells workbooks, and what people upload in their place, by content and never by name."""

import codecs
import re
from typing import BinaryIO

from shared.domain.workbooks.read.faults import WorkbookFaults
from shared.domain.workbooks.read.limits import MIB
from shared.domain.workbooks.read.markup import outline
from shared.domain.workbooks.read.package import Package

HEAD_BYTES = 4096
"""As much of a file as tells its kind."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PDF = b"%PDF-"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # MS-CFB 2.2
# A record BOF of BIFF 2 to 8 without a compound file around it, of 4 to 16 bytes (MS-XLS 2.4.21).
_BARE_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00")
_BINARY_WORKBOOK = b"\x83\x01"  # BrtBeginBook (MS-XLSB 2.4.18)
# The name of a stream in a directory entry of 128 bytes: UTF-16 and a zero (MS-CFB 2.6.1, MS-OFFCRYPTO 2.3.4.4).
_ENCRYPTED_STREAM = "EncryptedPackage\0".encode("utf-16-le")
_DIRECTORY_ENTRY = 128
_WEB_PAGE = re.compile(
    r"(?:\s|<!--.*?-->)*<(?:!doctype|html|head|meta|title|style|script|body|table|div|center|p|br|font|span)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*<\?xml\b", re.IGNORECASE)
_WEB_ARCHIVE = re.compile(r"\s*(?:MIME-Version:|From: <Saved by)", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# By what the namespaces of their elements have in common, in both forms.
_OTHER_DOCUMENTS = {
    "wordprocessingml": "a text document of Office (.docx)",
    "presentationml": "a presentation of Office (.pptx)",
}
_OPEN_DOCUMENT_MOST = 200  # bytes of a part that names a MIME type


def is_workbook(head: bytes) -> bool:
    """Whether a file that begins so is for open_workbook: a zip, which may still turn out to be another kind of zip."""
    return head.startswith(_ZIP)


def refuse_other_kinds(binary: BinaryIO, name: str) -> None:
    """Raises FileError for what is neither a zip nor CSV but another program's document: an old workbook (.xls), a web
    page, XML, PDF: file_kind_unsupported; an encrypted workbook: file_encrypted. Returns for everything else.

    `binary` is seekable and is left at any position.
    """
    binary.seek(0)
    head = binary.read(HEAD_BYTES)
    faults = WorkbookFaults(name)
    if head.startswith(_COMPOUND):
        if _has_encrypted_stream(binary):
            raise faults.encrypted()
        raise faults.unsupported("a workbook in the format of Excel 97 (.xls), or another document of old programs")
    if kind := _other_kind(head):
        raise faults.unsupported(kind)


def _other_kind(head: bytes) -> str:
    if head.startswith(_PDF):
        return "a PDF document"
    if _BARE_BIFF.match(head):
        return "a workbook in an old format (.xls)"
    text = _as_text(head)
    if _WEB_PAGE.match(text):
        return "a web page (HTML), whatever its name says"
    if _XML.match(text):
        return "an XML document, such as an XML Spreadsheet of Excel 2003"
    return "a web archive (MHTML)" if _WEB_ARCHIVE.match(text) else ""


def _as_text(head: bytes) -> str:
    """The head in an encoding that is enough for ASCII."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    if head[:2] == b"<\0":
        return head.decode("utf-16-le", "replace")
    return head.decode("utf-16-be" if head[:2] == b"\0<" else "latin-1", "replace")


def _has_encrypted_stream(binary: BinaryIO) -> bool:
    binary.seek(0)
    tail, offset = b"", 0
    while piece := binary.read(MIB):
        seen = tail + piece
        at = seen.find(_ENCRYPTED_STREAM)
        while at >= 0:
            if (offset + at) % _DIRECTORY_ENTRY == 0:
                return True
            at = seen.find(_ENCRYPTED_STREAM, at + 1)
        tail = seen[-len(_ENCRYPTED_STREAM) :]
        offset += len(seen) - len(tail)
    return False


def main_part(package: Package) -> str:
    """The part with the workbook, by relationship.

    Raises FileError: file_damaged, file_kind_unsupported, file_encrypted.
    """
    part = next((each.part for each in package.relationships("") if each.type == "officeDocument"), "")
    if part:
        _refuse_other_document(package, part)
        return part
    names = package.names
    if "mimetype" in names and b"opendocument" in b"".join(package.pieces("mimetype", _OPEN_DOCUMENT_MOST)):
        raise package.faults.unsupported("an OpenDocument spreadsheet (.ods) or another OpenDocument file")
    if any(name.endswith(".iwa") or name in ("index.zip", "index.apxl", "index.xml") for name in names):
        raise package.faults.unsupported("a document of Apple Numbers, Pages or Keynote")
    if any(name.startswith("xl/") for name in names):
        raise package.faults.damaged("The relationship to its workbook is missing.")
    raise package.faults.unsupported("a zip archive and no workbook. Take the files out of it first")


def _refuse_other_document(package: Package, part: str) -> None:
    """A package of Office may be a text, a presentation, or a workbook in binary form."""
    if next(package.pieces(part), b"").startswith(_BINARY_WORKBOOK):
        raise package.faults.unsupported("a binary workbook (.xlsb)")
    root = next(outline(package.small(part), package.faults))[0]
    for name, kind in _OTHER_DOCUMENTS.items():
        if f"/{name}/" in root:
            raise package.faults.unsupported(kind)
