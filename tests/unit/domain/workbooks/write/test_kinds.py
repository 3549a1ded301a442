"""Templates as workbooks: what they hold, and that they are what the import expects of a workbook."""

import io

import pytest

from shared.domain.csv.columns import COLUMNS, Column, FileKind, Header, recognise_header
from shared.domain.csv.instructions import is_instruction, like_numbers
from shared.domain.csv.templates import template_csv
from shared.domain.phone import known_region, known_regions
from shared.domain.workbooks.read import open_workbook
from shared.domain.workbooks.write.kinds import layout_of, rejected_layout, template_workbook
from shared.domain.workbooks.write.layout import Note
from shared.domain.workbooks.write.workbook import WorkbookWriter
from tests.workbook_faults import faults, schema_faults


def rows(content: bytes) -> dict[str, list[list[str]]]:
    """The rows of the visible sheets."""
    with open_workbook(io.BytesIO(content), "template.xlsx") as book:
        return {sheet.name: [row.cells for row in book.rows(sheet)] for sheet in book.sheets if sheet.is_visible}


@pytest.mark.parametrize("kind", FileKind)
def test_a_template_has_a_header_and_instructions(kind: FileKind) -> None:
    content = template_workbook(kind)
    sheets = rows(content)
    assert list(sheets) == [kind.replace("-", " ").capitalize(), "Instructions"]
    assert next(iter(sheets.values())) == [list(COLUMNS[kind])]
    assert (faults(content), schema_faults(content)) == ([], [])


@pytest.mark.parametrize("kind", FileKind)
def test_the_instructions_say_what_the_csv_says(kind: FileKind) -> None:
    said = {" ".join(cells) for cells in rows(template_workbook(kind))["Instructions"]}
    lines = template_csv(kind).decode("utf-8-sig").splitlines()
    examples = [line for line in lines if line.startswith("# Example: ")]
    assert examples
    assert set(examples) <= said
    codes = {line.split()[1].rstrip(":") for line in lines if "_" in line.split()[1]}
    assert codes
    assert all(any(text.startswith(f"{code} ") for text in said) for code in codes)
    assert all(any(text.startswith(column) for text in said) for column in COLUMNS[kind])


@pytest.mark.parametrize("kind", FileKind)
def test_no_instruction_looks_like_a_header_or_a_member(kind: FileKind) -> None:
    for cells in rows(template_workbook(kind))["Instructions"]:
        assert not isinstance(recognise_header(cells), Header)
        assert not like_numbers(" ".join(cells)) or is_instruction(cells[0])


def test_drop_downs_offer_what_the_import_reads() -> None:
    by_title = {column.title: column for column in layout_of(FileKind.USER).columns}
    assert list(by_title["User Type"].choices) == ["Admin", "Member"]
    regions = by_title["Region"].choices
    assert list(regions) == known_regions()
    assert len(regions) > 200
    assert all(map(known_region, regions))
    assert not by_title["Phone Number"].choices


def test_rejected_rows_stand_below_their_titles_with_line_code_and_message_in_front() -> None:
    titles = ["Team", "Mobile", "Line", "", "Role"]
    columns = [Column.GROUP_NAME, Column.PHONE_NUMBER, None, None, Column.USER_TYPE]
    layout = rejected_layout(FileKind.USER, titles, columns, [Note(2, 4, "Wrong.")])
    assert [column.title for column in layout.columns] == [
        *("Line", "Code", "Message", "Team", "Mobile", "Line 2", "Column 7", "Role"),
    ]
    assert [column.is_number for column in layout.columns] == [True, *[False] * 7]
    assert list(layout.columns[-1].choices) == ["Admin", "Member"]
    sink = io.BytesIO()
    writer = WorkbookWriter(sink, layout)
    writer.add([["7", "number_invalid", "Wrong.", "Depot", "12", "", "", "Member", "too", "many"]])
    writer.close()
    assert (faults(sink.getvalue()), schema_faults(sink.getvalue())) == ([], [])
