"""How much a title that is not known by itself sounds like a column: by the words in it, in the eight languages of
shared/domain/csv/synonyms.py. Only for guesses that a person confirms: "Contact" may be a number, a name or a mail address.
"""

import re
from collections.abc import Mapping
from functools import cache

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
# Letters with their vowel signs, which \w leaves out of Devanagari; and a capital letter inside MobileNumber.
_WORD_END = re.compile(r"(?<=[a-z])(?=[A-Z])|[\s_.,;:/|\\()\[\]{}<>#*+&\-–—\"“”'?!=]+")


def title_score(title: str, column: Column) -> float:
    """1 for a title of the column, down to 0 for one that has nothing of it."""
    if column_of(title) is column:
        return 1.0
    words = [folded for word in _WORD_END.split(title) if (folded := fold_title(word))]
    best = 0.0
    for phrase, weight in _phrases()[column]:
        size = len(phrase)
        if any(_same(words[at : at + size], phrase) for at in range(len(words) - size + 1)):
            best = max(best, weight + _A_LETTER * min(_MOST_LETTERS, sum(map(len, phrase))))
    joined = "".join(words)
    for compound in _compounds()[column]:
        if compound in joined:
            best = max(best, _COMPOUND + _A_LETTER * min(_MOST_LETTERS, len(compound)))
    return min(best, 0.95)


def _same(words: list[str], phrase: tuple[str, ...]) -> bool:
    return all(word in (known, f"{known}s") for word, known in zip(words, phrase, strict=True))


@cache
def _phrases() -> Mapping[Column, list[tuple[tuple[str, ...], float]]]:
    return {
        column: [
            *((_words(title), _KNOWN_WORDS) for title in titles_of(column)),
            *((_words(hint), _HINT) for hint in _HINTS[column]),
        ]
        for column in Column
    }


@cache
def _compounds() -> Mapping[Column, list[str]]:
    """German and its like write several words as one: Mitarbeiterhandynummer."""
    return {
        column: [folded for title in titles_of(column) if len(folded := fold_title(title)) >= _SHORTEST_COMPOUND]
        for column in Column
    }


def _words(title: str) -> tuple[str, ...]:
    return tuple(fold_title(word) for word in title.split())
