"""How much a title that is not known by itself sounds like a column: by the words in it, in the eight languages of
shared/domain/csv/synonyms.py. Only for guesses that a person confirms: "Contact" may be a number, a name or a mail address.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from shared.domain.column_choices.titles import LONGEST_TITLE
from shared.domain.csv.synonyms import Column, column_of, fold_title, titles_of

_HINTS: Mapping[Column, tuple[str, ...]] = {
    Column.GROUP_NAME: (
        *("Department", "Dept", "Division", "Unit", "Branch", "Store", "Site", "Shift", "Squad", "Class", "Crew", "Office"),
        *("Abteilung", "Filiale", "Standort", "Bereich", "Schicht", "Mannschaft", "Markt", "Service", "Département"),
        *("Agence", "Magasin", "Succursale", "Section", "Departamento", "Sucursal", "Tienda", "Sección", "Setor", "Filial"),
        *("Loja", "Unidade", "विभाग", "शाखा", "Departemen", "Divisi", "Cabang", "Bagian", "القسم", "الفرع", "الإدارة"),
    ),
    Column.PHONE_NUMBER: (
        *("Tel", "Contact", "Contact Number", "Number", "MSISDN", "WhatsApp", "GSM", "Nummer", "Kontakt", "Natel"),
        *("Numéro", "Contacto", "Número", "Contato", "Zap", "संपर्क", "नंबर", "Kontak", "Nomor", "HP", "WA", "رقم"),
        *("موبايل", "جوال", "هاتف", "واتساب"),
    ),
    Column.USER_TYPE: (
        *("Type", "Access", "Rights", "Permission", "Typ", "Berechtigung", "Rechte", "Droits", "Tipo", "Permiso"),
        *("Permissão", "प्रकार", "अधिकार", "Tipe", "Hak", "نوع", "صلاحية"),
    ),
    Column.REGION: (
        *("Country", "ISO", "Land", "Pays", "País", "देश", "Negara", "البلد", "الدولة"),
    ),
    Column.PARENT_GROUP_NAME: (
        *("Parent Team", "Parent Unit", "Main Group", "Upper", "Above", "Belongs To", "Part Of", "Reports To"),
        *("Hauptgruppe", "Übergeordnete", "Oberste", "Supérieur", "Groupe principal", "Superior", "Grupo principal", "Pai"),
        *("Padre", "मुख्य समूह", "Induk", "Grup Utama", "الأم", "الرئيسية"),
    ),
    Column.CHILD_GROUP_NAME: (
        *("Child Team", "Sub Group", "Sub Team", "Subteam", "Sub Unit", "Below", "Untergeordnete", "Enfant", "Sous groupe"),
        *("Hijo", "Filho", "Sub Grupo", "उप समूह", "Anak", "Sub Grup", "الفرعية"),
    ),
}
_KNOWN_WORDS = 0.7
_HINT = 0.45
_COMPOUND = 0.5
_A_LETTER = 0.02  # The longer of two matches says more: Parent Group is no Group.
_MOST_LETTERS = 12
_SHORTEST_COMPOUND = 5
_MOST = 0.95
# Letters with their vowel signs, which \w leaves out of Devanagari; and a capital letter inside MobileNumber.
_WORD_END = re.compile(r"(?<=[a-z])(?=[A-Z])|[\s_.,;:/|\\()\[\]{}<>#*+&\-–—\"“”'?!=]+")


def title_score(title: str, column: Column) -> float:
    """1 for a title of the column, down to 0 for one that has nothing of it."""
    return title_scores(title[:LONGEST_TITLE]).get(column, 0.0)


@lru_cache(maxsize=1 << 12)
def title_scores(title: str) -> Mapping[Column, float]:
    """The scores of a title, of the columns that it has something of."""
    known = column_of(title)
    words = [_singular(folded) for word in _WORD_END.split(title) if (folded := fold_title(word))]
    scores: dict[Column, float] = {}
    for size in range(1, _longest_phrase() + 1):
        for at in range(len(words) - size + 1):
            for column, score in _phrases().get(tuple(words[at : at + size]), ()):
                scores[column] = max(scores.get(column, 0.0), score)
    joined = "".join(words)
    for compound, column in _compounds():
        if compound in joined:
            score = _COMPOUND + _A_LETTER * min(_MOST_LETTERS, len(compound))
            scores[column] = max(scores.get(column, 0.0), score)
    scores = {column: min(score, _MOST) for column, score in scores.items()}
    return {**scores, known: 1.0} if known else scores


def _singular(word: str) -> str:
    return word.removesuffix("s")


@cache
def _phrases() -> Mapping[tuple[str, ...], Sequence[tuple[Column, float]]]:
    """By words without a plural s, the columns that they speak for, and how much."""
    found: dict[tuple[str, ...], list[tuple[Column, float]]] = {}
    for column in Column:
        for titles, weight in ((titles_of(column), _KNOWN_WORDS), (_HINTS[column], _HINT)):
            for title in titles:
                words = tuple(_singular(fold_title(word)) for word in title.split())
                score = weight + _A_LETTER * min(_MOST_LETTERS, sum(map(len, words)))
                found.setdefault(words, []).append((column, score))
    return found


@cache
def _longest_phrase() -> int:
    return max(map(len, _phrases()))


@cache
def _compounds() -> Sequence[tuple[str, Column]]:
    """German and its like write several words as one: Mitarbeiterhandynummer."""
    return [
        (folded, column)
        for column in Column
        for title in titles_of(column)
        if len(folded := _singular(fold_title(title))) >= _SHORTEST_COMPOUND
    ]
