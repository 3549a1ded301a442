"""Other documents in place of a workbook, each told by content: it is said what it is, and how to save it."""

import io
import zipfile

import pytest

from shared.domain.codes import CODES
from shared.domain.csv.lines import FileError
from shared.domain.workbooks.read import is_workbook, open_workbook, refuse_other_kinds
from tests.unit.domain.workbooks.sheets import code_of
from tests.workbooks import WORKBOOK, package, relationships_xml, sheet_parts, sheet_xml, workbook

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TEMPLATE = "application/vnd.oasis.opendocument.spreadsheet-template"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SLIDES = "http://purl.oclc.org/ooxml/presentationml/main"


def compound(*streams: str) -> bytes:
    """A compound file as far as it matters: a header of a sector, and directory entries of 128 bytes."""
    entries = [name.encode("utf-16-le").ljust(64, b"\0").ljust(128, b"\1") for name in ("Root Entry", *streams)]
    return COMPOUND.ljust(512, b"\0") + b"\0" * 512 * 3 + b"".join(entries)


def office(root: str, namespace: str) -> bytes:
    parts = {"_rels/.rels": relationships_xml([("officeDocument", "main.xml")])}
    return package({**parts, "main.xml": f'<a:{root} xmlns:a="{namespace}"/>'.encode()})


UNSUPPORTED = {
    ".xls": (compound("Workbook"), ".xls"),
    ".xls, with the words in a cell": (compound("Workbook") + b" " + "EncryptedPackage\0".encode("utf-16-le"), ".xls"),
    ".xls without a compound file": (b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\0" * 50, ".xls"),
    ".xls of Excel 2": (b"\x09\x00\x04\x00\x02\x00\x10\x00" + b"\0" * 50, ".xls"),
    ".doc": (compound("WordDocument"), "old programs"),
    ".xlsb": (
        package({**sheet_parts(sheet_xml("")), WORKBOOK: b"\x83\x01\x00\x80\x01"}),
        ".xlsb",
    ),
    ".ods": (package({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}), ".ods"),
    ".ods, stored": (package({"mimetype": TEMPLATE.encode(), "content.xml": b"<a/>"}, zipfile.ZIP_STORED), ".ods"),
    ".numbers": (package({"Index/Document.iwa": b"\0", "Metadata/Properties.plist": b""}), "Numbers"),
    ".numbers with a zip in it": (
        package({"index.zip": package({"Document.iwa": b"\0"}), "preview.jpg": b""}),
        "Numbers",
    ),
    ".numbers of 2009": (package({"index.xml": b"<ls:document/>", "QuickLook/Preview.pdf": b""}), "Numbers"),
    ".docx": (office("document", WORD), ".docx"),
    ".pptx": (office("presentation", SLIDES), ".pptx"),
    "zip": (package({"users.csv": b"Group Name,Phone Number\n", "users.xlsx": workbook([["a"]])}), "zip"),
    "zip with a password": (package({"users.csv": b"x"}).replace(b"\x14\0\0\0\x08\0", b"\x14\0\x01\0\x08\0"), "zip"),
    "zip without files": (package({}), "zip"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
    "table of HTML": (b"<table><tr><td>Group Name</td></tr></table>", "HTML"),
    "HTML": (b"\r\n <!-- x -->\n<!DOCTYPE html>\n<html>", "HTML"),
    "HTML of Excel": (b'<html xmlns:o="urn:schemas-microsoft-com:office:office">', "HTML"),
    "HTML in capitals": (b"<HTML><HEAD>", "HTML"),
    "HTML with a mark": (b"\xef\xbb\xbf<meta charset=utf-8><table>", "HTML"),
    "HTML in UTF-16": ("\ufeff<style>".encode("utf-16-le"), "HTML"),
    "HTML in UTF-16, no mark": ("<div>".encode("utf-16-be"), "HTML"),
    "XML of 2003": (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>', "XML"),
    "XML in UTF-16": ('<?xml version="1.0"?>'.encode("utf-16"), "XML"),
    "flat .ods": (b'<?xml version="1.0"?><office:document office:mimetype="x"/>', "XML"),
    "web archive": (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "MHTML"),
}


@pytest.mark.parametrize(("content", "kind"), UNSUPPORTED.values(), ids=UNSUPPORTED)
def test_other_documents_are_unsupported_and_named(content: bytes, kind: str) -> None:
    take = open_workbook if is_workbook(content) else refuse_other_kinds
    with pytest.raises(FileError) as raised:
        take(io.BytesIO(content), "users.csv")
    problem = raised.value.problem
    assert problem.code == "file_kind_unsupported"
    assert kind in problem.message
    assert ".xlsx" in CODES[problem.code].remedy
    assert problem.message.endswith(CODES[problem.code].remedy)


@pytest.mark.parametrize("names", [("EncryptedPackage",), ("\x06DataSpaces", "EncryptionInfo", "EncryptedPackage")])
@pytest.mark.parametrize("in_front", [0, 128 * 8_191, 1024 * 1024 * 3])
def test_a_workbook_with_a_password_is_encrypted_wherever_its_directory_stands(
    names: tuple[str, ...], in_front: int
) -> None:
    content = compound(*names)
    assert code_of(content[:512] + b"\0" * in_front + content[512:]) == "file_encrypted"


@pytest.mark.parametrize(
    "content",
    [
        b"Group Name,Phone Number,User Type\n",
        b"<Night shift>,+919812345678,Member\n",
        b"<b,1\n",
        b"",
        b"P",
        b"PK\nGroup Name,",
        "\ufeffGroup Name\tPhone Number".encode("utf-16-le"),
        "\tGroup Name".encode("utf-16-le"),
        b"\t\tGroup Name",
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_everything_else_is_left_to_the_reader_of_csv(content: bytes) -> None:
    assert not is_workbook(content)
    refuse_other_kinds(io.BytesIO(content), "users.csv")


def test_a_workbook_with_macros_is_a_workbook() -> None:
    parts = sheet_parts(sheet_xml('<row><c t="str"><v>a</v></c></row>')) | {"xl/vbaProject.bin": COMPOUND}
    assert code_of(package(parts)) == ""
