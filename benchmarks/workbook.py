"""The workbook of an export alone, to a temporary file: what it adds to the CSV."""

from collections.abc import Iterable
from itertools import islice

from benchmarks.dataset import Row
from benchmarks.meter import Cost, RequestCounter, metered
from shared.domain.csv.columns import FileKind
from shared.domain.exports import USER_MAPPING, MemberRow
from shared.domain.members.membership import Role
from shared.domain.workbooks.write.kinds import layout_of
from shared.domain.workbooks.write.workbook import WorkbookWriter
from shared.services.tempfiles import open_temp_file

_PAGE = 1_000
"""Members that an export has in memory of one group."""


def write_workbook(rows: Iterable[Row], counter: RequestCounter) -> Cost:
    """Write these rows in the order in which they come, page by page. Making them is not measured."""
    members = (MemberRow(row.group, row.e164, Role(row.role)) for row in rows)
    total = Cost()
    with open_temp_file() as file:
        writer = WorkbookWriter(file, layout_of(FileKind.USER))
        while page := list(islice(members, _PAGE)):
            with metered(counter) as cost:
                writer.add(USER_MAPPING.sheet_rows(page))
            total = total.plus(cost)
        with metered(counter) as cost:
            writer.close()
    return total.plus(cost)
