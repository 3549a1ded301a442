"""The sample workbook: an organization with twelve different mistakes, each as spreadsheets and their users make it.

`python -m tests.sample_workbook` stores it in samples/, where administrators find it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.workbooks import DECLARATION, MAIN, STRINGS, WORKBOOK, Parts, package, sheet_parts, text_cell, workbook_xml

STORED = Path(__file__).parent.parent / "samples" / "organisation-with-mistakes.xlsx"

_DATE = 1  # the second cell style of _STYLES
_HEADER = ("Group Name", "Phone Number", "User Type", "Region")
_LETTERS = "ABCDE"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A row that is rejected with this code. A cell that is no text is given as its XML without the reference."""

    code: str
    cells: Sequence[str]


_date = f'<c s="{_DATE}"><v>46354</v></c>'  # 28 November 2026
_error = '<c t="e"><v>#N/A</v></c>'

MISTAKES: Sequence[Mistake] = (
    Mistake("number_invalid", ("Kiosk Nairobi", "0712 909 961", "Member", "")),  # without country code, and not of India
    Mistake("number_of_another_country", ("Kiosk Nairobi", "254712909962", "Member", "")),
    Mistake("number_of_another_country", ("Kiosk Nairobi", "254712909963", "Admin", "")),
    Mistake("number_damaged_by_spreadsheet", ("Kiosk Pune", "9.19812E+11", "Member", "")),
    Mistake("cell_not_text", ("Kiosk Pune", _date, "Member", "")),
    Mistake("user_type_unknown", ("Kiosk Pune", "+919812345711", "Boss", "")),
    Mistake("group_name_missing", ("", "+919812345712", "Member", "")),
    Mistake("phone_number_missing", ("Kiosk Pune", "", "Member", "")),
    Mistake("number_invalid", ("Kiosk Agra", "9812345713/9812345714", "Member", "")),  # two, with a slash between them
    Mistake("region_unknown", ("Kiosk Agra", "9812345715", "Member", "Bharat")),
    Mistake("cell_not_text", ("Kiosk Agra", _error, "Member", "")),
    Mistake("too_many_columns", ("Kiosk Agra", "+919812345716", "Member", "", "+919812345717")),
    Mistake("number_invalid", ("Kiosk Agra", "98123", "Member", "")),  # too short
)
"""In the order of the sheet, below the rows that are right. The second and the third are the same mistake."""

RIGHT = tuple(
    (group, f"+9198123457{number:02}", "Admin" if number % 7 == 0 else "Member", "")
    for number, group in enumerate(["Kiosk Pune"] * 4 + ["Kiosk Agra"] * 4 + ["Kiosk Nairobi"] * 2)
)
LINKS = (("Kiosks", "Kiosk Pune"), ("Kiosks", "Kiosk Agra"), ("Kiosks", "Kiosk Nairobi"))
_ALL = ("Kiosks", "+919812345790", "Admin", "")

FIRST_MISTAKE = 2 + len(RIGHT) + 1
"""The row of the sheet with the first of MISTAKES."""

_STYLES = (
    f'{DECLARATION}<styleSheet xmlns="{MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
).encode()


def sample_workbook() -> bytes:
    """The workbook: a sheet of users, which ends with the mistakes, and one of the hierarchy."""
    users = [_HEADER, *RIGHT, _ALL, *(mistake.cells for mistake in MISTAKES)]
    hierarchy = [("Parent Group Name", "Child Group Name"), *LINKS]
    parts: Parts = sheet_parts(_sheet(users), _sheet(hierarchy), styles=_STYLES)
    parts[WORKBOOK] = workbook_xml([("Staff", "visible"), ("Hierarchy", "visible")])
    # Excel repairs a package whose content types name a part that is not there.
    types = parts["[Content_Types].xml"].decode()
    start = types.index(f'<Override PartName="/{STRINGS}"')
    parts["[Content_Types].xml"] = (types[:start] + types[types.index("/>", start) + 2 :]).encode()
    return package(parts)


def _sheet(rows: Sequence[Sequence[str]]) -> bytes:
    data = "".join(
        f'<row r="{number}">{"".join(_cell(cell, f"{_LETTERS[at]}{number}") for at, cell in enumerate(row) if cell)}</row>'
        for number, row in enumerate(rows, start=1)
    )
    widths = '<cols><col min="1" max="5" width="24" customWidth="1"/></cols>'
    view = '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    return f'{DECLARATION}<worksheet xmlns="{MAIN}">{view}{widths}<sheetData>{data}</sheetData></worksheet>'.encode()


def _cell(cell: str, reference: str) -> str:
    return cell.replace("<c ", f'<c r="{reference}" ', 1) if cell.startswith("<c ") else text_cell(cell, reference)


if __name__ == "__main__":
    STORED.write_bytes(sample_workbook())
