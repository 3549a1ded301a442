"""Guesses the encoding of text that is not UTF-8: the one in which it reads most like a language that is written in it.

Nearly all bytes are letters in nearly every code page, so the evidence is how probable the letters are beside each other
(letter_costs.py). A guess is clear when no other reading comes near it and the reading itself is ordinary text. Encodings
that spreadsheets do not write are read as well: where one of them fits, no other is clear.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from shared.domain.csv.letter_costs import Reading, read_characters, read_letters

FALLBACK = "utf-8-sig"
"""For text that no encoding reads: all its rows are rejected."""

_WESTERN = ("de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "is", "ca")
_CENTRAL = ("pl", "cs", "sk", "hu", "ro", "sl", "sh", "sq", "de")
_BALTIC = ("lt", "lv", "et")
_CYRILLIC = ("ru", "uk", "bg", "mk", "sr")

# What spreadsheets write, with the languages of each. Of two encodings that give the same text, the first one is named.
_WRITTEN: Mapping[str, Sequence[str]] = {
    "cp1252": (*_WESTERN, "et", "sq"),
    "cp1250": _CENTRAL,
    "cp1251": _CYRILLIC,
    "cp1253": ("el",),
    "cp1254": ("tr", *_WESTERN),
    "cp1255": ("he",),
    "cp1256": ("ar", "fa", "ur"),
    "cp1257": (*_BALTIC, "pl", "de"),
    "cp1258": ("vi", "fr"),
    "cp874": ("th",),
    "mac_roman": _WESTERN,
}
_EAST_ASIAN = ("cp932", "gbk", "big5", "cp949")
_OTHERS: Mapping[str, Sequence[str]] = {
    "iso8859_2": _CENTRAL,
    "iso8859_5": _CYRILLIC,
    "iso8859_6": ("ar",),
    "iso8859_7": ("el",),
    "iso8859_13": _BALTIC,
    "iso8859_15": _WESTERN,
    "koi8_u": _CYRILLIC,
    "cp437": ("de", "fr", "es"),
    "cp737": ("el",),
    "cp775": _BALTIC,
    "cp850": _WESTERN,
    "cp852": _CENTRAL,
    "cp857": ("tr",),
    "cp862": ("he",),
    "cp866": _CYRILLIC,
    "mac_cyrillic": _CYRILLIC,
    "mac_greek": ("el",),
    "mac_latin2": _CENTRAL,
    "mac_turkish": ("tr",),
}
_EAST_ASIAN_OTHERS = ("euc_jp",)
_LATIN = frozenset({"cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "mac_roman"})
_BEFORE_EVIDENCE = {"mac_roman": 4.0, "cp1258": 4.0, "cp1257": 1.0}  # bits, for what is rarer than the others
_RARELY_WRITTEN = 10.0

_MARGIN = 14.0  # bits by which a clear reading is ahead of the next one: one in 16,000
_MARGIN_LATIN = 18.0  # languages without a table here come near those that have one
_MOST_BITS = {"latin": 13.0, "letters": 5.5, "characters": 8.0}  # a byte beyond ASCII, in ordinary text
_ODD_LINES = 25  # one line of so many may be odd: a name of another language, a typing error


@dataclass(frozen=True, slots=True)
class EncodingGuess:
    """A Python codec, and whether the evidence for it is clear. Where it is not, somebody must look at the names."""

    name: str
    is_clear: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    name: str
    bits: float
    lines: Sequence[Reading]


def guess_encoding(lines: Sequence[bytes], utf8_lines: Sequence[bytes] = ()) -> EncodingGuess:
    """The most probable encoding of these lines, each of which has bytes beyond ASCII and is not UTF-8.

    `utf8_lines` are those of the same file that are UTF-8, by chance or because it is a mixture. They must read well, too.
    The effort is linear in the sample; the caller bounds it.
    """
    ranked = sorted(_candidates(lines), key=lambda candidate: candidate.bits)
    best, others = ranked[0], ranked[1:]
    if all("\ufffd" in each.text for each in best.lines):
        return EncodingGuess(FALLBACK, is_clear=True)
    is_clear = best.name in _WRITTEN or best.name in _EAST_ASIAN
    margin = _MARGIN_LATIN if best.name in _LATIN else _MARGIN
    is_clear = is_clear and others[0].bits - best.bits >= margin and _is_ordinary(best.lines, lines, best.name)
    is_clear = is_clear and _odd_lines(best, others) <= len(lines) // _ODD_LINES
    if is_clear and utf8_lines:
        also = [_read(line, best.name) for line in utf8_lines]
        is_clear = not any(each.impossible for each in also) and _is_ordinary(also, utf8_lines, best.name)
    return EncodingGuess(best.name, is_clear)


def _candidates(lines: Sequence[bytes]) -> list[_Candidate]:
    """One for each different reading of the lines."""
    found: dict[str, _Candidate] = {}
    for name in _all():
        readings = [_read(line, name) for line in lines]
        bits = sum(each.bits for each in readings) + _bits_before_evidence(name)
        text = "\n".join(each.text for each in readings)
        same = found.get(text)
        if same is None:
            found[text] = _Candidate(name, bits, readings)
        elif bits < same.bits:
            found[text] = _Candidate(same.name, bits, readings)
    return [*found.values()]


def _read(line: bytes, name: str) -> Reading:
    text = line.decode(name, "replace")
    languages = _all()[name]
    return read_letters(text, languages) if languages else read_characters(text, name)


@cache
def _all() -> Mapping[str, Sequence[str]]:
    """The languages of each encoding; of East Asian ones none, since characters are counted there."""
    return {
        **_WRITTEN,
        **dict.fromkeys(_EAST_ASIAN, ()),
        **_OTHERS,
        **dict.fromkeys(_EAST_ASIAN_OTHERS, ()),
    }


def _bits_before_evidence(name: str) -> float:
    return _RARELY_WRITTEN if name in _OTHERS or name in _EAST_ASIAN_OTHERS else _BEFORE_EVIDENCE.get(name, 0.0)


def _is_ordinary(readings: Sequence[Reading], lines: Sequence[bytes], name: str) -> bool:
    """Whether the text costs no more than text of such a language does."""
    beyond_ascii = sum(len(line) - len(line.translate(None, _BEYOND_ASCII)) for line in lines)
    most = _MOST_BITS["latin" if name in _LATIN else "letters" if name in _WRITTEN else "characters"]
    return sum(each.bits for each in readings) <= most * beyond_ascii


_BEYOND_ASCII = bytes(range(0x80, 0x100))


def _odd_lines(best: _Candidate, others: Sequence[_Candidate]) -> int:
    """How many lines hold what nobody writes, or read far better in another encoding. A line with bytes that are no
    character is not counted: its row is rejected."""
    odd = 0
    for at, reading in enumerate(best.lines):
        if "\ufffd" not in reading.text:
            least = min(other.lines[at].bits for other in others)
            odd += reading.impossible > 0 or least + _MARGIN < reading.bits
    return odd
