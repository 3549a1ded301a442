"""Answers with a file: whole while it is small, in parts by Range, and never more at once than an answer may hold."""

from types import SimpleNamespace
from typing import cast

import pytest

from functions.http import files
from functions.http.call import Answer, Call
from functions.http.files import file_answer
from functions.http.problems import problem_answer, status_of
from shared.errors import RangeNotSatisfiable, TooLarge
from shared.services.stored_files import StoredFile

CONTENT = bytes(range(100))


@pytest.fixture(autouse=True)
def _small_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 40)


async def get(content: bytes, wanted: str | None = None, name: str = "") -> Answer:
    reads: list[int] = []

    async def read(offset: int, size: int) -> bytes:
        reads.append(size)
        return content[offset : offset + size]

    headers = {} if wanted is None else {"Range": wanted}
    call = cast(Call, SimpleNamespace(request=SimpleNamespace(headers=headers)))
    answer = await file_answer(call, StoredFile(len(content), read), "text/csv", name)
    assert sum(reads) == len(answer.content()) <= 40
    return answer


async def test_a_small_file_is_sent_whole() -> None:
    answer = await get(CONTENT[:40], name="rejected.csv")
    assert (answer.status, answer.content(), answer.content_type) == (200, CONTENT[:40], "text/csv")
    assert answer.headers == {"Accept-Ranges": "bytes", "Content-Disposition": 'attachment; filename="rejected.csv"'}
    assert (await get(b"", "bytes=0-9")).status == 200


async def test_a_large_file_is_not_sent_whole() -> None:
    with pytest.raises(TooLarge, match=r"Range: bytes=0-39") as raised:
        await get(CONTENT)
    assert status_of(raised.value) == 413


@pytest.mark.parametrize(
    ("wanted", "first", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=90-", 90, 100),
        ("bytes=90-999", 90, 100),
        ("Bytes=99-99", 99, 100),
        ("bytes=-30", 70, 100),
        ("bytes=-999", 0, 40),
        ("bytes=0-", 0, 40),
        ("bytes=10-99", 10, 50),
    ],
)
async def test_a_part_is_sent_as_far_as_an_answer_holds_it(wanted: str, first: int, end: int) -> None:
    answer = await get(CONTENT, wanted)
    assert (answer.status, answer.content()) == (206, CONTENT[first:end])
    assert answer.headers["Content-Range"] == f"bytes {first}-{end - 1}/100"


@pytest.mark.parametrize("wanted", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=999999999999999-"])
async def test_a_part_behind_the_end_is_none(wanted: str) -> None:
    with pytest.raises(RangeNotSatisfiable) as raised:
        await get(CONTENT, wanted)
    answer = problem_answer(raised.value, status_of(raised.value) or 0)
    assert (answer.status, answer.headers["Content-Range"]) == (416, "bytes */100")


@pytest.mark.parametrize("wanted", ["", "bytes=", "bytes=a-b", "bytes=9-3", "bytes=0-1,5-6", "lines=0-1", "bytes=--1"])
async def test_what_is_no_range_is_ignored(wanted: str) -> None:
    """A server may ignore a range that it does not support, and must ignore one that is none (RFC 9110, 14.2)."""
    assert (await get(CONTENT[:40], wanted)).status == 200


async def test_all_parts_together_are_the_file() -> None:
    parts = b""
    while len(parts) < len(CONTENT):
        parts += (await get(CONTENT, f"bytes={len(parts)}-")).content()
    assert parts == CONTENT
