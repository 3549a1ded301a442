"""The host's own API: lists the functions and runs one by hand.

As the real host has it, without its key because only this machine reaches it: POST /admin/functions/{name}
with {"input": "..."} returns 202 at once and runs the function in the background
(https://learn.microsoft.com/azure/azure-functions/functions-manually-run-non-http). The input is the blob's
path for a blob function, the message for a queue function, and nothing for a timer.
"""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence

from aiohttp import web

from local.indexing import FunctionInfo
from local.listening import Listener

logger = logging.getLogger("local.admin")


class AdminApi:
    """The routes under /admin."""

    def __init__(self, functions: Sequence[FunctionInfo], listeners: Mapping[str, Listener]) -> None:
        self._functions = {function.name.lower(): function for function in functions}
        self._listeners = listeners
        self._runs: set[asyncio.Task[None]] = set()

    def add_routes(self, app: web.Application) -> None:
        """Adds them to the host's web application."""
        app.router.add_get("/admin/host/status", self._status)
        app.router.add_get("/admin/functions", self._list)
        app.router.add_post("/admin/functions/{name}", self._run)

    async def _status(self, _: web.Request) -> web.Response:
        return web.json_response({"id": "local", "state": "Running"})

    async def _list(self, _: web.Request) -> web.Response:
        functions = [{"name": f.name, "config": {"bindings": [f.trigger]}} for f in self._functions.values()]
        return web.json_response(functions, dumps=lambda value: json.dumps(value, default=str))

    async def _run(self, request: web.Request) -> web.Response:
        function = self._functions.get(request.match_info["name"].lower())
        if function is None:
            return web.Response(status=404)
        text = _parse_input(await request.text())
        if text is None or function.trigger_type not in self._listeners:
            return web.Response(status=400)
        task = asyncio.create_task(self._run_in_background(function, text))
        self._runs.add(task)
        task.add_done_callback(self._runs.discard)
        return web.Response(status=202)

    async def _run_in_background(self, function: FunctionInfo, text: str) -> None:
        try:
            await self._listeners[function.trigger_type].run_by_hand(function, text)
        except Exception as error:  # the response has been sent; the invoker has logged the error of the function
            logger.debug("The run of %s by hand failed: %r", function.name, error)


def _parse_input(body: str) -> str | None:
    """The `input` of the request, None when the body is not what the real host takes."""
    try:
        value = json.loads(body)
    except ValueError:
        return None
    text = value.get("input", "") if isinstance(value, dict) else None
    return text if isinstance(text, str) else None
