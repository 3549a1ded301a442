"""A receiver of webhooks: a real HTTP server that verifies, keeps what it got, and misbehaves when told to.

As a process of its own (`python -m tests.receiver`) it prints its port, then one JSON line for each delivery, and takes
commands on standard input: a mode, or {"secret": ...}.
"""

import asyncio
import base64
import hmac
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from aiohttp import web

TOLERANCE_SECONDS = 300


class NotVerifiedError(Exception):
    """The delivery is forged, altered, too old or a repetition."""


@dataclass
class Verifier:
    """What docs/connectors.md tells receivers to do, written without Muster's own code."""

    secret: str
    now: Callable[[], float] = time.time
    seen: set[str] = field(default_factory=set)

    def verify(self, headers: dict[str, str], body: bytes) -> list[dict[str, Any]]:
        """The events. Raises NotVerifiedError; "repeated" when the delivery was taken before."""
        message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not timestamp.isdigit() or abs(self.now() - int(timestamp)) > TOLERANCE_SECONDS:
            raise NotVerifiedError("timestamp")
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        signed = message_id.encode() + b"." + timestamp.encode() + b"." + body
        expected = base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
        given = [part.removeprefix("v1,") for part in headers.get("webhook-signature", "").split(" ")]
        if not any(hmac.compare_digest(expected, signature) for signature in given):
            raise NotVerifiedError("signature")
        if message_id in self.seen:
            raise NotVerifiedError("repeated")
        self.seen.add(message_id)
        events: list[dict[str, Any]] = json.loads(body)
        return events


@dataclass
class Receiver:
    """The server. `mode`: ok, fail (500), hang, slow (2 s), redirect, gone (410), busy (429), no-echo."""

    mode: str = "ok"
    verifier: Verifier | None = None
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    tried: list[tuple[str, str]] = field(default_factory=list)
    elsewhere: int = 0
    port: int = 0
    _runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where it takes webhooks."""
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def events(self) -> list[dict[str, Any]]:
        """Every event taken, in order."""
        return [event for delivery in self.deliveries for event in delivery["events"]]

    async def start(self) -> None:
        """Listen on a free port, or again on the one of before."""
        app = web.Application()
        app.router.add_post("/hook", self._take)
        app.router.add_post("/elsewhere", self._take_elsewhere)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Be away."""
        assert self._runner
        await self._runner.cleanup()

    async def _take_elsewhere(self, _: web.Request) -> web.Response:
        self.elsewhere += 1
        return web.Response()

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        if "webhook-id" not in request.headers:
            return self._validate(json.loads(body))
        self.tried.append((request.headers["webhook-id"], self.mode))
        answer = await self._misbehave()
        if answer is None:
            answer = self._accept(dict(request.headers), body)
        return answer

    def _validate(self, request: dict[str, str]) -> web.Response:
        if self.mode == "no-echo":
            return web.Response(text="welcome")
        return web.json_response({"validationToken": request["validationToken"]})

    async def _misbehave(self) -> web.Response | None:
        if self.mode == "hang":
            await asyncio.sleep(3600)
        if self.mode == "slow":
            await asyncio.sleep(2)
        if self.mode == "redirect":
            return web.Response(status=307, headers={"Location": f"http://127.0.0.1:{self.port}/elsewhere"})
        if self.mode == "busy":
            return web.Response(status=429, headers={"Retry-After": "600"})
        failures = {"fail": 500, "gone": 410}
        return web.Response(status=failures[self.mode]) if self.mode in failures else None

    def _accept(self, headers: dict[str, str], body: bytes) -> web.Response:
        normalised = {name.lower(): value for name, value in headers.items()}
        try:
            events = self.verifier.verify(normalised, body) if self.verifier else json.loads(body)
        except NotVerifiedError as error:
            return web.Response(status=200 if str(error) == "repeated" else 401)
        self.deliveries.append({"id": normalised["webhook-id"], "type": normalised["content-type"], "events": events})
        return web.Response(status=204)


async def _serve() -> None:
    receiver = Receiver()
    await receiver.start()
    print(receiver.port, flush=True)  # noqa: T201  # its port is what its starter reads
    printed = 0
    commands = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(commands), sys.stdin
    )
    while True:
        try:
            line = await asyncio.wait_for(commands.readline(), 0.05)
            if not line:
                break
            command = json.loads(line)
            receiver.mode = command.get("mode", receiver.mode)
            if "secret" in command:
                receiver.verifier = Verifier(command["secret"])
        except TimeoutError:
            pass
        for delivery in receiver.deliveries[printed:]:
            print(json.dumps(delivery), flush=True)  # noqa: T201  # read by the test
            printed += 1
    await receiver.stop()


if __name__ == "__main__":
    asyncio.run(_serve())
