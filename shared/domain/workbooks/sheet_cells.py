"""What the cells of a sheet say: the same as they would in the CSV that a spreadsheet saves of it."""

from shared.domain.csv.formula_escape import APOSTROPHE, unprotect, without_formula


def plain_text(cell: str) -> str:
    """The text of a cell. A workbook may have been saved of a CSV that Muster wrote, so an apostrophe that protects a cell
    there is taken off here, too, and so is the ="..." of other programs."""
    if cell[:1] == APOSTROPHE:
        return unprotect(cell)
    return without_formula(cell) if cell[:1] == "=" else cell
