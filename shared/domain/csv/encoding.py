"""Detects the text encoding of an uploaded CSV, and files that are not CSV at all."""

import codecs
import re
import unicodedata

from shared.domain.codes import Rejection
from shared.domain.csv.guess_encoding import EncodingGuess, guess_encoding

# File signatures of what people upload instead of CSV, often renamed by hand. Documents of office programs are refused by
# shared/domain/workbooks/read/kinds.py.
_SIGNATURES = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"{\\rtf", "a word processor document (RTF)"),
    (b"SQLite format 3\x00", "a database"),
    (b"PAR1", "a Parquet file"),
)
_UTF16_ZEROS = 8  # one byte in so many at least is zero
_NO_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

UTF8 = "utf-8-sig"
_SAMPLE_BYTES = 16 * 1024
_LONGEST_LINE = 1024
_LETTERS = re.compile(rb"[\x40-\xff]+")
_LINE_ENDS = re.compile(rb"[\r\n]+")
_PYTHON_NAMES = {
    **{f"windows{page}": f"cp{page}" for page in (1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 874)},
    **{f"cp{page}": f"cp{page}" for page in (1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 874, 932, 949)},
    "utf8": UTF8,
    "utf8sig": UTF8,
    "utf16": "utf-16",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "windows31j": "cp932",
    "gbk": "gbk",
    "gb2312": "gbk",
    "cp936": "gbk",
    "gb18030": "gb18030",
    "big5": "big5",
    "cp950": "cp950",
    "euckr": "cp949",
    "macroman": "mac_roman",
    "macintosh": "mac_roman",
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "tis620": "cp874",
    **{f"iso8859{part}": f"iso8859_{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16)},
    **{f"cp{page}": f"cp{page}" for page in (437, 737, 775, 850, 852, 855, 857, 862, 866)},
    "koi8r": "koi8_r",
    "koi8u": "koi8_u",
    "eucjp": "euc_jp",
    "macce": "mac_latin2",
    "maccyrillic": "mac_cyrillic",
    "macgreek": "mac_greek",
    "macturkish": "mac_turkish",
}


class Utf8Check:
    """Checks whether bytes, fed piece by piece, are valid UTF-8."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._failed = False

    def feed(self, piece: bytes) -> None:
        """Check the next bytes, which may begin or end inside a character."""
        if self._failed:
            return
        try:
            self._decoder.decode(piece)
        except UnicodeDecodeError:
            self._failed = True

    @property
    def valid(self) -> bool:
        """Whether all bytes so far are UTF-8 and end at a character boundary."""
        return not self._failed and not self._decoder.getstate()[0]


def known_encoding(name: str) -> str | None:
    """The Python codec of an encoding that an upload may say it has, such as windows-1251 or Shift-JIS, or None."""
    return _PYTHON_NAMES.get(re.sub("[-_. ]", "", name.casefold()))


def encoding_name(codec: str) -> str:
    """What people call the encoding of a Python codec: Windows-1251 for cp1251."""
    named = _COMMON_NAMES.get(codec)
    return named or codec.replace("iso8859_", "ISO 8859-").replace("cp125", "Windows-125").replace("cp", "code page ")


_COMMON_NAMES = {
    UTF8: "UTF-8",
    "cp932": "Shift-JIS",
    "cp949": "EUC-KR",
    "gbk": "GBK",
    "big5": "Big5",
    "mac_roman": "Mac Roman",
    "gb18030": "GB 18030",
    "cp874": "Windows-874",
    "euc_jp": "EUC-JP",
    "koi8_r": "KOI8-R",
    "koi8_u": "KOI8-U",
    "mac_cyrillic": "Mac Cyrillic",
    "mac_greek": "Mac Greek",
    "mac_latin2": "Mac Central European",
    "mac_turkish": "Mac Turkish",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}


class EncodingEvidence:
    """The lines of a file that is not valid UTF-8, fed piece by piece: how many are UTF-8, and a sample of both kinds.

    Its memory is bounded by the sample, and so is the effort of the guess, whatever the file's size.
    """

    def __init__(self) -> None:
        self._utf8_lines = 0
        self._other_lines = 0
        self._utf8 = _Sample()
        self._others = _Sample()

    def feed(self, piece: bytes) -> None:
        """Look at whole lines; half ones at the ends of the piece are left out where it has several."""
        lines = _LINE_ENDS.split(piece)
        for line in lines[1:-1] if len(lines) > 2 and self._utf8_lines + self._other_lines else lines:
            if line.isascii():
                continue
            if _is_utf8(line):
                self._utf8_lines += 1
                self._utf8.add(line)
            else:
                self._other_lines += 1
                self._others.add(line)

    def guess(self) -> EncodingGuess:
        """A code page; but UTF-8, whose other rows are damaged, where at least half of the lines beyond ASCII are UTF-8 and
        no code page is clear for all of them. Two characters of an East Asian code page may be UTF-8 by chance."""
        guess = guess_encoding(self._others.lines, self._utf8.lines)
        if self._utf8_lines >= max(1, self._other_lines) and not guess.is_clear:
            return EncodingGuess(UTF8, is_clear=True)
        return guess


class _Sample:
    """The first different lines, without what is ASCII in every encoding: a name counts once, however many rows it has."""

    def __init__(self) -> None:
        self._lines: dict[bytes, None] = {}
        self._left = _SAMPLE_BYTES

    def add(self, line: bytes) -> None:
        """Keep the line while there is room."""
        if self._left > 0:
            # No second byte of a character lies below @.
            shown = b" ".join(_LETTERS.findall(line[:_LONGEST_LINE]))
            if shown not in self._lines:
                self._lines[shown] = None
                self._left -= len(shown)

    @property
    def lines(self) -> list[bytes]:
        """In the order of the file."""
        return [*self._lines]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def detect_encoding(head: bytes, utf8_valid: bool) -> str | Rejection | None:
    """The Python codec for a file that begins with `head`, at least its first 16 bytes; None where only a guess helps.

    `utf8_valid` is the result of Utf8Check for the whole file, since the only byte that is not ASCII may be in its last
    row. A file that begins with the mark of UTF-8 is UTF-8, but for some rows. Rejections: file_not_csv,
    encoding_unreadable.
    """
    if head.startswith(_UTF32):
        return Rejection("encoding_unreadable", "The file is in UTF-32.")
    if head.startswith(_UTF16):
        return "utf-16"
    for signature, description in _SIGNATURES:
        if head.startswith(signature):
            return Rejection("file_not_csv", f"The file is {description}, not CSV.")
    if utf16 := _utf16_without_mark(head):
        return utf16
    return UTF8 if utf8_valid or head.startswith(codecs.BOM_UTF8) else None


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 without a byte order mark. Two ASCII characters at the beginning (a title, or #) tell it: further on there may
    be a Ctrl-Z, or a character with a zero byte in the other place, such as the blank U+3000. In other files line breaks,
    delimiters and digits are ASCII, so there are zero bytes, all of them in even places or all in odd ones, and what the
    head says is text."""
    if head[:4].count(0) == 2 and head[1:4:2] == b"\0\0" and head[:4:2].isascii():
        return "utf-16-le"
    if head[:4].count(0) == 2 and head[:4:2] == b"\0\0" and head[1:4:2].isascii():
        return "utf-16-be"
    even, odd = head[::2].count(0), head[1::2].count(0)
    if min(even, odd) or max(even, odd) < max(8, len(head) // _UTF16_ZEROS):
        return None
    name = "utf-16-le" if odd else "utf-16-be"
    text = codecs.getincrementaldecoder(name)("replace").decode(head)
    return None if any(unicodedata.category(each) in _NO_TEXT for each in text if each not in "\r\n\t") else name
