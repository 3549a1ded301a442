"""Workbooks that LibreOffice, openpyxl, XlsxWriter and others wrote, read as a whole (tests/data/workbooks, xlsx-cases)."""

import json

import pytest

from shared.domain.workbooks.read import FaultyCell, SheetRow, open_workbook
from tests.azurite import ROOT
from tests.unit.domain.workbooks.sheets import code_of

WORKBOOKS = ROOT / "tests" / "data" / "workbooks"
CASES = ROOT / "tests" / "data" / "xlsx-cases"

HEADER = "1 Group Name|Phone Number|User Type"
# By file, sheet by sheet: number, cells; ~ in front of a hidden row, ! in front of a cell that is no text.
LIBREOFFICE = {
    "Sheet1": [
        "1 Staff of the North|Staff of the North|Staff of the North",
        "2 Group Name|Phone Number|User Type|Joined",
        "3 Kitchen|+919812345001|Admin|!2026-03-05",
        "4 Kitchen|09812345002|Member|!TRUE",
        "~5 Bar & Grill|+91 98123 45003|Member",
        "6  _x0041_ Équipe 🚚 |919812345004",
        "7 Bar & Grill|!#N/A",
        "9 Bar & Grill|919812345005",
    ],
    "(Sheet2)": ["1 Parent Group Name|Child Group Name", "2 Kitchen|Bar & Grill"],
}
READ = {
    "libreoffice.xlsx": LIBREOFFICE,
    "libreoffice-open-xml.xlsx": LIBREOFFICE,
    "openpyxl.xlsx": {
        "Users & more": [
            HEADER,
            "2 Kitchen|+919812345001|Admin",
            "3 Kitchen|09812345002|Member",
            "~4 Bar & Grill|+91 98123 45003",
            '5 Bar & Grill|!=CONCATENATE("+91",9812345004)|Member',
            "6 Bar & Grill|!2026-03-05 12:30:00|Member",
            "7 Line\nbreak?|!TRUE|A",
        ],
        "(Old)": ["1 x"],
    },
    "xlsxwriter.xlsx": {
        "Users": [
            HEADER,
            "2 Kitchen|+919812345001|Admin",
            "3 Kitchen|919812345002|Member",
            "~4 Bar & Grill|+91 98123 45003",
            '5 Bar & Grill|!=CONCATENATE("+91",9812345004)',
            "6 Bar & Grill|+919812345005",
            "7 Bar & Grill|!2026-03-05",
            "~8 Bar & Grill|!TRUE|_x0041_\r\n",
        ],
        "(Old)": [],
    },
    "xlsxwriter-constant-memory.xlsx": {"Sheet1": [HEADER, "2 Kitchen|+919812345001|Admin"]},
}


@pytest.mark.parametrize("name", READ)
def test_every_cell_is_read(name: str) -> None:
    found = {}
    with (WORKBOOKS / name).open("rb") as file, open_workbook(file, name) as opened:
        for sheet in opened.sheets:
            found[sheet.name if sheet.is_visible else f"({sheet.name})"] = list(map(shown, opened.rows(sheet)))
    assert found == READ[name]


def shown(row: SheetRow) -> str:
    cells = "|".join("!" * isinstance(cell, FaultyCell) + cell for cell in row.cells)
    return f"{'~' * row.is_hidden}{row.number} {cells}"


@pytest.mark.parametrize("name", ["libreoffice.ods", "libreoffice.xls", "libreoffice.html"])
def test_what_libreoffice_saves_in_other_formats_is_unsupported(name: str) -> None:
    assert code_of((WORKBOOKS / name).read_bytes()) == "file_kind_unsupported"


@pytest.mark.parametrize("case", json.loads((CASES / "expected.json").read_text()).items(), ids=lambda case: case[0])
def test_each_case_is_read_or_fails_with_its_code(case: tuple[str, dict[str, str]]) -> None:
    """What becomes of the rows is tested with those who take them."""
    name, expected = case
    assert code_of((CASES / name).read_bytes()) == expected.get("fails", "")
