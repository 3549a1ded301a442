"""Stands between the app and Azurite, writes down what passes, and says that it is busy when told to.

Shared key signatures cover the path and not the host, so requests pass as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from local.settings import AZURITE_ACCOUNT, AZURITE_KEY
from tests.azurite import TestAzurite

_TABLE = re.compile(rf"/{AZURITE_ACCOUNT}/(\w+)")
_WRITTEN = re.compile(rf"^(?:POST|PUT|PATCH|DELETE) \S+?/{AZURITE_ACCOUNT}/(\w+)", re.MULTILINE)
_BUSY = {"odata.error": {"code": "ServerBusy", "message": {"lang": "en-US", "value": "Later."}}}
# These belong to one connection and not to the message.
_HOP = frozenset({"host", "content-length", "transfer-encoding", "connection", "keep-alive"})


@dataclass
class StorageProxy:
    """`reads` and `writes` count requests by table, or as "blobs"; the next `busy` requests to `busy_tables` get 503."""

    azurite: TestAzurite
    reads: Counter[str] = field(default_factory=Counter)
    writes: Counter[str] = field(default_factory=Counter)
    busy: int = 0
    busy_tables: frozenset[str] = frozenset()
    rejected: int = 0
    connection_string: str = ""
    _runners: list[web.AppRunner] = field(default_factory=list)
    _session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Listens on two free ports."""
        self._session = aiohttp.ClientSession(auto_decompress=False)
        table = await self._listen(self._tables)
        blob = await self._listen(self._blobs)
        self.connection_string = (
            f"DefaultEndpointsProtocol=http;AccountName={AZURITE_ACCOUNT};AccountKey={AZURITE_KEY};"
            f"TableEndpoint=http://127.0.0.1:{table}/{AZURITE_ACCOUNT};"
            f"BlobEndpoint=http://127.0.0.1:{blob}/{AZURITE_ACCOUNT};"
        )

    async def stop(self) -> None:
        """Ends it."""
        for runner in self._runners:
            await runner.cleanup()
        if self._session:
            await self._session.close()

    def forget(self) -> None:
        """Count from zero."""
        self.reads.clear()
        self.writes.clear()

    @property
    def total(self) -> int:
        """All requests, of which Azure bills each."""
        return self.reads.total() + self.writes.total()

    async def _listen(self, handler: Handler) -> int:
        app = web.Application(client_max_size=1 << 28)
        app.router.add_route("*", "/{path:.*}", handler)
        runner = web.AppRunner(app, shutdown_timeout=1.0)
        await runner.setup()
        self._runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return int(runner.addresses[0][1])

    async def _tables(self, request: web.Request) -> web.Response:
        body = await request.read()
        named = _WRITTEN.search(body.decode()) if request.path.endswith("$batch") else _TABLE.match(request.path)
        table = named.group(1) if named else "?"
        (self.reads if request.method == "GET" else self.writes)[table] += 1
        if self.busy and table in self.busy_tables:
            self.busy -= 1
            self.rejected += 1
            return web.json_response(_BUSY, status=503)
        return await self._forward(request, body, self.azurite.table_port)

    async def _blobs(self, request: web.Request) -> web.Response:
        (self.reads if request.method in ("GET", "HEAD") else self.writes)["blobs"] += 1
        return await self._forward(request, await request.read(), self.azurite.blob_port)

    async def _forward(self, request: web.Request, body: bytes, port: int) -> web.Response:
        assert self._session
        url = URL(f"http://127.0.0.1:{port}{request.raw_path}", encoded=True)
        headers = [(name, value) for name, value in request.headers.items() if name.lower() not in _HOP]
        added = ("Content-Type", "Accept", "Accept-Encoding", "User-Agent")
        call = self._session.request(request.method, url, headers=headers, data=body, skip_auto_headers=added)
        async with call as answer:
            content = await answer.read()
            kept = [(name, value) for name, value in answer.headers.items() if name.lower() not in _HOP]
            if request.method == "HEAD":
                kept.append(("Content-Length", answer.headers["Content-Length"]))
            return web.Response(status=answer.status, reason=answer.reason, headers=kept, body=content)
