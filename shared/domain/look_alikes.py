"""Names that look alike and are different groups: letters of one script that have the shape of another's.

A small part of UTS 39 (Unicode Security Mechanisms): the letters of Cyrillic, Greek and Armenian that confusables.txt maps
to Latin letters, and words that mix these scripts. It is enough for a warning; the names stay what they are.
"""

import re
import unicodedata
from functools import lru_cache

from shared.domain.invisible import JOINERS, without_invisible
from shared.domain.names import normalise

# Latin letters, and the letter at the same place that has the shape of each.
_SHAPES = (
    ("ABCEHIJKMOPQSTWXYYaceijhkopqswxyvl", "АВСЕНІЈКМОРԚЅТԜХҮУасеіјһкорԛѕԝхуѵӏ"),
    ("ABEZHIKMNOPTXYacikovpuy", "ΑΒΕΖΗΙΚΜΝΟΡΤΧΥαϲικονρυγ"),
    ("OUhnoqu", "ՕՍհոօզս"),
)
_TO_LATIN = {ord(letter): latin for latins, letters in _SHAPES for latin, letter in zip(latins, letters, strict=True)}
_FROM_LATIN = tuple(
    {ord(latin): letter for latin, letter in zip(latins, letters, strict=True)} for latins, letters in _SHAPES
)
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")
_WORD = re.compile(r"[^\W\d_]+")


def skeleton(name: str) -> str:
    """The form in which names that look alike are the same: with Latin letters for those that have their shape, and without
    joiners, normalised."""
    decomposed = unicodedata.normalize("NFD", without_invisible(name))
    return normalise("".join(c for c in decomposed if c not in JOINERS).translate(_TO_LATIN))


def mixed_scripts(name: str) -> tuple[str, ...]:
    """The scripts that one word of the name mixes, such as Latin and Cyrillic; none for an ordinary name."""
    if name.isascii():
        return ()
    for word in _WORD.findall(name):
        scripts = {script for letter in word if (script := _script(letter))}
        if len(scripts) > 1:
            return tuple(script.capitalize() for script in _SCRIPTS if script in scripts)
    return ()


def other_spellings(name: str) -> list[str]:
    """The normalised names of groups that would look like this one, as far as one can tell without knowing them: with all
    letters in Latin, or all in another script."""
    found = {skeleton(name)}
    letters = "".join(_WORD.findall(name))
    if letters and letters.isascii():
        found |= {
            normalise(name.translate(shapes)) for shapes in _FROM_LATIN if all(ord(letter) in shapes for letter in letters)
        }
    return sorted(found - {normalise(name)})


@lru_cache(maxsize=1 << 12)
def _script(letter: str) -> str:
    """One of _SCRIPTS, or "" for any other: Latin stands beside Chinese or Arabic in many a name."""
    first = unicodedata.name(letter, "").partition(" ")[0]
    return first if first in _SCRIPTS else ""
