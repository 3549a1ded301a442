"""Encodings: which one a file is in, told from its first bytes and whether all of it is UTF-8."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.codes import Rejection
from shared.domain.csv.encoding import Utf8Check, detect_encoding
from tests.unit.domain.csv.csv_outcome import read_outcome

HEADER = "Group Name,Phone Number,User Type\n"


@pytest.mark.parametrize(
    ("head", "utf8_valid", "encoding"),
    [
        (HEADER.encode(), True, "utf-8-sig"),
        (codecs.BOM_UTF8 + HEADER.encode(), True, "utf-8-sig"),
        (HEADER.encode(), False, None),
        (codecs.BOM_UTF16_LE + HEADER.encode("utf-16-le"), False, "utf-16"),
        (codecs.BOM_UTF16_BE + HEADER.encode("utf-16-be"), False, "utf-16"),
        (HEADER.encode("utf-16-le"), True, "utf-16-le"),
        (HEADER.encode("utf-16-be"), True, "utf-16-be"),
        (b"", True, "utf-8-sig"),
        (codecs.BOM_UTF8 + b"Caf\xe9", False, "utf-8-sig"),
        (b"a\0", True, "utf-8-sig"),
    ],
)
def test_encoding(head: bytes, utf8_valid: bool, encoding: str | None) -> None:
    assert detect_encoding(head, utf8_valid) == encoding


@pytest.mark.parametrize(
    ("head", "code", "named"),
    [
        (b"\x1f\x8b\x08", "file_not_csv", "gzip"),
        (b"\x89PNG\r\n\x1a\n", "file_not_csv", "PNG"),
        (b"\xff\xd8\xff\xe0", "file_not_csv", "JPEG"),
        (b"{\\rtf1", "file_not_csv", "RTF"),
        (codecs.BOM_UTF32_LE + b"G\0\0\0", "encoding_unreadable", "UTF-32"),
        (codecs.BOM_UTF32_BE + b"\0\0\0G", "encoding_unreadable", "UTF-32"),
    ],
)
def test_what_is_no_text_is_named(head: bytes, code: str, named: str) -> None:
    rejection = detect_encoding(head, utf8_valid=False)
    assert isinstance(rejection, Rejection)
    assert rejection.code == code
    assert named in rejection.cause


@given(st.lists(st.binary(max_size=4)))
def test_check_of_pieces_is_check_of_the_whole(pieces: list[bytes]) -> None:
    check = Utf8Check()
    for piece in pieces:
        check.feed(piece)
    assert check.valid == _decodes(b"".join(pieces))


@given(st.text(), st.integers(1, 5))
def test_utf8_may_be_cut_anywhere(text: str, size: int) -> None:
    check, content = Utf8Check(), text.encode("utf-8", "ignore")
    for at in range(0, len(content), size):
        check.feed(content[at : at + size])
    assert check.valid


def _decodes(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["夜\u3000班", "Ā", "\ue000"])
def test_utf16_without_a_mark_may_hold_characters_with_a_zero_byte(codec: str, name: str) -> None:
    content = f"Group Name,Phone Number,User Type\r\n{name},+919812345678,Admin\r\n\x1a".encode(codec)
    assert read_outcome(content).memberships == [[name, "+919812345678", "Admin"]]
