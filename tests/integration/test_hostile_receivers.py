"""Whatever a receiver answers, a delivery ends in an answer or a SendError within its patience, and holds little memory."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.network.webhook_sender import WebhookSender, _retry_after
from shared.services.ports.webhooks import Response, SendError

PATIENCE = timedelta(seconds=2)
MONTH = timedelta(days=30)
OK = b"HTTP/1.1 200 OK\r\n"
Receiver = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def receiver(answer: Receiver) -> AsyncIterator[str]:
    """The URL of a server that reads a request and lets `answer` write what it likes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await answer(writer)
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    finally:
        server.close()


async def post(answer: Receiver, *, read: bool = True) -> Response | SendError:
    """What comes of a delivery to it."""
    sender = WebhookSender(allow_local=True)
    try:
        async with receiver(answer) as url:
            return await sender.post(url, b"[]", {}, PATIENCE, read=read)
    except SendError as error:
        return error
    finally:
        await sender.close()


def says(content: bytes) -> Receiver:
    """It writes this and closes."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        await writer.drain()

    return answer


def repeats(beginning: bytes, piece: bytes, pause: float = 0) -> Receiver:
    """It never ends."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(beginning)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return answer


ODD_RETRY_AFTER = [
    "Mon, 01 Jan 2026 00:00:00 +99999999999999",
    "Mon, 01 Jan 2026 00:00:00 -99999999999999",
    "Fri, 31 Dec 9999 23:59:59 -2359",
    "Mon, 01 Jan 0001 00:00:00 +2359",
    "Mon, 01 Jan 99999 00:00:00 GMT",
    "99" * 4000,
    "²",
    "٣٤٥",
    "-1",
    "1e9",
    "NaN",
    "inf",
    "1.5",
    "Mon, 01 Jan 2026 00:00:00 " + "+" * 60,
    ",",
    " ",
]


@pytest.mark.parametrize("text", ODD_RETRY_AFTER, ids=range(len(ODD_RETRY_AFTER)))
def test_a_wait_is_bounded_or_none(text: str) -> None:
    wait = _retry_after(text)
    assert wait is None or timedelta() <= wait <= MONTH


@given(
    st.text(max_size=200) | st.from_regex(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{1,5} \d\d:\d\d:\d\d [+-]?\d{0,20}")
)
def test_no_wait_raises(text: str) -> None:
    wait = _retry_after(text)
    assert wait is None or timedelta() <= wait <= MONTH


def test_waits_that_mean_something() -> None:
    assert _retry_after("120") == timedelta(minutes=2)
    assert _retry_after("0") == timedelta()
    assert _retry_after(format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)) == timedelta()
    for text in ("999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"):
        assert _retry_after(text) == MONTH
    soon = datetime.now(UTC) + timedelta(hours=1)
    for zone in ("GMT", "-0000"):
        wait = _retry_after(soon.strftime("%a, %d %b %Y %H:%M:%S ") + zone)
        assert wait is not None
        assert timedelta(minutes=59) < wait <= timedelta(hours=1)


async def test_an_odd_wait_does_not_hide_the_status() -> None:
    for text in ODD_RETRY_AFTER[:6]:
        found = await post(
            says(f"HTTP/1.1 503 Busy\r\nRetry-After: {text[:4000]}\r\nContent-Length: 0\r\n\r\n".encode())
        )
        assert isinstance(found, Response), found
        assert found.status == 503


BOMB = gzip.compress(b"0" * (64 << 20))
ENDLESS = {
    "a body without end": repeats(OK + b"\r\n", b"x" * 65536),
    "chunks without end": repeats(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "a body of a byte a while": repeats(OK + b"Content-Length: 100000\r\n\r\n", b"x", 0.3),
    "headers without end": repeats(OK, b"X-A: b\r\n"),
    "one header without end": repeats(OK + b"X-A: ", b"b" * 65536),
    "a status line without end": repeats(b"HTTP/1.1 200 ", b"O" * 65536),
    "a header of a byte a while": repeats(OK + b"X-A: ", b"b", 0.3),
    "100 Continue without end": repeats(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "silence": repeats(b"", b"", 0.3),
    "a compressed bomb": says(OK + f"Content-Encoding: gzip\r\nContent-Length: {len(BOMB)}\r\n\r\n".encode() + BOMB),
    "compression that is none": says(OK + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"),
    "two lengths": says(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
    "a negative length": says(OK + b"Content-Length: -1\r\n\r\n"),
    "a chunk of negative size": says(OK + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n"),
    "a chunk of enormous size": says(OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 400 + b"\r\nx\r\n"),
    "a body that is cut off": says(OK + b"Content-Length: 100\r\n\r\nab"),
    "a header without a name": says(OK + b": x\r\n\r\n"),
    "a header with a zero byte": says(OK + b"X-A: \0\r\n\r\n"),
    "a header that is no UTF-8": says(OK + b"X-A: \xff\xfe\r\nContent-Length: 0\r\n\r\n"),
    "a status that is no number": says(b"HTTP/1.1 abc OK\r\n\r\n"),
    "a status of nine digits": says(b"HTTP/1.1 200000000 OK\r\n\r\n"),
    "status 0": says(b"HTTP/1.1 000 OK\r\n\r\n"),
    "101 Switching Protocols": says(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nxyz"),
    "no HTTP": says(b"\x16\x03\x01\x02\x00"),
    "HTTP/2": says(b"HTTP/2.0 200 OK\r\n\r\n"),
    "nothing": says(b""),
    "a redirect to itself": says(b"HTTP/1.1 302 Found\r\nLocation: /hook\r\nContent-Length: 0\r\n\r\n"),
    "a redirect to nowhere": says(b"HTTP/1.1 302 Found\r\nLocation: http://[::\r\nContent-Length: 0\r\n\r\n"),
    "a cookie that is none": says(OK + b"Set-Cookie: \x01=;;;=\r\nContent-Length: 0\r\n\r\n"),
    "a charset that is none": says(OK + b"Content-Type: text/x; charset=\x7f\r\nContent-Length: 1\r\n\r\nx"),
}


@pytest.mark.parametrize("read", [True, False], ids=["validation", "delivery"])
@pytest.mark.parametrize("name", ENDLESS)
async def test_every_answer_ends_in_time(name: str, read: bool) -> None:
    async with asyncio.timeout(PATIENCE.total_seconds() + 3):
        found = await post(ENDLESS[name], read=read)
    assert isinstance(found, SendError) or len(found.body) <= 4096, found
    if isinstance(found, SendError):
        assert str(found).endswith("."), found
        assert "127.0.0.1" not in str(found)
