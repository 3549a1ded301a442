"""Lists the rejected rows of an upload, page by page, with their cells, for whoever corrects them."""

from dataclasses import dataclass, field

from shared.domain.csv.columns import FileKind
from shared.services.context import ImportContext
from shared.services.uploads.jobs.list_position import position_in
from shared.services.uploads.jobs.rejected_rows import StoredRejectedRow, decode_rejected_row, rejected_rows_name
from shared.services.uploads.jobs.state import load_job

__all__ = ["RejectedRows", "StoredRejectedRow", "list_rejected_rows"]

_PIECE = 256 * 1024
_MOST_BYTES = 4 * 1024 * 1024
"""Of rows that one page reads, since cells may be long, and rows with one code far between."""


@dataclass(frozen=True, slots=True)
class RejectedRows:
    """A page of rejected rows: how many more are not kept, known at the end of the list, and where the next begins."""

    rows: list[StoredRejectedRow] = field(default_factory=list)
    left_out: int = 0
    following: str | None = None


async def list_rejected_rows(
    context: ImportContext, job_id: str, limit: int, after: str | None, *, kind: FileKind | None, code: str | None
) -> RejectedRows:
    """Returns up to `limit` rejected rows from the position `after` on ("kind:offset in bytes"), of one file and with one
    code where these are given. A page may be short while there are more.

    Raises NotFound, and InvalidInput for an invalid position.
    """
    job = await load_job(context, job_id)
    kinds = [each for each in FileKind if kind in (None, each)]
    current, offset = position_in(after, kinds)
    found, left_out, read = RejectedRows(), 0, 0
    for each in kinds[kinds.index(current) :]:
        name = rejected_rows_name(job, each)
        rest = b""
        while piece := await context.job_files.get_range(name, offset + len(rest), _PIECE):
            read += len(piece)
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                offset += len(line) + 1
                row = decode_rejected_row(line)
                left_out += row.left_out
                if row.problems and (code is None or any(problem.code == code for problem in row.problems)):
                    found.rows.append(row)
                if len(found.rows) == limit:
                    return RejectedRows(found.rows, following=f"{each}:{offset}")
            if read >= _MOST_BYTES and lines:
                return RejectedRows(found.rows, following=f"{each}:{offset}")
        offset = 0
    return RejectedRows(found.rows, left_out)
