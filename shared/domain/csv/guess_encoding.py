"""Guesses the code page of text that is not UTF-8, by how its letters would read in each code page that spreadsheets write.

Every code page decodes nearly all bytes, so the evidence is in the result: letters that a language uses, vowels between
consonants, no capital after a small letter, no words of two scripts, and common characters of East Asia.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial

FALLBACK = "utf-8-sig"
"""For text that reads well in no code page: its rows that are not UTF-8 are rejected."""

_ENOUGH = 0.5  # the least mean score of a clear guess, and its least distance from the next reading
_DISTANCE = 0.2
_FEW_LETTERS = 4  # fewer are no evidence for a script other than Latin

# Per code page the letters beyond ASCII of each language that it serves.
_LATIN = {
    "cp1252": ("éèêëàâäçîïôùûüœæÿ", "äöüß", "áéíóúñüºª", "ãõáéíóúâêôàçºª", "àèéìòù", "åäöæøé", "ëïéöü"),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţșț", "čćđšž"),
    "cp1254": ("çğıöşüâîûi\u0307",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"),
    "cp1258": ("ăâđêôơư\u0300\u0301\u0303\u0309\u0323àáâãèéêùúóíìò",),
    "mac_roman": ("éèêëàâäçîïôùûüœæÿ", "äöüß", "áéíóúñüºª", "ãõáéíóúâêôàçºª", "àèéìòù", "åäöæøé"),
}
# Per code page the letters of its script, the most frequent first.
_BY_FREQUENCY = {
    "cp1251": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґўћђјљњџ",
    "cp1253": "αοιετσνηυρπκμλωςίγδάόθχέφβήύξζώψϊϋΐΰ",
    "cp1255": "יולאהמרתבשנדעחקפטגםסזכןצךףץ",
    "cp1256": "اليمونرتبةعدسفهكقأحجشطصخضذئثغزءىإآظؤپچگژ",
    "cp874": "านรอกเงมยล่วดท้ิสตะปีบคัแหจพชขใไืุูโำธศถผซณภฟ์ษฉฐญ",
}
# Per code page the lead bytes of its common characters (the first level of each standard).
_LEADS = {"gbk": (0xB0, 0xD7), "big5": (0xA4, 0xC6), "cp949": (0xB0, 0xC8), "cp932": (0x88, 0x97)}
_COMMON = {
    "gbk": "的一是不了在人有我他这中大来上个国和地到说时要就出会也你对生能子那得于着下自之年过发后作里用道行所然家种事成方"
    "多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已"
    "工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特"
    "代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何"
    "电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听"
    "白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带"
    "组仓库销售店班夜北京上海广州深圳部门团队物流客服财务",
    "big5": "的一是不了在人有我他這中大來上個國和地到說時要就出會也你對生能子那得於著下自之年過發後作裡用道行所然家種事成方"
    "多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心本前開但因只從想實日軍者意無力它與長把機十民第公此已"
    "工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特"
    "代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何"
    "電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金組倉庫銷售店班夜臺台北灣團隊物流客服財務部門",
    "cp949": "이다의는에을가고하지로기은한를사도리서대인자해어수일시정나그있아라것과장게만제들상원성여부주구전보조관공동스"
    "으비면마유연적경소무선실오업물영국진산문치당방발화용생회식학년중트신모위모두교세임현단우통합간거드안내터체추팀영업"
    "서울부산지점창고관리직원배송물류재무본사",
    "cp932": "日一国人年大十二本中長出三時行見月分後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水"
    "半男西電校語土木聞食車何南万毎白天母火右読友左休父雨部営業店課支社倉庫夜勤班東京大阪物流総務経理管理",
}
_PUNCTUATION = frozenset("’‘“”„–—…•€°º ª№«»¿¡·\u00a0、。「」（）・ー　")
_VOWELS = frozenset("aeiouyæœøıə")


@dataclass(frozen=True, slots=True)
class EncodingGuess:
    """A Python codec, and whether the evidence for it is clear. Where it is not, somebody must look at the names."""

    name: str
    is_clear: bool


def guess_encoding(lines: Sequence[bytes]) -> EncodingGuess:
    """The most probable code page of these lines, each of which has bytes beyond ASCII and may not be UTF-8."""
    sample = b"\n".join(lines)
    readings: dict[str, tuple[float, str]] = {}
    for name, score in _SCORES.items():
        text = sample.decode(name, "replace")
        readings.setdefault(text, (score(text) + _PRIOR.get(name, 0.0), name))
    ranked = sorted(readings.items(), key=lambda reading: -reading[1][0])
    (text, (best, name)), (_, (second, _)) = ranked[:2]
    if best < 0:
        return EncodingGuess(FALLBACK, is_clear=True)
    enough = name in _LATIN or sum(not c.isascii() for c in text) >= _FEW_LETTERS
    return EncodingGuess(name, best >= _ENOUGH and best - second >= _DISTANCE and enough)


_PRIOR = {"cp1252": 0.1, "mac_roman": -0.05, "cp1258": -0.1}


def _latin_score(text: str, alphabets: Sequence[str]) -> float:
    """The mean score of the letters beyond ASCII, in the language in which they read best."""
    known = frozenset("".join(alphabets))
    places = _beyond_ascii(text)
    languages = map(frozenset, alphabets)
    return max(_mean([_latin_letter(text, at, letters, known) for at in places]) for letters in languages)


def _latin_letter(text: str, at: int, letters: frozenset[str], known: frozenset[str]) -> float:
    character = text[at]
    if (plain := _no_letter(character)) is not None and character not in known:
        return plain
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    small = character.lower()
    score = 1.0 if small in letters else 0.3 if small in known else -0.5
    if unicodedata.combining(character):
        return score if before.isalpha() else -1.0
    if character.isupper() and before.islower():
        score -= 1.5
    if all(not each.isascii() and each.isalpha() for each in (before, after)) and before and after:
        score -= 1.0
    if before.isalpha() and after.isalpha() and character != "ß":
        kinds = {_is_vowel(each) for each in (before, character, after)}
        score -= 0.5 if len(kinds) == 1 else 0.0
    return score


def _script_score(text: str, frequency: str) -> float:
    return _mean([_script_letter(text, at, frequency) for at in _beyond_ascii(text)])


def _script_letter(text: str, at: int, frequency: str) -> float:
    character = text[at]
    rank = frequency.find(character.lower())
    if rank < 0:
        plain = _no_letter(character)
        return -0.5 if plain is None else plain
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    score = 1.0 - 0.8 * rank / len(frequency)
    if any(each.isascii() and each.isalpha() for each in (before, after)):
        score -= 1.5
    return score - 1.5 if character.isupper() and before.islower() else score


def _double_byte_score(text: str, name: str) -> float:
    return _mean([_double_byte_letter(text[at], name) for at in _beyond_ascii(text)])


def _double_byte_letter(character: str, name: str) -> float:
    first, last = _LEADS[name]
    if character in _COMMON[name]:
        return 1.0
    if "\u3041" <= character <= "\u30fa":  # kana, which the code pages of Chinese and Korean have as well
        return 1.0 if name == "cp932" else 0.0
    if (plain := _no_letter(character)) is not None:
        return plain
    encoded = character.encode(name, "ignore")
    is_first_level = (
        len(encoded) == 2 and first <= encoded[0] <= last and (name in ("big5", "cp932") or encoded[1] >= 0xA1)
    )
    return 0.4 if is_first_level else -0.5


def _no_letter(character: str) -> float | None:
    """The score of a character that is no letter, or None."""
    if character == "\ufffd" or unicodedata.category(character) == "Cc":
        return -3.0
    if character in _PUNCTUATION:
        return 0.3
    return None if unicodedata.category(character)[0] in "LM" else -1.0


@cache
def _is_vowel(letter: str) -> bool:
    return unicodedata.normalize("NFD", letter.lower())[:1] in _VOWELS


def _beyond_ascii(text: str) -> list[int]:
    return [at for at, character in enumerate(text) if not character.isascii()]


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores) if scores else 0.0


_SCORES: dict[str, Callable[[str], float]] = {
    **{name: partial(_latin_score, alphabets=alphabets) for name, alphabets in _LATIN.items()},
    **{name: partial(_script_score, frequency=letters) for name, letters in _BY_FREQUENCY.items()},
    **{name: partial(_double_byte_score, name=name) for name in _LEADS},
}
