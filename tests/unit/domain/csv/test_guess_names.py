"""Real-looking names of groups in 29 languages, short files and long: read right, or not clear. Never wrong and clear.

The names in tests/data/group-names.json were written before the costs of letters were made, from other sources than these.
"""

import json
import random
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.domain.csv.guess_encoding import guess_encoding

_FILE = Path(__file__).parents[3] / "data" / "group-names.json"
LANGUAGES = json.loads(_FILE.read_text(encoding="utf-8"))
CASES = [(language, encoding) for language, each in LANGUAGES.items() for encoding in each["encodings"]]
ELSEWHERE = [
    *(("Russian", each) for each in ("koi8_r", "cp866", "mac_cyrillic", "iso8859_5")),
    *(("Polish", each) for each in ("iso8859_2", "cp852", "mac_latin2")),
    *(("German", each) for each in ("cp850", "cp437")),
    *(("Greek", each) for each in ("iso8859_7", "cp737", "mac_greek")),
    *(("Turkish", each) for each in ("cp857", "mac_turkish")),
    *(("French", "iso8859_15"), ("Japanese", "euc_jp"), ("Hebrew", "cp862"), ("Arabic", "iso8859_6")),
]


def encoded(language: str, encoding: str) -> list[bytes]:
    """The names that the encoding can write and that are not ASCII."""
    names = []
    for name in LANGUAGES[language]["names"]:
        try:
            written = (tones_apart(name) if encoding == "cp1258" else name).encode(encoding)
        except UnicodeEncodeError:
            continue
        if not written.isascii():
            names.append(written)
    return names


def tones_apart(name: str) -> str:
    """As Windows-1258 writes Vietnamese: where it has not the letter, the base letter and a combining tone mark."""
    found = []
    for letter in name:
        base, *marks = [*unicodedata.normalize("NFD", letter)]
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        apart = unicodedata.normalize("NFC", base + "".join(m for m in marks if m not in tones)) + "".join(tones)
        found.append(letter if letter.encode("cp1258", "ignore") else apart)
    return "".join(found)


def files(names: list[bytes], seed: str) -> Iterator[list[bytes]]:
    """Files of one name, of two to five, and of all."""
    yield from ([name] for name in names)
    drawn = random.Random(seed)  # noqa: S311, the same files every time
    yield from (drawn.sample(names, min(len(names), drawn.randint(2, 5))) for _ in range(8))
    yield names


def outcome(lines: list[bytes], encoding: str) -> str:
    guess = guess_encoding(lines)
    is_right = [line.decode(guess.name, "replace") for line in lines] == [line.decode(encoding) for line in lines]
    return "wrong" if guess.is_clear and not is_right else "right" if guess.is_clear else "unclear"


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_no_name_is_wrong_and_clear(language: str, encoding: str) -> None:
    names = encoded(language, encoding)
    assert names
    wrong = [lines for lines in files(names, language + encoding) if outcome(lines, encoding) == "wrong"]
    assert wrong == []


@pytest.mark.parametrize(("language", "encoding"), ELSEWHERE)
def test_what_spreadsheets_do_not_write_is_not_clear(language: str, encoding: str) -> None:
    """One name alone may be another word in a code page that they do write: Ёлочка of Mac Cyrillic is Элочка."""
    names = encoded(language, encoding)
    found = [outcome(lines, encoding) for lines in files(names, language + encoding) if len(lines) > 1]
    assert "wrong" not in found


def test_most_files_are_clear() -> None:
    """The rates in docs/decisions/0020-encodings-guessed.md. One name alone is often not enough; five nearly always are."""
    found: dict[str, Counter[str]] = {"1": Counter(), "2 to 5": Counter(), "all": Counter()}
    for language, encoding in CASES:
        names = encoded(language, encoding)
        for lines in files(names, language + encoding):
            size = "1" if len(lines) == 1 else "all" if len(lines) == len(names) else "2 to 5"
            found[size][outcome(lines, encoding)] += 1
    rates = {size: counts["right"] / counts.total() for size, counts in found.items()}
    assert rates["1"] > 0.45
    assert rates["2 to 5"] > 0.9
    assert rates["all"] > 0.95


@pytest.mark.parametrize("name", [b"\xe9\xe9\xe9", b"\xe8", b"\xb5\xa2", b"\xe4", b"\xc9", b"A\xe9", b"\xff\xfe\xfd"])
def test_a_few_bytes_are_no_evidence(name: bytes) -> None:
    assert not guess_encoding([name]).is_clear


def test_names_of_two_encodings_in_one_file_are_not_clear() -> None:
    mixed = [*encoded("Russian", "cp1251"), *encoded("French", "cp1252")]
    assert not guess_encoding(mixed).is_clear


def test_a_name_of_another_language_among_many_does_not_matter() -> None:
    assert guess_encoding([*encoded("Polish", "cp1250"), "Æ12".encode("cp1252")]).name == "cp1250"
