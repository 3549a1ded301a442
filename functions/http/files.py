"""Answers with a stored file: whole when it is small, else in the parts that the caller asks for (RFC 9110, 14).

The Functions worker takes an answer as one piece of bytes and copies it for the host; streamed answers need another
programming model (azurefunctions-extensions-http-fastapi) for the whole app. So an answer has a largest size.
"""

import re
from typing import NamedTuple

from functions.http.call import Answer, Call
from shared.errors import RangeNotSatisfiable, TooLarge
from shared.services.stored_files import StoredFile

MOST_BYTES = 16 * 1024 * 1024
"""The most that one answer holds. A worker answers several callers at once, and has about four copies of each answer."""

FILE_ERRORS = (413, 416)
"""Statuses of an operation that answers with a file."""

# One range; several at once may be ignored, and are (RFC 9110, 14.2).
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{1,15})?", re.IGNORECASE)
_LAST_BYTES = re.compile(r"bytes=-(\d{1,15})", re.IGNORECASE)


class _Part(NamedTuple):
    """Bytes from `first` up to, not including, `end`."""

    first: int
    end: int


async def file_answer(call: Call, file: StoredFile, content_type: str, name: str = "") -> Answer:
    """The file, or the part that the header Range asks for and at most MOST_BYTES of it. Browsers save it under the name.

    Raises TooLarge for the whole of a larger file, RangeNotSatisfiable for a part behind its end.
    """
    headers = {"Accept-Ranges": "bytes"}
    if name:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    part = _wanted(call.request.headers.get("Range", ""), file.size)
    if part is None:
        if file.size > MOST_BYTES:
            raise TooLarge(
                f"The file has {file.size} bytes, and an answer at most {MOST_BYTES}. Ask for its parts with the header "
                f"Range: bytes=0-{MOST_BYTES - 1}, and so on."
            )
        return Answer(await _read(file, _Part(0, file.size)), headers=headers, content_type=content_type)
    headers["Content-Range"] = f"bytes {part.first}-{part.end - 1}/{file.size}"
    return Answer(await _read(file, part), 206, headers, content_type)


async def _read(file: StoredFile, part: _Part) -> bytes:
    return await file.read(part.first, part.end - part.first) if part.end > part.first else b""


def _wanted(header: str, size: int) -> _Part | None:
    """The part that is asked for, cut to what an answer may hold; None for the whole file."""
    if size == 0:
        return None
    if (last := _LAST_BYTES.fullmatch(header.strip())) is not None:
        count = int(last[1])
        first, end = max(size - count, 0), size
        if count == 0:
            raise RangeNotSatisfiable(size)
    elif (found := _RANGE.fullmatch(header.strip())) is not None:
        first, end = int(found[1]), min(int(found[2] or size) + 1, size)
        if first >= size:
            raise RangeNotSatisfiable(size)
        if end <= first:
            return None  # 9-3 is no range at all, and is ignored
    else:
        return None
    return _Part(first, min(end, first + MOST_BYTES))
