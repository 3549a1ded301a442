"""How improbable a text is in a language, in bits: the evidence for an encoding (guess_encoding.py).

letter_costs.json has, for each language, how many bits a letter costs behind another one (-log2 of its frequency there),
and for each East Asian code page what a character costs. benchmarks/encodings/make_letter_costs.py makes it.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

_SIGN = 14  # a sign that is no punctuation
_IMPOSSIBLE = 22  # a sign inside a word
_UNSEEN = 11  # a pair of letters of the language that its words do not have
_UNSEEN_ASCII = 8
_FOREIGN = 16  # a letter that the language has not
_MIXED = 28  # a letter of another script than the one beside it
_BROKEN = 24  # a control character, or bytes that are no character
_CAPITAL_INSIDE = 12
_TRIPLED = 8
_ASCII_PAIR = 4.0  # what a pair of plain letters costs on average, in every language
_LATIN_WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+")
_PLAIN_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")

# Punctuation that follows on a word, and that stands in front of one.
_BEHIND = frozenset("’”“»…ºª\u00a0·、。」）ー！？：；，")
_IN_FRONT = frozenset("‘“„«‚¿¡№\u00a0·、。「（：；，")
_ALONE = _BEHIND | _IN_FRONT | frozenset("–—•€°・　")
# Inside words of letters beyond ASCII: the geresh of Hebrew, and marks of direction and joining that nobody sees.
_INSIDE = {"׳": 4, "״": 4, **dict.fromkeys("\u200c\u200d\u200e\u200f", 4)}

# Lead bytes of the common characters: the first level of each standard.
_COMMON_LEADS = {
    "gbk": (0xB0, 0xD7), "big5": (0xA4, 0xC6), "cp949": (0xB0, 0xC8),
    "cp932": (0x88, 0x97), "euc_jp": (0xB0, 0xCF),
}
_RARE_COMMON, _RARE, _HALF_WIDTH = 14, 18, 10
_BESIDE_PLAIN_LETTER = 10


@dataclass(frozen=True, slots=True)
class Costs:
    """The costs of one language by pair of letters, and its letters beyond ASCII."""

    pairs: Mapping[str, int]
    letters: frozenset[str]
    is_latin: bool

    def of(self, pairs: Sequence[str]) -> int:
        """The sum over these pairs."""
        get = self.pairs.get
        return sum(cost if (cost := get(pair)) is not None else self._unseen(pair) for pair in pairs)

    def _unseen(self, pair: str) -> int:
        if pair.isascii():
            return _UNSEEN_ASCII
        if not self.is_latin and not _PLAIN_LETTERS.isdisjoint(pair):
            return _MIXED
        return _UNSEEN if all(c.isascii() or c in self.letters for c in pair) else _FOREIGN


@dataclass(frozen=True, slots=True)
class Reading:
    """What one line is in one encoding: its text, what that costs, and the part of it that no language writes."""

    text: str
    bits: float
    impossible: float


def read_letters(text: str, languages: Sequence[str]) -> Reading:
    """The reading in the language in which the text costs least."""
    pairs, fixed, impossible = _pairs_of(text)
    costs = [language_costs(language) for language in languages]
    plain = _plain_pairs(text) if costs[0].is_latin else []
    least = min(each.of(pairs) + each.of(plain) for each in costs)
    return Reading(text, fixed + least - _ASCII_PAIR * len(plain), impossible)


def read_characters(text: str, code_page: str) -> Reading:
    """The reading of text whose characters are mostly of two bytes."""
    bits = impossible = 0
    last = len(text) - 1
    for at, character in enumerate(text):
        if character.isascii():
            continue
        cost = _character_cost(character, code_page)
        if at and text[at - 1] in _PLAIN_LETTERS:
            cost += _BESIDE_PLAIN_LETTER
        if at < last and text[at + 1] in _PLAIN_LETTERS:
            cost += _BESIDE_PLAIN_LETTER
        bits += cost
        impossible += cost if cost >= _BROKEN else 0
    return Reading(text, bits, impossible)


@cache
def language_costs(language: str) -> Costs:
    """The table of one language."""
    pairs = {
        text[at : at + 2]: int(bits)
        for bits, text in _tables()["pairs"][language].items()
        for at in range(0, len(text), 2)
    }
    letters = frozenset(c for pair in pairs for c in pair if not c.isascii())
    return Costs(pairs, letters, any(pair.isascii() for pair in pairs))


@cache
def _character_costs(code_page: str) -> Mapping[str, int]:
    known = "cp932" if code_page == "euc_jp" else code_page
    return {c: int(bits) for bits, text in _tables()["characters"][known].items() for c in text}


@cache
def _tables() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    text = resources.files(__package__).joinpath("letter_costs.json").read_text(encoding="utf-8")
    tables: Mapping[str, Mapping[str, Mapping[str, str]]] = json.loads(text)
    return tables


def _pairs_of(text: str) -> tuple[list[str], int, int]:
    """The pairs of letters of which one is beyond ASCII, in small letters, a blank for whatever is no letter; and what the
    text costs in every language, all of it and the impossible part."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(character.lower()[:1] for character in text)
    pairs: list[str] = []
    fixed = impossible = 0
    previous = " "
    for at, character in enumerate(text):
        cost = 0
        if character.isascii() and not character.isalpha():
            letter = " "
        elif character.isascii() or _is_letter(character):
            letter = small[at]
            if character.isupper() and at and text[at - 1].islower() and not (text[at - 1] + character).isascii():
                cost = _CAPITAL_INSIDE
            if at > 1 and not character.isascii() and character == text[at - 1] == text[at - 2]:
                cost += _TRIPLED
        else:
            letter = " "
            cost = _sign_cost(text, at)
        if not (previous.isascii() and letter.isascii()):
            pairs.append(previous + letter)
        previous = letter
        fixed += cost
        impossible += cost if cost >= _CAPITAL_INSIDE else 0
    if not previous.isascii():
        pairs.append(f"{previous} ")
    return pairs, fixed, impossible


def _sign_cost(text: str, at: int) -> int:
    """What a character costs that is no letter and not ASCII."""
    character = text[at]
    if _is_broken(character):
        return _BROKEN
    before, after = at > 0 and text[at - 1].isalpha(), text[at + 1 : at + 2].isalpha()
    if character in _INSIDE and not (text[at - 1 : at] + text[at + 1 : at + 2]).isascii():
        return _INSIDE[character]
    if before and after and (character == "’" or text[at - 1 : at + 2].lower() == "l·l"):
        return 6
    if before and after:
        return _IMPOSSIBLE
    if character not in _ALONE:
        return _SIGN
    if before:
        return 5 if character in _BEHIND else _SIGN
    return (5 if character in _IN_FRONT else _SIGN) if after else 4


def _plain_pairs(text: str) -> list[str]:
    """The pairs of ASCII letters in words that have a letter beyond ASCII: they tell the language."""
    pairs: list[str] = []
    for word in _LATIN_WORD.findall(text.lower()):
        if not word.isascii():
            padded = f" {word} "
            pairs += [pair for at in range(len(padded) - 1) if (pair := padded[at : at + 2]).isascii()]
    return pairs


@cache
def _character_cost(character: str, code_page: str) -> int:
    known = _character_costs(code_page).get(character)
    if known is not None:
        return known
    if not _is_letter(character):
        return _BROKEN if _is_broken(character) else 6 if character in _ALONE else _SIGN
    if "\uff61" <= character <= "\uff9f":
        return _HALF_WIDTH
    encoded = character.encode(code_page, "ignore")
    first, last = _COMMON_LEADS[code_page]
    return _RARE_COMMON if len(encoded) == 2 and first <= encoded[0] <= last else _RARE


@cache
def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM" and character not in "ºª"


@cache
def _is_broken(character: str) -> bool:
    return character == "\ufffd" or unicodedata.category(character) in ("Cc", "Cn", "Co", "Cs")
