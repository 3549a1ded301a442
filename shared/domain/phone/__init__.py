"""Phone numbers as people and spreadsheets write them, in E.164.

libphonenumber reads one number. This package adds what it does not handle: cells with several numbers, numbers that a
spreadsheet damaged, a missing plus sign, and texts that could be more than one number.
"""

from shared.domain.phone.cells import split_cell
from shared.domain.phone.numbers import E164, known_region, known_regions, mask, region_of
from shared.domain.phone.reading import Number, read_number, reads_without_plus

__all__ = [
    "E164",
    "Number",
    "known_region",
    "known_regions",
    "mask",
    "read_number",
    "reads_without_plus",
    "region_of",
    "split_cell",
]
