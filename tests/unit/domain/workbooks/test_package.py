"""Packages and XML as programs write them differently, and as none should."""

import struct
import zipfile
from collections.abc import Callable

import pytest

from shared.domain.workbooks.read import SheetRow
from tests.unit.domain.workbooks.sheets import code_of, open_parts, rows_of, rows_of_parts
from tests.workbooks import (
    DECLARATION,
    MAIN,
    SHEET,
    STRICT,
    STRICT_OFFICE,
    STRINGS,
    STYLES,
    WORKBOOK,
    Parts,
    package,
    relationships_xml,
    rows_xml,
    sheet_parts,
    sheet_xml,
    streamed_package,
    strings_xml,
    styles_xml,
    workbook_xml,
)

ROWS = '<row r="1"><c r="A1" t="s" s="1"><v>0</v></c><c r="B1" s="0"><v>98</v></c></row>'
READ = [SheetRow(1, ["Équipe", "+98"], is_hidden=False)]
WORKBOOK_RELS = "xl/_rels/workbook.xml.rels"
ROOT_RELS = "_rels/.rels"


def parts_of(namespace: str = MAIN) -> Parts:
    strings = strings_xml(["<t>Équipe</t>"], namespace)
    return sheet_parts(sheet_xml(ROWS, namespace=namespace), strings=strings, styles=styles_xml(["+0", 0], namespace))


def renamed(parts: Parts, change: Callable[[str], str]) -> Parts:
    return {change(name): content for name, content in parts.items()}


def in_encoding(content: bytes, encoding: str, declared: str = "") -> bytes:
    return content.decode().replace("UTF-8", declared or encoding.upper()).encode(encoding)


def test_stored_and_streamed_zips_are_the_same() -> None:
    assert rows_of(package(parts_of(), zipfile.ZIP_STORED)) == READ
    assert rows_of(streamed_package(parts_of())) == READ


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda name: name.replace("/", "\\"),
        lambda name: f"/{name}",
        lambda name: name.replace("xl/", "XL/").replace("sheet1", "Sheet1").replace("sharedStrings", "SharedStrings"),
    ],
)
def test_part_names_may_be_in_any_case_and_have_either_slash(change: Callable[[str], str]) -> None:
    assert rows_of_parts(renamed(parts_of(), change)) == READ


@pytest.mark.parametrize(
    ("workbook", "sheet"),
    [
        ("/xl/workbook.xml", "/xl/worksheets/sheet1.xml"),
        ("xl/workbook.xml", "worksheets/sheet1.xml"),
        ("./xl/workbook.xml", "./worksheets/./sheet1.xml"),
        ("xl/../xl/workbook.xml", "../xl/worksheets/sheet1.xml"),
        ("XL\\WORKBOOK.XML", "worksheets\\sheet1.xml"),
        ("/XL/Workbook.xml", "/XL/Worksheets/Sheet1.XML"),
        ("xl%2Fworkbook.xml", "worksheets/sheet%31.xml"),
    ],
)
def test_targets_are_absolute_or_relative(workbook: str, sheet: str) -> None:
    parts = parts_of()
    parts[ROOT_RELS] = relationships_xml([("officeDocument", workbook)])
    parts[WORKBOOK_RELS] = relationships_xml(
        [("worksheet", sheet), ("sharedStrings", "/xl/sharedStrings.xml"), ("styles", "styles.xml")]
    )
    assert rows_of_parts(parts) == READ


def test_content_is_found_by_relationship_and_not_by_name() -> None:
    names = {WORKBOOK: "content/book", SHEET: "a b/data.bin", STRINGS: "s.txt", STYLES: "content/deep/er/styles"}
    parts = renamed(parts_of(), lambda name: names.get(name, name))
    parts[ROOT_RELS] = relationships_xml(
        [("extended-properties", "docProps/app.xml"), ("officeDocument", "content/book")]
    )
    parts["content/_rels/book.rels"] = relationships_xml(
        [
            ("worksheet", "../a%20b/data.bin"),
            ("sharedStrings", "/s.txt"),
            ("styles", "deep/er/styles"),
            ("theme", "no.xml"),
        ]
    )
    parts[SHEET] = sheet_xml(rows_xml([["another"]]))
    assert rows_of_parts(parts) == READ


def test_the_strict_form_is_read_alike() -> None:
    parts = parts_of(STRICT)
    parts[ROOT_RELS] = relationships_xml([("officeDocument", WORKBOOK)], STRICT_OFFICE)
    parts[WORKBOOK] = workbook_xml([("Équipes", "visible")], namespace=STRICT, types=STRICT_OFFICE)
    targets = [("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]
    parts[WORKBOOK_RELS] = relationships_xml(targets, STRICT_OFFICE)
    assert rows_of_parts(parts) == READ


def test_elements_may_have_any_prefix() -> None:
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}" xmlns="urn:other" xmlns:y="{MAIN}"><x:sheetData>'
        '<y:row><y:c t="s"><x:v>0</x:v></y:c>'
        f'<c xmlns="{MAIN}" s="0"><v>98</v></c></y:row><row><c><v>1</v></c></row></x:sheetData></x:worksheet>'
    )
    parts = parts_of() | {SHEET: sheet.encode()}
    for name in (STRINGS, STYLES, WORKBOOK):
        text = parts[name].decode().replace("</", "\0").replace("<?", "\1").replace("<", "<q:").replace("\0", "</q:")
        parts[name] = text.replace("\1", "<?").replace(f'xmlns="{MAIN}"', f'xmlns:q="{MAIN}"').encode()
    assert rows_of_parts(parts) == READ


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8-sig", "UTF-8"),
        ("utf-16", ""),
        ("utf-16-le", "UTF-16"),
        ("iso-8859-1", ""),
        ("windows-1252", ""),
        ("iso-8859-15", ""),
    ],
)
def test_xml_may_be_in_other_encodings(encoding: str, declared: str) -> None:
    parts = {name: in_encoding(content, encoding, declared) for name, content in parts_of().items()}
    if encoding == "utf-16-le":
        parts = {name: b"\xff\xfe" + content for name, content in parts.items()}
    assert rows_of_parts(parts) == READ


def test_merged_ranges_are_found_in_utf_16_too() -> None:
    rows = '<row><c t="str"><v>a</v></c><c><v>1</v></c></row><row><c/><c><v>2</v></c></row>'
    for encoding in ("utf-16", "utf-16-be"):
        sheet = in_encoding(sheet_xml(rows, '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>'), encoding, "UTF-16")
        parts = sheet_parts(b"\xfe\xff" + sheet if encoding == "utf-16-be" else sheet)
        assert [row.cells for row in rows_of_parts(parts)] == [["a", "1"], ["a", "2"]]


def test_styles_and_shared_strings_may_be_missing() -> None:
    rows = [["a", "b"]]
    expected = [SheetRow(1, ["a", "b"], is_hidden=False)]
    assert rows_of_parts(sheet_parts(sheet_xml(rows_xml(rows)))) == expected
    parts = sheet_parts(sheet_xml(rows_xml(rows)), strings=strings_xml([]), styles=styles_xml([]))
    del parts[STRINGS], parts[STYLES]
    assert rows_of_parts(parts) == expected


@pytest.mark.parametrize("part", [WORKBOOK, SHEET, WORKBOOK_RELS])
def test_a_part_that_is_missing_is_damage(part: str) -> None:
    parts = parts_of()
    del parts[part]
    assert code_of(package(parts)) == "file_damaged"


@pytest.mark.parametrize("part", [ROOT_RELS, WORKBOOK, WORKBOOK_RELS, SHEET, STRINGS, STYLES])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no xml",
        b"\0" * 100,
        b"<a>",
        DECLARATION.encode(),
        f'{DECLARATION}<other xmlns="{MAIN}"/>'.encode(),
        b'<?xml version="1.0" encoding="x-none"?><a/>',
        b'<?xml version="1.0" encoding="shift_jis"?><a/>',
        b"<a xmlns:x='y'><x:b></a>",
        b"<x:a/>",
        b"\x83\x01\x00",
    ],
)
def test_a_part_that_is_no_xml_or_another_is_damage(part: str, content: bytes) -> None:
    code = code_of(package(parts_of() | {part: content}))
    if part == WORKBOOK and content == b"\x83\x01\x00":  # how a binary workbook begins
        assert code == "file_kind_unsupported"
    else:
        assert code == "file_damaged"


@pytest.mark.parametrize("part", [ROOT_RELS, WORKBOOK, WORKBOOK_RELS, SHEET, STRINGS, STYLES])
@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE x>",
        '<!DOCTYPE x [<!ENTITY a "b">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x"> %a;]>',
    ],
)
def test_a_document_type_is_refused_before_anything_is_expanded(part: str, declaration: str) -> None:
    parts = parts_of()
    text = parts[part].decode().replace(DECLARATION, "")
    assert code_of(package(parts | {part: f"{declaration}{text}".encode()})) == "file_damaged"


def test_elements_in_each_other_have_an_end() -> None:
    deep = "<x>" * 1_000 + "</x>" * 1_000
    for rows in (deep, f"<row>{deep}</row>", f"<row><c>{deep}</c></row>", "<row>" * 1_000 + "</row>" * 1_000):
        assert code_of(package(sheet_parts(sheet_xml(rows)))) == "file_damaged"
    assert code_of(package(sheet_parts(sheet_xml(ROWS, deep), strings=strings_xml(["<t>a</t>"])))) == "file_damaged"
    assert code_of(package(sheet_parts(sheet_xml(ROWS), strings=strings_xml([deep])))) == "file_damaged"
    assert (
        code_of(package(parts_of() | {STYLES: f'<styleSheet xmlns="{MAIN}">{deep}</styleSheet>'.encode()}))
        == "file_damaged"
    )


def test_sheets_are_in_the_order_of_their_tabs_and_charts_are_none() -> None:
    parts = sheet_parts(
        *[sheet_xml(rows_xml([[name]])) for name in ("a", "b", "c")], states=["visible", "hidden", "veryHidden"]
    )
    parts[WORKBOOK] = workbook_xml(
        [("C", "visible"), ("Chart", "visible"), ("A", "veryHidden"), ("B &_x0041_", "hidden"), ("D", "visible")]
    )
    parts[WORKBOOK_RELS] = relationships_xml(
        [
            ("worksheet", "worksheets/sheet3.xml"),
            ("chartsheet", "chartsheets/sheet1.xml"),
            ("worksheet", "worksheets/sheet1.xml"),
            ("worksheet", "worksheets/sheet2.xml"),
            ("dialogsheet", "dialogsheets/sheet1.xml"),
        ]
    )
    opened = open_parts(parts)
    assert [(sheet.name, sheet.is_visible) for sheet in opened.sheets] == [("C", True), ("A", False), ("B &A", False)]
    assert [row.cells for sheet in opened.sheets for row in opened.rows(sheet)] == [["c"], ["a"], ["b"]]


def test_a_sheet_without_a_part_is_damage_when_it_is_read_and_not_before() -> None:
    parts = sheet_parts(sheet_xml(ROWS), sheet_xml(rows_xml([["b"]])), strings=strings_xml(["<t>a</t>"]))
    del parts[SHEET]
    opened = open_parts(parts)
    assert [row.cells for row in opened.rows(opened.sheets[1])] == [["b"]]
    assert code_of(package(parts)) == "file_damaged"


def test_several_sheets_can_be_read_at_once() -> None:
    many = [[f"{at}", "x" * 500] for at in range(2_000)]
    opened = open_parts(sheet_parts(sheet_xml(rows_xml(many)), sheet_xml(rows_xml(many))))
    first, second = (opened.rows(sheet) for sheet in opened.sheets)
    assert all(one == other for one, other in zip(first, second, strict=True))
    assert len(list(opened.rows(opened.sheets[0]))) == 2_000


def test_the_file_may_be_small_beside_what_stands_in_front_and_behind() -> None:
    content = package(parts_of())
    assert rows_of(content + b"\0" * 1_000) == READ
    assert rows_of(b"PK\x03\x04" + content) == READ


@pytest.mark.parametrize(
    ("kind", "target", "mode"),
    [
        ("worksheet", "file:///etc/passwd", "External"),
        ("worksheet", "worksheets/sheet1.xml", "External"),
        ("worksheet", "../../../../etc/passwd", "Internal"),
        ("worksheet", "/etc/passwd", "Internal"),
        ("worksheet", "http://127.0.0.1:1/sheet.xml", "Internal"),
        ("worksheet", "workbook.xml", "Internal"),
        ("worksheet", "_rels/workbook.xml.rels", "Internal"),
        ("worksheet", "", "Internal"),
    ],
)
def test_targets_outside_or_in_a_circle_are_damage(kind: str, target: str, mode: str) -> None:
    relationships = relationships_xml([(kind, target)]).replace(b"/></", f' TargetMode="{mode}"/></'.encode())
    assert code_of(package(parts_of() | {WORKBOOK_RELS: relationships})) == "file_damaged"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("part", [ROOT_RELS, WORKBOOK, WORKBOOK_RELS, SHEET, STRINGS, STYLES])
def test_a_part_that_is_there_twice_is_damage(part: str) -> None:
    parts = parts_of()
    assert code_of(package(parts | {part.upper(): parts[part]})) == "file_damaged"


def test_a_part_that_nobody_reads_may_be_there_twice() -> None:
    assert rows_of_parts(parts_of() | {"xl/media/a.png": b"", "xl/media/A.png": b""}) == READ


def test_a_truncated_file_is_damaged_wherever_it_ends() -> None:
    content = package(parts_of())
    assert {code_of(content[:end]) for end in range(4, len(content), 97)} == {"file_damaged"}


def test_a_wrong_checksum_is_damage() -> None:
    content = package(parts_of(), zipfile.ZIP_STORED)
    assert code_of(content.replace(b"<v>98</v>", b"<v>99</v>")) == "file_damaged"


@pytest.mark.parametrize(("flag", "code"), [(0x1, "file_encrypted"), (0x41, "file_encrypted"), (0x20, "file_damaged")])
def test_flags_of_entries(flag: int, code: str) -> None:
    assert code_of(_with_flag(package(parts_of()), flag)) == code


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_to_pack_are_damage(packing: int) -> None:
    assert code_of(package(parts_of(), packing)) == "file_damaged"


def test_entries_that_share_their_bytes_are_damage() -> None:
    content = package(parts_of())
    places = [at for at in range(len(content)) if content.startswith(b"PK\x01\x02", at)]
    first = content[places[0] + 42 : places[0] + 46]
    for place in places[1:]:
        content = content[: place + 42] + first + content[place + 46 :]
    assert code_of(content) == "file_damaged"


def _with_flag(content: bytes, flag: int) -> bytes:
    """The flag in every entry of the directory and in front of every part."""
    changed = bytearray(content)
    for signature, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(signature)
        while at >= 0:
            (flags,) = struct.unpack_from("<H", content, at + place)
            struct.pack_into("<H", changed, at + place, flags | flag)
            at = content.find(signature, at + 1)
    return bytes(changed)
