"""HTTP triggers: converts a request to the worker's invocation, and its result to a response.

Copies GrpcMessageConversionExtensions.ToRpcHttp of https://github.com/Azure/azure-functions-host for a
worker with the Python worker's capabilities: header names in lower case, repeated headers and query keys
joined by commas, empty query values left out, a body only when there is a Content-Length above zero.
"""

import logging
from collections.abc import Iterable
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from azure.functions.meta import Datum
from multidict import CIMultiDict

from local.indexing import FunctionInfo
from local.invocation import Invoker
from local.routing import Route, build_routes

logger = logging.getLogger("local.http")

# aiohttp writes these itself; a second copy would be a malformed answer.
FRAMING_HEADERS = frozenset({"content-length", "transfer-encoding", "connection"})


class HttpFunctions:
    """Every HTTP function of the app behind its route."""

    def __init__(
        self, functions: Iterable[FunctionInfo], route_prefix: str, invoker: Invoker, *, records_paths: bool
    ) -> None:
        self._invoker = invoker
        self._records_paths = records_paths
        self._functions = {f.name: f for f in functions if f.trigger_type == "httpTrigger"}
        self.routes: list[Route] = build_routes(map(_route_of, self._functions.values()), route_prefix)

    async def respond(self, request: web.Request) -> web.Response | None:
        """The function's answer, or None when no route takes this method and path.

        An exception in a function is 500 with an empty body; the invoker has logged it.
        """
        for route in self.routes:
            values = route.match(request.method, request.rel_url.raw_path)
            if values is not None:
                answer = await self._invoke(self._functions[route.function_name], request, values)
                if self._records_paths:  # what AppRequests then holds, among it whatever the path names
                    logger.info("%s %s answered %d", request.method, request.path, answer.status)
                return answer
        return None

    async def _invoke(self, function: FunctionInfo, request: web.Request, route_values: dict[str, str]) -> web.Response:
        datum = await request_datum(request, route_values)
        try:
            answer = await self._invoker.run(function, datum)
        except Exception:  # the real host returns 500 for any exception of the app
            return web.Response(status=500)
        # No response at all is 204, https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-output
        return web.Response(status=204) if answer is None else response_of(answer)


async def request_datum(request: web.Request, route_values: dict[str, str]) -> Datum:
    """What the host sends to the worker for a request."""
    body = await request.read() if (request.content_length or 0) > 0 else b""
    return Datum(
        type="http",
        value={
            "method": _string(request.method),
            "url": _string(f"{request.scheme}://{request.host}{request.raw_path}"),
            "headers": _strings(join_repeated(request.headers.items())),
            "query": _strings(query_values(request.rel_url.raw_query_string)),
            "params": _strings(route_values),
            "body": Datum(type="bytes", value=body),
        },
    )


def query_values(raw: str) -> dict[str, str]:
    """Decoded query parameters; keys that differ only by case are one key, and empty values are left out."""
    return {key: value for key, value in _joined(parse_qsl(raw, keep_blank_values=True)).items() if value}


def join_repeated(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Header values under lower-case names, repeated ones joined by commas."""
    return {name.lower(): value for name, value in _joined(headers).items()}


def response_of(datum: Datum) -> web.Response:
    """The HTTP response for what the SDK's converter made of a function's return value."""
    if datum.type == "string":
        return web.Response(text=datum.value)
    value: dict[str, Any] = datum.value
    headers: CIMultiDict[str] = CIMultiDict()
    for name, header in value["headers"].items():
        if name.lower() not in FRAMING_HEADERS:
            headers.add(name, header.value)
    for cookie in value["cookies"] or ():
        _add_cookies(headers, cookie)
    return web.Response(status=int(value["status_code"].value), body=value["body"].value, headers=headers)


def _add_cookies(headers: CIMultiDict[str], cookie: SimpleCookie) -> None:
    for morsel in cookie.values():
        headers.add("Set-Cookie", morsel.OutputString())


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    spellings: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for key, value in pairs:
        spelling = spellings.setdefault(key.lower(), key)
        values.setdefault(spelling, []).append(value)
    return {key: ",".join(parts) for key, parts in values.items()}


def _route_of(function: FunctionInfo) -> tuple[str, str, list[str]]:
    methods = [str(getattr(method, "value", method)) for method in function.trigger.get("methods") or ()]
    return function.name, function.trigger.get("route") or function.name, methods


def _string(value: str) -> Datum:
    return Datum(type="string", value=value)


def _strings(values: dict[str, str]) -> dict[str, Datum]:
    return {key: _string(value) for key, value in values.items()}
