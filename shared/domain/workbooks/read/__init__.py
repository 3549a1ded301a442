"""Workbooks as other people's programs write them, read row by row within limits."""

from shared.domain.workbooks.read.cells import FaultyCell, MergedCell
from shared.domain.workbooks.read.kinds import HEAD_BYTES, is_workbook, refuse_other_kinds
from shared.domain.workbooks.read.sheet_rows import SheetRow
from shared.domain.workbooks.read.workbook import Sheet, Workbook, open_workbook

__all__ = [
    "HEAD_BYTES",
    "FaultyCell",
    "MergedCell",
    "Sheet",
    "SheetRow",
    "Workbook",
    "is_workbook",
    "open_workbook",
    "refuse_other_kinds",
]
