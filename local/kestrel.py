"""What the server of the real host refuses before any function sees it: Kestrel takes a header's value only in UTF-8, and a
request's target only in ASCII, and answers 400 without a body (https://github.com/dotnet/aspnetcore/issues/28248,
https://github.com/aspnet/KestrelHttpServer/pull/2867). Such text could not be sent to a worker either: protobuf's strings
are UTF-8.
"""

from aiohttp import web
from aiohttp.typedefs import Handler


@web.middleware
async def refuse_odd_bytes(request: web.Request, handler: Handler) -> web.StreamResponse:
    """400 for bytes that aiohttp hands on as lone surrogates, and for a target that was not percent-encoded."""
    if request.raw_path.isascii() and all(_is_text(value) for value in request.headers.values()):
        return await handler(request)
    return web.Response(status=400, headers={"Connection": "close"})


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
