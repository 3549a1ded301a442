"""Texts that a spreadsheet reads as a number, a date, a time or a truth value when it opens a CSV, and saves as another
text: 007 as 7, 1E5 as 100000, 1-2 as a date.

No program documents which these are, and it depends on its language. The rule covers all that LibreOffice changes in the
eight languages of the column titles, and the dates of East Asia (tests/unit/domain/csv/test_spreadsheet_values.py).
"""

import re
import unicodedata

# Month names, wide and abbreviated, as in CLDR: English, German, French, Spanish, Portuguese, Indonesian, Hindi, Arabic.
_MONTHS = (
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october "
    "november december jän mär mai juni juli okt dez januar jänner februar märz oktober dezember janv févr mars avr juin "
    "juil août déc janvier février avril juillet septembre octobre novembre décembre ene abr ago dic enero febrero marzo "
    "abril mayo junio julio agosto septiembre octubre noviembre diciembre fev set out janeiro fevereiro março maio junho "
    "julho setembro outubro novembro dezembro agt agu ags des januari februari maret mei agustus desember "
    "जनवरी फ़रवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर सितम्बर अक्टूबर अक्तूबर नवंबर नवम्बर दिसंबर दिसम्बर "
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
)
_CURRENCIES = "rs eur usd inr"
# What stands behind digits: exponent, hours, units of time, "de" of Spanish and Portuguese dates.
_BEHIND_DIGITS = "e d am pm a p t z h de 年 月 日 時 时 分 秒 년 월 일 시 분 초"
_FIRST_WORDS = frozenset(unicodedata.normalize("NFC", f"{_MONTHS} {_CURRENCIES}").split())
_WORDS = _FIRST_WORDS | frozenset(_BEHIND_DIGITS.split())
_TRUE_OR_FALSE = "true false wahr falsch vrai faux verdadero falso verdadeiro benar salah सत्य असत्य"
_TRUTHS = frozenset(_TRUE_OR_FALSE.split())
_DIGIT = re.compile(r"\d")
_SIGNS = frozenset(".,:;/\\-−–+()%'’٫٬٪")
_LONGEST = 100  # characters; no value has more


def like_value(text: str) -> bool:
    """Whether a spreadsheet may read the text as a value: digits with nothing else but signs and words of numbers, dates
    and times, or a truth value."""
    if len(text) > _LONGEST:
        return False
    if _DIGIT.search(text) is None:
        return text.strip().casefold() in _TRUTHS
    text = unicodedata.normalize("NFC", text.strip())
    words = "".join(" " if _is_digit_or_sign(character) else character for character in text).casefold().split()
    return _WORDS.issuperset(words) and (_is_digit_or_sign(text[0]) or words[0] in _FIRST_WORDS)


def _is_digit_or_sign(character: str) -> bool:
    return character.isdecimal() or character in _SIGNS or unicodedata.category(character) == "Sc"
