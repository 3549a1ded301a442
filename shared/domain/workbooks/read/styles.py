"""The number formats of a workbook's cell styles."""

from collections.abc import Iterator

from shared.domain.workbooks.read.faults import WorkbookFaults
from shared.domain.workbooks.read.limits import MAX_STYLES
from shared.domain.workbooks.read.markup import MAIN, SEPARATOR, outline
from shared.domain.workbooks.read.number_formats import BUILTIN_DATES, DATE_FORMAT, NumberFormat

_ROOTS = {namespace + SEPARATOR + "styleSheet" for namespace in MAIN}


def read_styles(pieces: Iterator[bytes], faults: WorkbookFaults) -> list[NumberFormat | None]:
    """The format of each cell style, None where it shows digits as they are.

    Raises FileError: file_damaged, file_too_large.
    """
    items = outline(pieces, faults)
    if next(items)[0] not in _ROOTS:
        raise faults.damaged("Its styles are none.")
    formats: dict[str, NumberFormat | None] = {str(each): DATE_FORMAT for each in BUILTIN_DATES}
    styles: list[NumberFormat | None] = []
    for path, attributes in items:
        if path == "styleSheet/numFmts/numFmt":
            # Some programs give their own codes to numbers of builtin formats.
            formats[attributes.get("numFmtId", "")] = NumberFormat(attributes.get("formatCode", ""))
        elif path == "styleSheet/cellXfs/xf":
            styles.append(formats.get(attributes.get("numFmtId", "0")))
        if len(styles) + len(formats) > MAX_STYLES:
            raise faults.too_large(f"It has more than {MAX_STYLES:,} cell styles and number formats.")
    return styles
