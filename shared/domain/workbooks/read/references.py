"""References of cells, such as XFD1048576."""


from shared.domain.workbooks.sheet_limits import LAST_COLUMN

_NONE = LAST_COLUMN + 1


def column_of(letters: str) -> int:
    """The column from 0 that these letters name; LAST_COLUMN or more when a sheet has none of that name."""
    column = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z" or column > LAST_COLUMN:
            return _NONE
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1 if column else _NONE
