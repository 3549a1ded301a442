"""Code pages: names as spreadsheets write them are read as they were, and a guess without clear evidence says so."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.codes import Severity
from shared.domain.csv.encoding import encoding_name, known_encoding
from shared.domain.csv.guess_encoding import EncodingGuess, guess_encoding
from shared.domain.csv.reader import open_csv
from shared.domain.names import normalise
from shared.services.uploads.read.read_user_mapping import read_user_mapping
from tests.unit.domain.csv.csv_outcome import USER_HEADER, read_outcome

NUMBER = "+919812345678"
NAMES = {
    "cp1250": "Łódź|Gdańsk|Kraków|Sprzedaż|Księgowość",
    "cp1251": "Отдел продаж|Склад Казань|Бухгалтерия",
    "cp1252": "Café Müller|Équipe Nord|François|São João",
    "cp1253": "Τμήμα Πωλήσεων|Αποθήκη|Αθήνα",
    "cp1254": "İstanbul Şubesi|Satış|Gece vardiyası|Müşteri",
    "cp1255": "מחלקת מכירות|ירושלים|משמרת לילה",
    "cp1256": "قسم المبيعات|الرياض|الوردية الليلية",
    "cp1257": "Pardavimų skyrius|Šiauliai|Klaipėda",
    "cp874": "ฝ่ายขาย|กรุงเทพ|กะกลางคืน",
    "cp932": "営業部|東京支店|夜勤チーム",
    "gbk": "销售部|上海仓库|夜班",
    "big5": "銷售部|台北倉庫|夜班",
    "cp949": "영업팀|서울 지점|야간 근무",
    "mac_roman": "Café Müller|Équipe|François|Señores",
}


def content_of(names: list[str], encoding: str) -> bytes:
    rows = "".join(f"{name},+919812{n:06},\n" for n, name in enumerate(names))
    return (USER_HEADER + rows).encode(encoding)


@pytest.mark.parametrize("encoding", NAMES)
def test_names_are_read_as_they_were_written(encoding: str) -> None:
    names = NAMES[encoding].split("|")
    outcome = read_outcome(content_of(names, encoding))
    assert {row[0] for row in outcome.memberships} == set(names)
    assert outcome.located(Severity.WARNING) == [[0, "encoding_guessed"]]
    shown = [name for name in names if not name.isascii()][:3]
    assert all(f"“{name}”" in outcome.problems[0].message for name in shown)


@pytest.mark.parametrize("name", ["Café Müller", "Käufer Größe", "Отдел продаж", "Гараж водители", "東京支店"])
def test_what_reads_well_in_one_code_page_only_is_clear(name: str) -> None:
    encoding = "cp932" if name == "東京支店" else "cp1251" if name[0] in "ОГ" else "cp1252"
    assert guess_encoding([name.encode(encoding)]) == EncodingGuess(encoding, is_clear=True)


@pytest.mark.parametrize("name", [b"\xe8", b"\xb5\xa2", "Şoförler".encode("cp1254"), "Győr".encode("cp1250")])
def test_what_reads_well_in_several_is_not_clear(name: bytes) -> None:
    assert not guess_encoding([name]).is_clear


def test_the_reading_service_tells_what_was_guessed() -> None:
    guesses = []
    for content in (content_of(["Café"], "cp1252"), content_of(["Café"], "utf-8")):
        with read_user_mapping(BytesIO(content), "a.csv", job_region=None, default_region=None, max_rows=9) as found:
            guesses.append(found.encoding_guess)
    assert guesses == [EncodingGuess("cp1252", is_clear=True), None]


@pytest.mark.parametrize(
    ("said", "codec"),
    [
        ("windows-1251", "cp1251"),
        ("CP1251", "cp1251"),
        ("Shift_JIS", "cp932"),
        ("UTF-8", "utf-8-sig"),
        ("Mac Roman", "mac_roman"),
    ],
)
def test_an_upload_may_say_its_encoding(said: str, codec: str) -> None:
    assert known_encoding(said) == codec


@pytest.mark.parametrize("said", ["", "rot13", "zlib", "idna", "windows-1299"])
def test_an_encoding_that_no_spreadsheet_writes_is_unknown(said: str) -> None:
    assert known_encoding(said) is None


def test_what_the_upload_says_is_no_guess() -> None:
    file = open_csv(BytesIO(content_of(["Şoförler"], "cp1254")), "a.csv", known_encoding("windows-1254"))
    assert file.encoding_guess is None
    assert [record.cells[0] for record in file.records() if hasattr(record, "cells")] == ["Şoförler"]


def test_in_a_file_of_utf8_only_the_damaged_rows_are_rejected() -> None:
    rows = [f"{name},{NUMBER},\n".encode() for name in ("Ünal", "Größe", "Отдел")]
    rows.insert(1, b"Caf\xe9," + NUMBER.encode() + b",\n")
    outcome = read_outcome(USER_HEADER.encode() + b"".join(rows))
    assert outcome.located(Severity.ERROR) == [[3, "encoding_damaged"]]
    assert {row[0] for row in outcome.memberships} == {"Ünal", "Größe", "Отдел"}


def test_a_parent_mapping_rejects_its_damaged_rows() -> None:
    outcome = read_outcome("Parent Group Name,Child Group Name\nNord,Süd\n".encode() + b"Nord,\xfc\n")
    assert outcome.links == [["Nord", "Süd"]]
    assert outcome.located(Severity.ERROR) == [[3, "encoding_damaged"]]


def test_a_byte_that_the_code_page_has_not_rejects_its_row() -> None:
    content = content_of(["Café", "Müller", "Größe"], "cp1252") + b"Stra\x81e," + NUMBER.encode() + b",\n"
    outcome = read_outcome(content)
    assert outcome.located(Severity.ERROR) == [[5, "encoding_damaged"]]
    assert normalise("Café") in {normalise(row[0]) for row in outcome.memberships}


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=5))
def test_any_bytes_have_a_clear_end(rows: list[bytes]) -> None:
    outcome = read_outcome(USER_HEADER.encode() + b"\n".join(rows))
    assert outcome.fails is not None or outcome.entries == outcome.rejected + outcome.duplicates + len(
        outcome.memberships
    )


def damaged(rows: int, bad: int, name: str = "Größe") -> bytes:
    """A file of so many rows, of which the first bad ones have a byte that is not UTF-8."""
    lines = [f"{name} {n},+919812{n:06},\n".encode() for n in range(rows)]
    return USER_HEADER.encode() + b"".join(
        line.replace(b" ", b"\xff ", 1) if n < bad else line for n, line in enumerate(lines)
    )


@pytest.mark.parametrize(("rows", "bad"), [(10_000, 1), (200, 20), (40, 20), (2, 1)])
def test_utf8_but_for_some_rows_up_to_half_of_them(rows: int, bad: int) -> None:
    outcome = read_outcome(damaged(rows, bad))
    assert outcome.located(Severity.ERROR) == [[n, "encoding_damaged"] for n in range(2, bad + 2)]
    assert outcome.located(Severity.WARNING) == []


def test_where_most_rows_are_not_utf8_nothing_is_clear_while_some_are() -> None:
    content = content_of(["Café", "Größe", "Équipe Nord"], "cp1252") + f"Märkte,{NUMBER},\n".encode()
    file = open_csv(BytesIO(content), "a.csv")
    assert file.encoding_guess is not None
    assert not file.encoding_guess.is_clear


def test_half_a_file_of_a_code_page_behind_half_of_utf8_is_not_read_as_one() -> None:
    """As when two exports are put together."""
    content = content_of(["Café", "Größe", "Équipe Nord"], "cp1252")
    content += "".join(f"{name},{NUMBER},\n" for name in ("Märkte", "Brüder", "Señores")).encode()
    outcome = read_outcome(content)
    assert {row[0] for row in outcome.memberships} == {"Märkte", "Brüder", "Señores"}
    assert [code for _, code in outcome.located(Severity.ERROR)] == ["encoding_damaged"] * 3


def test_one_accent_in_a_file_of_ascii_is_a_guess_and_no_damage() -> None:
    rows = [f"Depot {n}" for n in range(10_000)]
    rows[5_000] = "Café Müller"
    outcome = read_outcome(content_of(rows, "cp1252"))
    assert outcome.located(Severity.ERROR) == []
    assert outcome.located(Severity.WARNING) == [[0, "encoding_guessed"]]
    assert "Café Müller" in {row[0] for row in outcome.memberships}


def test_a_stray_byte_in_a_file_of_ascii_is_not_clear() -> None:
    rows = [f"Depot {n}" for n in range(1_000)]
    content = content_of(rows, "ascii").replace(b"Depot 500,", b"De\xffpot 500,")
    guess = open_csv(BytesIO(content), "a.csv").encoding_guess
    assert guess is not None
    assert not guess.is_clear


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("title", ["Grupo", "Téléphone", "Тут список"])
def test_utf16_without_its_mark(codec: str, title: str) -> None:
    """Told from the zero bytes of digits and delimiters, also below a title in another script."""
    rows = "".join(f"Отдел {n};+9198123456{n:02};Member\r\n" for n in range(10))
    content = f"{title};;\r\n{USER_HEADER.replace(',', ';')}{rows}".encode(codec)
    outcome = read_outcome(content)
    assert len(outcome.memberships) == 10
    assert outcome.problems == []


def test_every_encoding_that_is_named_can_be_said() -> None:
    for codec in ("cp1251", "cp874", "cp932", "gbk", "big5", "cp949", "mac_roman", "iso8859_2", "koi8_r", "utf-16"):
        assert known_encoding(encoding_name(codec)) == codec
    choices = (Path(__file__).parents[4] / "portal/src/lib/encodings.ts").read_text(encoding="utf-8")
    names = re.findall(r'name: "([^"]+)"', choices)
    assert len(names) > 15
    assert [name for name in names if known_encoding(name) is None] == []
