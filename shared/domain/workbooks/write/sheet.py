"""The XML of the sheet of rows, of its table, and of the sheets beside it, element by element in the order of
CT_Worksheet (ECMA-376 Part 1, 18.3.1.99)."""

from collections.abc import Mapping, Sequence

from shared.domain.workbooks.write.layout import MAX_ROWS, InstructionLine, SheetColumn, letters
from shared.domain.workbooks.write.parts import (
    DEFAULT_STYLE,
    HEAD,
    HEADER_STYLE,
    HEADING_STYLE,
    MAIN,
    RELATIONSHIPS,
    TEXT_STYLE,
    WRAPPED_STYLE,
)
from shared.domain.workbooks.write.text import attribute, escape, text_element

_OPEN = f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">'
_FORMAT = '<sheetFormatPr defaultRowHeight="15"/>'
_DRAWING = '<legacyDrawing r:id="rId2"/>'
_INSTRUCTION_WIDTHS = (32, 100)
_LONGEST_INLINE = 255
"""Characters of a drop-down's list that stands in the formula itself (Excel)."""
_LONGEST_PROMPT = 255
"""Characters of the text that a cell shows when it is chosen (ECMA-376 Part 1, 18.3.1.32)."""


def rows_head(columns: Sequence[SheetColumn]) -> str:
    """The sheet of rows up to its header, which stays in sight."""
    pane = (
        '<sheetViews><sheetView tabSelected="1" workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>'
    )
    styles = [DEFAULT_STYLE if column.is_number else TEXT_STYLE for column in columns]
    header = _row(1, [column.title for column in columns], HEADER_STYLE)
    widths = [column.width for column in columns]
    return f"{_OPEN}{pane}{_FORMAT}{_columns(widths, styles)}<sheetData>{header}"


def rows_tail(columns: Sequence[SheetColumn], lists: Mapping[int, str], last_row: int, has_notes: bool) -> str:
    """The sheet of rows behind its rows. `lists` has the range of a column's choices that are too long for a formula."""
    checks = [_validation(at, column, lists.get(at)) for at, column in enumerate(columns) if column.choices]
    validations = f'<dataValidations count="{len(checks)}">{"".join(checks)}</dataValidations>' if checks else ""
    area = f"A1:{letters(len(columns) - 1)}{last_row}"
    return (
        f'</sheetData>{validations}<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        # Else Excel marks every phone number as one that is stored as text.
        f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors>'
        f"{_DRAWING if has_notes else ''}"
        '<tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>'
    )


def table(name: str, columns: Sequence[SheetColumn], last_row: int) -> str:
    """The table over header and rows."""
    area = f"A1:{letters(len(columns) - 1)}{last_row}"
    entries = "".join(
        f'<tableColumn id="{n}" name={attribute(column.title)}/>' for n, column in enumerate(columns, start=1)
    )
    return (
        f'{HEAD}<table xmlns="{MAIN}" id="1" name="{name}" displayName="{name}" ref="{area}" totalsRowShown="0">'
        f'<autoFilter ref="{area}"/><tableColumns count="{len(columns)}">{entries}</tableColumns>'
        '<tableStyleInfo name="TableStyleLight1" showFirstColumn="0" showLastColumn="0" showRowStripes="1" '
        'showColumnStripes="0"/></table>'
    )


def instructions_sheet(lines: Sequence[InstructionLine]) -> str:
    """The sheet of instructions."""
    rows = "".join(
        _row(n, line.cells, HEADING_STYLE if line.is_heading else WRAPPED_STYLE) for n, line in enumerate(lines, start=1)
    )
    view = '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    columns = _columns(_INSTRUCTION_WIDTHS, [WRAPPED_STYLE] * len(_INSTRUCTION_WIDTHS))
    return f"{_OPEN}{view}{_FORMAT}{columns}<sheetData>{rows}</sheetData></worksheet>"


def lists_sheet(lists: Sequence[Sequence[str]]) -> str:
    """The hidden sheet with the choices of drop-downs, a list a column."""
    longest = max(map(len, lists))
    rows = "".join(
        _row(n + 1, [choices[n] if n < len(choices) else "" for choices in lists], TEXT_STYLE) for n in range(longest)
    )
    return f"{_OPEN}<sheetData>{rows}</sheetData></worksheet>"


def is_inline(choices: Sequence[str]) -> bool:
    """Whether a drop-down's formula can hold the choices; a comma would separate two of them."""
    return len(",".join(choices)) + 2 <= _LONGEST_INLINE and not any({*choice} & {",", '"'} for choice in choices)


def _validation(at: int, column: SheetColumn, area: str | None) -> str:
    formula = area or f'"{",".join(column.choices)}"'
    cells = f"{letters(at)}2:{letters(at)}{MAX_ROWS}"
    # A warning and no stop: the import reads more than the list, such as the words of other languages.
    return (
        '<dataValidation type="list" errorStyle="warning" allowBlank="1" showInputMessage="1" showErrorMessage="1" '
        f'errorTitle={attribute(column.title)} error={attribute("The list does not have this.")} '
        f"promptTitle={attribute(column.title)} prompt={attribute(column.help[:_LONGEST_PROMPT])} "
        f'sqref="{cells}"><formula1>{escape(formula)}</formula1></dataValidation>'
    )


def _columns(widths: Sequence[float], styles: Sequence[int]) -> str:
    """Widths, and the style of cells that are still to be filled in."""
    entries = "".join(
        f'<col min="{n}" max="{n}" width="{width}" style="{style}" customWidth="1"/>'
        for n, (width, style) in enumerate(zip(widths, styles, strict=True), start=1)
    )
    return f"<cols>{entries}</cols>"


def _row(number: int, cells: Sequence[str], style: int) -> str:
    entries = "".join(
        f'<c r="{letters(at)}{number}" s="{style}" t="inlineStr"><is>{text_element(cell)}</is></c>'
        for at, cell in enumerate(cells)
        if cell
    )
    return f'<row r="{number}">{entries}</row>'
