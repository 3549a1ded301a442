"""Records of a CSV: any encoding, delimiter and line end, and the line on which each begins."""

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.csv.formula_escape import unprotect, without_formula
from shared.domain.csv.instructions import is_instruction
from shared.domain.csv.lines import RECORD_LIMIT
from shared.domain.csv.reader import FileError, GroupDeclaration, Instruction, Record, open_csv

TITLES = ["Group Name", "Phone Number", "User Type"]
HEADER = "Group Name,Phone Number,User Type\n"

LINE_ENDS = ("\n", "\r\n", "\r")
ENCODINGS = {
    "utf-8": b"",
    "utf-8-sig": b"",
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "cp1252": b"",
}
# Text that survives every encoding above, with everything that CSV must quote.
awkward = st.text(st.sampled_from("ab é\"'#,;\t\n\r=+0"), max_size=8)
plain = st.text(st.sampled_from("abé'=+0#"), max_size=8)
encodings = st.sampled_from(sorted(ENCODINGS))
delimiters = st.sampled_from(",;\t")
line_ends = st.sampled_from(LINE_ENDS)


def tables(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    return st.lists(st.lists(cells, min_size=3, max_size=3), max_size=8)


def read(content: bytes | str, encoding: str | None = None) -> list[Record | GroupDeclaration | Instruction]:
    binary = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return list(open_csv(binary, "a.csv", encoding).records())


@given(tables(awkward), delimiters, line_ends, encodings)
def test_round_trip(table: list[list[str]], delimiter: str, line_end: str, encoding: str) -> None:
    sink = io.StringIO(newline="")
    csv.writer(sink, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows([TITLES, *table])
    records = read(ENCODINGS[encoding] + sink.getvalue().encode(encoding), "cp1252" if encoding == "cp1252" else None)
    assert [record.cells for record in records if isinstance(record, Record)] == as_read(table, ",")


@given(tables(plain), delimiters, line_ends, encodings)
def test_round_trip_without_quotation_marks(
    table: list[list[str]], delimiter: str, line_end: str, encoding: str
) -> None:
    content = line_end.join(delimiter.join(row) for row in [TITLES, *table])
    records = read(ENCODINGS[encoding] + content.encode(encoding), "cp1252" if encoding == "cp1252" else None)
    assert [record.cells for record in records if isinstance(record, Record)] == as_read(table, delimiter)


def as_read(table: Iterable[list[str]], delimiter: str) -> list[list[str]]:
    """The rows that are not blank and no instruction, without the apostrophe that an export puts in front of a formula."""
    rows = (row for row in table if any(map(str.strip, row)) and not is_instruction(delimiter.join(row)))
    return [[unprotect(without_formula(cell)) for cell in row] for row in rows]


@pytest.mark.parametrize("line_end", LINE_ENDS, ids=repr)
@pytest.mark.parametrize("inside", LINE_ENDS, ids=repr)
def test_lines_are_counted_as_an_editor_counts(line_end: str, inside: str) -> None:
    rows = [
        "# instructions",  # 1
        "",
        "Group Name,Phone Number,User Type",  # 3
        "one,1,",  # 4
        f'two,"2{inside}{inside}2",',  # 5, 6, 7
        ",,",  # 8
        f'"three{inside}# of a cell{inside}","3{inside}",',  # 9 to 12
        "#",  # 13
        "four,4,",  # 14
    ]
    content = line_end.join(rows)
    lines = [record.line for record in read(content)]
    assert lines == [4, 5, 9, 14]
    in_editor = re.split("\r\n|\r|\n", content)
    assert [in_editor[line - 1].strip('"')[:2] for line in lines] == ["on", "tw", "th", "fo"]


def test_line_end_across_buffers() -> None:
    rows = "".join(f"group {n},{'1' * (n % 97)},\r\n" for n in range(5000))
    assert [record.line for record in read(HEADER.replace("\n", "\r\n") + rows)] == list(range(2, 5002))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiter_is_the_one_that_shows_the_header(delimiter: str) -> None:
    content = delimiter.join(TITLES) + "\n" + delimiter.join(["a", '"1,2;3\t4"', ""])
    file = open_csv(io.BytesIO(content.encode()), "a.csv")
    assert file.delimiter == delimiter
    assert list(file.records()) == [Record(2, ["a", "1,2;3\t4", ""])]


@pytest.mark.parametrize("first_line", ["sep=;\r\n", '"sep=;"\n', "SEP=|\n", "sep=\t\r"])
def test_sep_line_names_the_delimiter_and_counts_as_a_line(first_line: str) -> None:
    delimiter = re.sub("[^;|\t]", "", first_line)
    content = first_line + delimiter.join(TITLES) + "\n" + delimiter.join(["a", "1", ""])
    for encoding in ("utf-8-sig", "utf-16"):
        assert read(content.encode(encoding)) == [Record(3, ["a", "1", ""])]


def test_sep_line_elsewhere_is_a_row() -> None:
    assert read(HEADER + "sep=;\n") == [Record(2, ["sep=;"])]


def test_instructions_are_counted_and_groups_declared() -> None:
    content = (
        "#muster:group,First\n# instruction\n"
        + HEADER
        + "a,1,\n#muster:group,\"Ops, 'night'\"\n#muster:group,'=Sum\n"
        + "#muster:group,\n#muster:group,a,b\n#muster:x,a\nb,2,\n"
    )
    file = open_csv(io.BytesIO(content.encode()), "a.csv")
    assert list(file.records()) == [
        GroupDeclaration(1, "First", "first"),
        Record(4, ["a", "1", ""]),
        GroupDeclaration(5, "Ops, 'night'", "ops, 'night'"),
        GroupDeclaration(6, "=Sum", "=sum"),
        Record(10, ["b", "2", ""]),
    ]
    assert file.instruction_lines == 4


@pytest.mark.parametrize("name", ["#general", "##", "#1", "#a b", "#muster", "#Muster:x"])
@pytest.mark.parametrize("form", ["{},1,\n", '"{}",1,\n'])
def test_a_name_may_begin_with_a_number_sign(name: str, form: str) -> None:
    assert read(HEADER + form.format(name)) == [Record(2, [name, "1", ""])]


@pytest.mark.parametrize(
    "line", ["# a,1,", '"# a, b",,', '"# a";;', '"# a\nb",1,', "#", "#,,", '"#",,', "# ", "#muster:x"]
)
def test_an_instruction_may_stand_in_quotation_marks(line: str) -> None:
    file = open_csv(io.BytesIO(f"{line}\n{HEADER}{line}\na,1,\n".encode()), "a.csv")
    assert [record.cells for record in file.records() if isinstance(record, Record)] == [["a", "1", ""]]
    assert file.instruction_lines == 2


@pytest.mark.parametrize(
    "line", ['"#muster:group","Ops"', '"#muster:group,Ops"', "#muster:group,Ops,,", '"#muster:group","Ops","",""']
)
def test_a_group_is_declared_also_in_quotation_marks(line: str) -> None:
    assert read(f"{HEADER}{line}\n") == [GroupDeclaration(2, "Ops", "ops")]


def test_group_declared_on_the_last_line() -> None:
    assert read(HEADER + "#muster:group,Last") == [GroupDeclaration(2, "Last", "last")]


@pytest.mark.parametrize(
    ("content", "line", "sentence"),
    [
        (HEADER + 'a,1,\n"b,2,\n', 3, "never closed"),
        (HEADER + '"', 2, "never closed"),
        ('"' + HEADER, 1, "never closed"),
        (HEADER + 'a,1,\n"b,2,\n' + "c,3,\n" * 50_000, 3, "may have 32,767"),
        (HEADER + "a," + "1" * 200_000 + ",", 2, "may have 32,767"),
        (HEADER + "a,1,\n" + "x" * RECORD_LIMIT + "y", 3, "more than"),
        (HEADER + '"\n",' * RECORD_LIMIT, 2, "does not end"),
        (HEADER + 'a,"1,\nb,2,\n"c",3,\n', 2, "Line 2: A quotation mark opens a cell that ends in the middle of"),
        (HEADER + '"a\nb",1,"\nc,2,\n', 3, "opens in line 3 is never closed. Close it, or remove it."),
        (HEADER + '"a ""b\nc""",5" x,"\nc,2,\n', 3, "opens in line 3 is never closed"),
    ],
    ids=lambda value: None if isinstance(value, str) and len(value) > 40 else value,
)
def test_quotation_mark_swallows_nothing(content: str, line: int, sentence: str) -> None:
    with pytest.raises(FileError) as raised:
        read(content)
    problem = raised.value.problem
    assert (problem.code, problem.line) == ("file_not_csv", line)
    assert sentence in problem.message


def test_rows_before_a_fault_are_delivered() -> None:
    records = open_csv(io.BytesIO((HEADER + 'a,1,\n"b,2,\n').encode()), "a.csv").records()
    assert next(records) == Record(2, ["a", "1", ""])
    with pytest.raises(FileError):
        next(records)


def test_the_file_stays_open_and_is_read_from_its_start(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + "a,1,\n")
    with path.open("rb") as binary:
        binary.read()
        for _ in range(2):
            file = open_csv(binary, "a.csv")
            assert list(file.records()) == [Record(2, ["a", "1", ""])]
            assert file.titles == TITLES
            del file
        assert not binary.closed


def test_only_a_part_of_the_file_is_read_at_a_time() -> None:
    binary = io.BytesIO((HEADER + "a,1,\n" * 100_000).encode())
    records = open_csv(binary, "a.csv").records()
    assert len(list(itertools.islice(records, 100))) == 100
    assert binary.tell() < 20_000


def test_an_encoding_that_shows_in_the_last_row_only() -> None:
    late = HEADER.encode() + b"a,1,\n" * 5000 + "é,1,\n".encode("cp1252")
    assert open_csv(io.BytesIO(late), "a.csv").encoding == "cp1252"


def test_titles_are_as_written() -> None:
    file = open_csv(io.BytesIO(b"group_names,PHONE NUMBER,Note,User Type\n"), "a.csv")
    assert file.titles == ["group_names", "PHONE NUMBER", "Note", "User Type"]
    assert file.header.ignored == ("Note",)
