"""What a cell of a workbook may be beside text."""


class FaultyCell(str):
    """A cell that cannot be taken as text; the string is what the cell holds, such as 2026-03-05 or TRUE.

    It rejects its row only where it stands in a column that is read. `code` is cell_not_text or
    number_damaged_by_spreadsheet; `cause` goes on a sentence that names the cell: "it is a date".
    """

    __slots__ = ("cause", "code")

    code: str
    cause: str

    def __new__(cls, text: str, code: str, cause: str) -> "FaultyCell":
        cell = super().__new__(cls, text)
        cell.code = code
        cell.cause = cause
        return cell


class MergedCell(str):
    """A blank cell of a merged range, with the range's value.

    Among the titles of a header it is to be taken as blank: a title over two columns is one title.
    """

    __slots__ = ()
