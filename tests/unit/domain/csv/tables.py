"""Tables of valid rows as hypothesis makes them, the many ways in which they may be written, and what they come to."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import phonenumbers
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from shared.domain.csv.formula_escape import protect
from shared.domain.csv.synonyms import _ROLES, _TITLES, Column
from shared.domain.members.membership import Role
from shared.domain.names import GroupName, check_group_name
from shared.domain.phone import reads_without_plus

PLAIN = "utf-8"
UNICODE = (PLAIN, "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
CODE_PAGES = (
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("cp932", "cp949", "gbk", "gb18030", "big5", "cp950", "mac_roman"),
)
_EXAMPLES = [
    (region, phonenumbers.format_number(number, PhoneNumberFormat.E164))
    for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    if (number := phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)) is not None
]
_DIGITS_OF_SCRIPTS = ("٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９")
_INVISIBLE = ("\u200b", "\u200e", "\u202a", "\ufeff", "\u00ad")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its cells as written, and what they mean."""

    cells: dict[Column, str]
    name: GroupName
    numbers: tuple[str, ...]
    role: Role | None


@dataclass(frozen=True, slots=True)
class Table:
    """A file, and the codec that the upload says, None for none."""

    content: bytes
    rows: Sequence[TableRow]
    encoding: str | None

    def memberships(self) -> list[list[str]]:
        """The group as its first row spells it, the number, and the role of the last row that names one."""
        shown: dict[str, str] = {}
        roles: dict[tuple[str, str], Role | None] = {}
        for row in self.rows:
            shown.setdefault(row.name.normalised, row.name.display)
            for number in row.numbers:
                key = (row.name.normalised, number)
                roles[key] = row.role or roles.get(key)
        return sorted([shown[name], number, str(role or Role.MEMBER)] for (name, number), role in roles.items())

    @property
    def entries(self) -> int:
        """Every number of every row."""
        return sum(len(row.numbers) for row in self.rows)


@dataclass(frozen=True, slots=True)
class _Writer:
    """What a program does with the cells of a table."""

    delimiter: str
    quoting: Literal[0, 1, 2, 3]
    line_end: str
    columns: Sequence[Column | None]
    """In their order; None is a column that Muster does not know."""
    titles: dict[Column, str]
    above: Sequence[str]
    """Titles and blank lines above the header."""
    between: Sequence[str]
    """Blank lines, instructions, and rows with the default of a drop-down, in front of each row."""
    has_formulas: bool
    has_ctrl_z: bool
    defaults: dict[Column, str] = field(default_factory=lambda: {Column.USER_TYPE: "Member"})

    def write(self, rows: Sequence[TableRow]) -> str:
        """The text of the file."""
        sink = io.StringIO()
        writer = csv.writer(
            sink,
            delimiter=self.delimiter,
            quoting=self.quoting,
            lineterminator=self.line_end,
        )
        for line in self.above:
            sink.write(line + self.line_end)
        writer.writerow([self.titles[column] if column else "Remark" for column in self.columns])
        for at, row in enumerate(rows):
            if self.between and self.between[at % len(self.between)] == "defaults":
                writer.writerow([self.defaults.get(column, "") if column else "" for column in self.columns])
            elif self.between:
                sink.write(self.between[at % len(self.between)] + self.line_end)
            writer.writerow([self._cell(row.cells.get(column, "")) if column else "x" for column in self.columns])
        if self.has_ctrl_z:
            sink.write("\x1a")
        return sink.getvalue()

    def _cell(self, text: str) -> str:
        if self.line_end == "\r":
            text = text.replace("\n", "\r")  # The csv module quotes no other line break than that of its lines.
        # Programs wrap what must stay text, and no formula has a line break or a quotation mark in its text.
        return f'="{text}"' if self.has_formulas and text and not set('"\r\n') & set(text) else text


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Any table of valid rows in any accepted form."""
    encoding = draw(st.sampled_from((*UNICODE, *CODE_PAGES)))
    rows = draw(st.lists(_rows(encoding), min_size=1, max_size=5))
    writer = draw(_writers(encoding))
    content = writer.write(rows).encode(encoding)
    return Table(content, rows, encoding if encoding in CODE_PAGES else None)


@st.composite
def _rows(draw: st.DrawFn, encoding: str) -> TableRow:
    name = draw(_names(encoding))
    region = draw(st.sampled_from(_EXAMPLES))[0]
    numbers = draw(st.lists(st.sampled_from(_EXAMPLES), min_size=1, max_size=3))
    role, word = draw(st.sampled_from(_words(encoding)))
    has_region = draw(st.booleans())
    if has_region:
        region = numbers[0][0]
    cells = {
        Column.GROUP_NAME: draw(_decorated(protect(name.display), encoding)),
        Column.PHONE_NUMBER: draw(_phone_cell(numbers, region if has_region else "", encoding)),
        Column.USER_TYPE: draw(_decorated(draw(st.sampled_from([word, word.upper(), f" {word} "])), encoding)),
        Column.REGION: draw(_decorated(draw(st.sampled_from([region, region.lower()])), encoding))
        if has_region
        else "",
    }
    return TableRow(cells, name, tuple(number for _, number in numbers), role)


def _names(encoding: str) -> st.SearchStrategy[GroupName]:
    texts = st.one_of(
        st.text(max_size=12),
        st.text("=+-@#'\"|;,. a1\u200d", min_size=1, max_size=6),
        st.text(min_size=150, max_size=200),
    )
    checked = texts.map(check_group_name)
    return checked.filter(lambda name: isinstance(name, GroupName) and may_be_written(name.display, encoding))  # type: ignore[return-value]


def may_be_written(text: str, encoding: str) -> bool:
    """Whether an encoding can hold the text."""
    try:
        return text.encode(encoding).decode(encoding) == text
    except UnicodeError:
        return False


def _words(encoding: str) -> list[tuple[Role | None, str]]:
    known: list[tuple[Role | None, str]] = [(role, word) for role, words in _ROLES.items() for word in words]
    return [
        (None, ""),
        *(
            (role, word)
            for role, word in known
            if may_be_written(word.upper(), encoding) and may_be_written(word, encoding)
        ),
    ]


@st.composite
def _decorated(draw: st.DrawFn, text: str, encoding: str) -> str:
    """The cell, perhaps with blanks and characters that nobody sees around it."""
    around = [mark for mark in ("", " ", "\u00a0", *_INVISIBLE) if may_be_written(mark, encoding)]
    if not text or text[0] in "'=":
        return text + draw(st.sampled_from(around)) if text else text
    return draw(st.sampled_from(around)) + text + draw(st.sampled_from(around))


@st.composite
def _phone_cell(draw: st.DrawFn, numbers: Sequence[tuple[str, str]], region: str, encoding: str) -> str:
    separator = draw(st.sampled_from([",", ";", "\n", "|", ":::", ", ", " ; "]))
    return separator.join(
        [draw(_written(number, region if region == its else "", encoding)) for its, number in numbers]
    )


@st.composite
def _written(draw: st.DrawFn, e164: str, region: str, encoding: str) -> str:
    number = phonenumbers.parse(e164)
    plain = draw(
        st.sampled_from([e164, *(phonenumbers.format_number(number, form) for form in (1, 3))])
    )  # international form, RFC 3966
    forms = ["{}", "{} ", "'{}", "{}+"]
    if not plain.startswith("tel:"):
        forms += ["p:{}", "tel:{}", "whatsapp:{}"]
    forms += [form for form in ("\u202a{}\u202c", "\u200b{}") if may_be_written(form, encoding)]
    text = draw(st.sampled_from(forms)).format(plain)
    kind = draw(st.sampled_from(["as it is", "00", "digits", "script"]))
    if kind == "00":
        return "00" + e164[1:]
    if kind == "digits" and region and reads_without_plus(e164, region):
        return e164[1:]
    if kind == "script":
        script = draw(st.sampled_from(_DIGITS_OF_SCRIPTS))
        other = e164.translate(str.maketrans("0123456789", script))
        return other if may_be_written(other, encoding) else text
    return text


@st.composite
def _writers(draw: st.DrawFn, encoding: str) -> _Writer:
    columns: list[Column | None] = [Column.GROUP_NAME, Column.PHONE_NUMBER, Column.USER_TYPE, Column.REGION]
    columns += draw(st.sampled_from([[], [None]]))
    instruction = st.sampled_from(["# Fill in below.", '"# Fill in, below"', "#"])
    above = st.one_of(st.just(""), instruction, st.sampled_from(["Members 2026", "Team list"]))
    return _Writer(
        delimiter=draw(st.sampled_from([",", ";", "\t", "|"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])),
        line_end=draw(st.sampled_from(["\r\n", "\n", "\r"])),
        columns=draw(st.permutations(columns)),
        titles={column: draw(st.sampled_from(_titles(column, encoding))) for column in columns if column},
        above=draw(st.lists(above, max_size=3)),
        between=draw(st.lists(st.one_of(st.sampled_from(["", "defaults"]), instruction), max_size=3)),
        has_formulas=draw(st.booleans()),
        has_ctrl_z=draw(st.booleans()),
    )


def _titles(column: Column, encoding: str) -> list[str]:
    if encoding in ("utf-16-le", "utf-16-be"):  # told from binary data by its first two characters, which must be ASCII
        return [column, column.upper(), column.replace(" ", "_")]
    return [title for title in (column, column.upper(), *_TITLES[column]) if may_be_written(title, encoding)]
