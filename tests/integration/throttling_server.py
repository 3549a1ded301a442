"""A Table service that misbehaves on purpose: busy as a whole, busy inside a 202, gone in the middle of an answer.

It parses just enough of $batch to keep the rows, so that a test can say that none was lost or written by half.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import unquote

from aiohttp import web

Mood = Literal["busy", "too many", "timed out", "busy inside", "timed out inside", "hang up", "cut", "reject"]

_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
_OPERATION = re.compile(
    r"^(POST|PUT|PATCH|DELETE) \S+?/Rows(?:\(PartitionKey='([^']*)',RowKey='([^']*)'\))? HTTP", re.M
)
_ENTITY = re.compile(r"^\{.*\}\r$", re.M)

_WHOLE: dict[str, tuple[int, str]] = {
    "busy": (503, "ServerBusy"),
    "too many": (429, "TooManyRequests"),
    "timed out": (500, "OperationTimedOut"),
    "reject": (403, "AuthorizationFailure"),
}
_INSIDE: dict[str, tuple[str, str]] = {
    "busy inside": ("503 Service Unavailable", "ServerBusy"),
    "timed out inside": ("500 Internal Server Error", "OperationTimedOut"),
}


@dataclass
class ThrottlingServer:
    """`moods` are taken one a request; when there are none it works, but never more than `capacity` at once."""

    moods: deque[Mood | None] = field(default_factory=deque)
    retry_after: str = ""
    capacity: int = 1000
    seconds: float = 0.002
    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    requests: list[dict[str, str]] = field(default_factory=list)
    in_flight: int = 0
    _runner: web.AppRunner | None = None
    connection_string: str = ""

    async def start(self) -> None:
        """Listens on a free port."""
        app = web.Application()
        app.router.add_post("/account/$batch", self._batch)
        app.router.add_get("/account/Rows()", self._query)
        self._runner = web.AppRunner(app, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.connection_string = f"AccountName=account;AccountKey={_KEY};TableEndpoint=http://127.0.0.1:{port}/account;"

    async def stop(self) -> None:
        """Ends it."""
        if self._runner:
            await self._runner.cleanup()

    async def _batch(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        return await self._answer(request, lambda: self._write(body))

    async def _query(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(
            request, lambda: web.json_response({"value": [{"RowKey": key} for _, key in self.rows]})
        )

    async def _answer(self, request: web.Request, work: Any) -> web.StreamResponse:
        self.requests.append(dict(request.headers))
        mood = self.moods.popleft() if self.moods else None
        self.in_flight += 1
        try:
            if self.in_flight > self.capacity:
                mood = "busy"
            await asyncio.sleep(self.seconds)
            return await self._in_mood(mood, request, work)
        finally:
            self.in_flight -= 1

    async def _in_mood(self, mood: Mood | None, request: web.Request, work: Any) -> web.StreamResponse:
        headers = {"Retry-After": self.retry_after} if self.retry_after else {}
        if mood in _WHOLE:
            status, code = _WHOLE[mood]
            error = {"odata.error": {"code": code, "message": {"value": "No."}}}
            return web.json_response(error, status=status, headers=headers)
        if mood in _INSIDE:
            return _accepted(_failed(0, *_INSIDE[mood]))
        if mood == "hang up":
            return await _hang_up(request, b"")
        answer = work()
        return await _hang_up(request, answer.body[:60]) if mood == "cut" else answer

    def _write(self, body: str) -> web.Response:
        """All or nothing."""
        changes = []
        for index, part in enumerate(body.split("Content-Transfer-Encoding: binary")[1:]):
            operation, entity = _OPERATION.search(part), _ENTITY.search(part)
            assert operation
            row = json.loads(entity.group()) if entity else {}
            key = (unquote(operation.group(2) or row["PartitionKey"]), unquote(operation.group(3) or row["RowKey"]))
            if operation.group(1) == "POST" and key in self.rows:
                return _accepted(_failed(index, "409 Conflict", "EntityAlreadyExists"))
            changes.append((key, row))
        self.rows.update(changes)
        return _accepted(*["HTTP/1.1 204 No Content\r\nDataServiceVersion: 3.0;\r\n\r\n"] * len(changes))


def _failed(index: int, status: str, code: str) -> str:
    error = {"odata.error": {"code": code, "message": {"value": f"{index}:No."}}}
    return f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n\r\n{json.dumps(error)}"


def _accepted(*parts: str) -> web.Response:
    head = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    changes = "".join(f"--changesetresponse_1\r\n{head}{part}\r\n" for part in parts)
    body = (
        "--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changesetresponse_1\r\n\r\n"
        f"{changes}--changesetresponse_1--\r\n--batchresponse_1--\r\n"
    )
    kind = "multipart/mixed; boundary=batchresponse_1"
    return web.Response(status=202, body=body.encode(), headers={"Content-Type": kind})


async def _hang_up(request: web.Request, said: bytes) -> web.StreamResponse:
    assert request.transport
    if said:
        request.transport.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 100000\r\n\r\n" + said)
        await asyncio.sleep(0.005)
    request.transport.close()
    return web.Response()
