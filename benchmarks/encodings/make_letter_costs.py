"""Makes shared/domain/csv/letter_costs.json from lists of words. Run by hand when a language is added:

    pip install wordfreq==3.1.1 pythainlp==5.4.0 babel==2.19.0 jieba
    python -m benchmarks.encodings.make_letter_costs > shared/domain/csv/letter_costs.json

A cost is -log2 of how often a letter follows another one in the words of a language (a blank stands for the beginning and
the end of a word), or of how often an East Asian character occurs. Words count by the square root of their frequency,
since names of groups use rare words as often as common ones. wordfreq folds case, which loses ß and the final ς: the first
has costs by hand, the second is put back. Sources: wordfreq (Robyn Speer, 2022), the dictionary of
PyThaiNLP, and for Albanian and Estonian the names of countries, languages and months of CLDR.
"""

import gzip
import itertools
import json
import math
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

LATIN = (
    *("de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "is", "ca"),
    *("pl", "cs", "sk", "hu", "ro", "sl", "sh", "sq", "tr", "lt", "lv", "et", "vi"),
)
OTHERS = ("ru", "uk", "bg", "mk", "sr", "el", "he", "ar", "fa", "ur", "th")
CODE_PAGES = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "ro", "sl", "sh", "sq"), "cp1250"),
    **dict.fromkeys(("ru", "uk", "bg", "mk", "sr"), "cp1251"),
    "tr": "cp1254", "lt": "cp1257", "lv": "cp1257", "et": "cp1257", "vi": "cp1258", "el": "cp1253",
    "he": "cp1255", "ar": "cp1256", "fa": "cp1256", "ur": "cp1256", "th": "cp874",
}
EAST_ASIAN = {"gbk": ("zh", 1100), "big5": ("zh", 1100), "cp949": ("ko", 500), "cp932": ("ja", 900)}
MOST_WORDS, MOST_CHARACTER_WORDS = 25_000, 60_000
MOST_BITS, MOST_ASCII_BITS = 8, 6
_WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f\u0e31-\u0e4e\u064b-\u065f])+")
_LATIN_OF_SERBIAN = "abvgdđežzijklmnoprstćufhcčš"
_SERBIAN = str.maketrans(_LATIN_OF_SERBIAN, "абвгдђежзијклмнопрстћуфхцчш")
_SHARP_S = (
    *((f"{vowel}ß", 6) for vowel in "aoueiäöü"),
    *((f"ß{letter}", bits) for letters, bits in ((" e", 2), ("tr", 5), ("lmhbnigskwfdpua", 6)) for letter in letters),
)
Weighted = Iterator[tuple[str, float]]


def _frequencies(language: str) -> list[tuple[str, float]]:
    import wordfreq  # type: ignore[import-not-found]

    best = language in wordfreq.available_languages("best")
    words = wordfreq.get_frequency_dict(language, "best" if best else "small")
    return sorted(words.items(), key=lambda each: -each[1])


def _words(language: str) -> Weighted:
    if language == "th":
        from pythainlp.corpus import thai_words  # type: ignore[import-not-found]

        yield from ((word, 1.0) for word in thai_words() if len(word) <= 14)
    elif language in ("et", "sq"):
        yield from ((word, 1.0) for word in _cldr_words(language))
    elif language == "sr":
        for word, weight in _words("sh"):
            yield word.replace("lj", "љ").replace("nj", "њ").replace("dž", "џ").translate(_SERBIAN), weight
    else:
        for word, weight in _frequencies(language)[:MOST_WORDS]:
            if language == "ro":  # Windows-1250 has s and t with a cedilla.
                word = word.replace("ș", "ş").replace("ț", "ţ")
            if language == "el":
                word = re.sub("σ$", "ς", word)
            yield tones_apart(word) if language == "vi" else word, weight


def _cldr_words(language: str) -> set[str]:
    from babel import Locale  # type: ignore[import-not-found]

    locale = Locale.parse(language)
    texts: list[str] = [*locale.languages.values(), *locale.territories.values(), *locale.months["format"]["wide"].values()]
    return {word for text in texts for word in re.findall(r"[^\W\d_]+", text)}


def tones_apart(word: str) -> str:
    """As Windows-1258 writes Vietnamese: a letter it has not is its base letter and a combining tone mark."""
    return "".join(map(_tone_apart, unicodedata.normalize("NFC", word)))


def _tone_apart(letter: str) -> str:
    if letter.encode("cp1258", "ignore"):
        return letter
    base, *marks = [*unicodedata.normalize("NFD", letter)]
    tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
    return unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark not in tones)) + "".join(tones)


def _pairs(language: str) -> dict[str, str]:
    pairs: dict[str, float] = defaultdict(float)
    firsts: dict[str, float] = defaultdict(float)
    for word, weight in _words(language):
        word = word.lower().replace("i\u0307", "i")
        is_foreign = language in OTHERS and any(map(str.isascii, word))
        if is_foreign or not _WORD.fullmatch(word) or not word.encode(CODE_PAGES.get(language, "cp1252"), "ignore"):
            continue
        padded = f" {word} "
        for first, second in itertools.pairwise(padded):
            pairs[first + second] += math.sqrt(weight)
            firsts[first] += math.sqrt(weight)
    total = sum(firsts.values())
    kept: list[tuple[str, int]] = []
    for pair, count in pairs.items():
        bits = round(-math.log2(count / (firsts[pair[0]] + total * 2e-5)))
        most = MOST_ASCII_BITS if pair.isascii() else MOST_BITS
        if bits <= most and count > total * 1.5e-6 and len(pair.encode(CODE_PAGES.get(language, "cp1252"), "ignore")) == 2:
            kept.append((pair, bits))
    return _by_bits(sorted([*kept, *(_SHARP_S if language == "de" else ())]))


def _characters(code_page: str) -> dict[str, str]:
    language, most = EAST_ASIAN[code_page]
    counts: dict[str, float] = defaultdict(float)
    for word, weight in _frequencies(language)[:MOST_CHARACTER_WORDS]:
        for character in word:
            if not character.isascii() and unicodedata.category(character)[0] == "L":
                counts[character] += math.sqrt(weight)
    if code_page == "big5":
        counts = _traditional(counts)
    written = {each: n for each, n in counts.items() if len(each.encode(code_page, "ignore")) == 2}
    total = sum(written.values())
    commonest = sorted(written.items(), key=lambda each: -each[1])[:most]
    return _by_bits((each, round(-math.log2(n / total))) for each, n in commonest)


def _traditional(counts: dict[str, float]) -> dict[str, float]:
    """The counts of simplified characters as those of the common traditional ones that are simplified to them."""
    import msgpack  # type: ignore[import-not-found]
    import wordfreq

    packed = Path(wordfreq.__file__).with_name("data") / "_chinese_mapping.msgpack.gz"
    with gzip.open(packed) as file:
        mapping: dict[Any, Any] = msgpack.load(file, raw=False, strict_map_key=False)
    forms: dict[str, list[str]] = defaultdict(list)
    for traditional, simplified in mapping.items():
        forms[chr(simplified) if isinstance(simplified, int) else simplified].append(chr(traditional))
    spread: dict[str, float] = defaultdict(float)
    for character, count in counts.items():
        common = [each for each in (*forms[character], character) if b"\xa4" <= each.encode("big5", "ignore") < b"\xc7"]
        for each in common:
            spread[each] += count / len(common)
    return spread


def _by_bits(costs: Iterable[tuple[str, int]]) -> dict[str, str]:
    found: dict[int, list[str]] = defaultdict(list)
    for text, bits in costs:
        found[max(0, bits)].append(text)
    return {str(bits): "".join(texts) for bits, texts in sorted(found.items())}


if __name__ == "__main__":
    tables = {
        "pairs": {language: _pairs(language) for language in (*LATIN, *OTHERS)},
        "characters": {code_page: _characters(code_page) for code_page in EAST_ASIAN},
    }
    json.dump(tables, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
