"""Cross-origin requests as the real host answers them (CorsOptionsSetup.cs of https://github.com/Azure/azure-functions-host
over ASP.NET Core): any method and any header from the origins that the platform allows, preflights answered before any
function and without a max-age, and no header exposed. What a page may read beside Fetch's safelisted headers, the app says
itself (Access-Control-Expose-Headers).
"""

from collections.abc import Collection

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware


def cors(allowed_origins: Collection[str]) -> Middleware:
    """The host's CORS middleware."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get(hdrs.ORIGIN)
        asked_for = request.headers.get(hdrs.ACCESS_CONTROL_REQUEST_METHOD)
        is_preflight = origin is not None and request.method == hdrs.METH_OPTIONS and asked_for is not None
        response = web.Response(status=204) if is_preflight else await handler(request)
        if origin is None or origin not in allowed_origins:
            return response
        response.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = origin
        if is_preflight:
            response.headers[hdrs.ACCESS_CONTROL_ALLOW_METHODS] = str(asked_for)
            if names := request.headers.get(hdrs.ACCESS_CONTROL_REQUEST_HEADERS):
                response.headers[hdrs.ACCESS_CONTROL_ALLOW_HEADERS] = names
        return response

    return answer
