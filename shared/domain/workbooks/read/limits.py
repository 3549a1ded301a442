"""How much of a workbook is read, whatever the file claims about its size, so that no file takes more memory or time than
an instance has. The figures that they lead to are in docs/performance.md (Hostile workbooks).
"""

from shared.domain.csv.lines import LONGEST_CELL

MIB = 1024 * 1024

PIECE_BYTES = 64 * 1024
"""Unpacked and parsed at a time."""

MAX_DIRECTORY_BYTES = MIB
"""Of the zip's central directory: some 10,000 parts. zipfile makes an object of each."""

LEAST_UNPACKED_BYTES = 32 * MIB
MOST_UNPACKED_BYTES = 2048 * MIB
UNPACKED_TIMES_PACKED = 200
"""All parts together may be so many times as large as the file, within the two limits above. What spreadsheets write is 5
to 60 times as large as packed; deflate can make it 1,000."""

MAX_SHARED_STRING_BYTES = 400 * MIB
"""Of the part with the shared strings: 4,000,000 strings of 80 characters."""

MAX_SHARED_STRINGS = 4_000_000
"""Their places take four bytes each in memory."""

SHARED_STRINGS_IN_MEMORY = 8 * MIB
"""Bytes of the first strings; the others are in a temporary file."""

MAX_SMALL_PART_BYTES = 16 * MIB
"""Of the parts that are held as a whole: relationships, sheets' names, number formats."""

MAX_TOKEN_BYTES = 4 * MIB
"""Of one tag or comment of XML. expat keeps it as a whole, and reads it again with each piece."""

MAX_DEPTH = 64
"""Of XML elements in each other. What is read is seven deep, and what is skipped hardly twice that."""

MAX_XML_NAMES = 5_000
"""Different names of elements and attributes in a part. expat and Python keep each of them."""

MAX_SHEETS = 1_000

MAX_RELATIONSHIPS = 5_000
"""Of one part."""

MAX_STYLES = 70_000
"""A spreadsheet has 65,490 (Microsoft, "Excel specifications and limits")."""

MAX_CELLS = 15_000_000
"""Of all sheets that are read, blank ones with a style included: 1,000,000 rows of 15 cells."""

MAX_COLUMNS = 1_024
"""Columns in which a cell keeps its place. The first value behind them stands in one more, so that it is not lost."""

MAX_MERGED_RANGES = 100_000

MERGED_COLUMNS = 64
"""Columns in which merged ranges have an effect."""

KEPT_CHARACTERS = LONGEST_CELL + 1
"""Of one cell, so that a longer one can be told."""


class Budget:
    """Counts how much of several things was taken, where taking the first part of one again costs nothing."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._taken: dict[str, int] = {}

    def allows(self, thing: str, amount: int) -> bool:
        """Whether so much of this thing may be taken from its beginning on, beside what was taken of the others."""
        more = amount - self._taken.get(thing, 0)
        if more > 0:
            self._taken[thing] = amount
            self._left -= more
        return self._left >= 0
