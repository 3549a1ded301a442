"""Bytes to a server and the answers that come back: what http.client would never send."""

import io
import socket
from http.client import HTTPException, HTTPResponse
from typing import cast

from tests.local_host import Answer


def send(port: int, request: bytes, *, seconds: float = 10) -> list[Answer]:
    """All answers until the server closes the connection or is silent for so long; none for bytes that it drops."""
    with socket.create_connection(("localhost", port), timeout=seconds) as connection:
        connection.sendall(request)
        received = b""
        try:
            while piece := connection.recv(65536):
                received += piece
        except (TimeoutError, ConnectionError):
            pass
    return list(_answers(received, request))


def _answers(received: bytes, request: bytes) -> list[Answer]:
    found = []
    stream = _Kept(received)
    while stream.tell() < len(received):
        response = HTTPResponse(
            cast(socket.socket, _Received(stream)), method=request.partition(b" ")[0].decode(errors="replace")
        )
        try:
            response.begin()
            body = response.read()
        except HTTPException as error:
            raise AssertionError(f"no HTTP answer: {received[:300]!r}") from error
        found.append(Answer(response.status, [(n.lower(), v) for n, v in response.getheaders()], body))
    return found


class _Kept(io.BytesIO):
    """Stays open for the next answer; HTTPResponse closes what it has read."""

    def close(self) -> None:
        return


class _Received:
    """What HTTPResponse asks of a socket."""

    def __init__(self, stream: io.BytesIO) -> None:
        self._stream = stream

    def makefile(self, _: str) -> io.BytesIO:
        """The same stream for each answer."""
        return self._stream
