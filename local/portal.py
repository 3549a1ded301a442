"""Serves the built portal, or a plain page that says where things are as long as there is none.

The portal is a static web app with routes of its own, so a path that is no file and looks like a page
answers index.html, as Azure Static Web Apps does with navigationFallback.
"""

import html
import mimetypes
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from aiohttp import web

# Set here as well, because a machine's own MIME table may lack or spoil them.
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
# These belong to the host; an unknown one is a 404 and never a page.
HOST_PREFIXES = ("api", "dev", "admin", "runtime")

Responder = Callable[[web.Request], Awaitable[web.StreamResponse | None]]


@dataclass(frozen=True)
class Portal:
    """Where the portal's files are, and which blob service its page may send files to. `api_origin` is empty where the
    portal is of the API's own origin."""

    dist: Path
    blob_origin: str
    api_origin: str
    api_base: str

    def add_routes(self, app: web.Application, first: Responder | None = None) -> None:
        """Serves config.json, and the portal's files where `first` has no answer."""

        async def config(_: web.Request) -> web.Response:
            return web.json_response(self.config(), headers={"Cache-Control": "no-cache"})

        async def anything_else(request: web.Request) -> web.StreamResponse:
            return (first and await first(request)) or await self.respond(request)

        app.router.add_get("/config.json", config)
        app.router.add_route("*", "/{path:.*}", anything_else)

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """A file of the portal, its index page, or 404."""
        path = unquote(request.path)
        if request.method not in ("GET", "HEAD") or path.split("/")[1] in HOST_PREFIXES:
            return web.Response(status=404)
        if not (self.dist / "index.html").is_file():
            return self._plain_page() if path == "/" else web.Response(status=404)
        file = self._file(path)
        if file is None:
            return web.Response(status=404)
        return web.FileResponse(file, headers=self._headers(file))

    def config(self) -> dict[str, object]:
        """What the portal reads at its start (config.json)."""
        config: dict[str, object] = {
            "apiBaseUrl": f"{self.api_origin}{self.api_base}",
            "auth": {"kind": "development", "tokenUrl": f"{self.api_origin}/dev/token"},
        }
        if region := os.environ.get("DEFAULT_REGION"):
            config["defaultRegion"] = region
        return config

    def _file(self, path: str) -> Path | None:
        root = self.dist.resolve()
        try:
            candidate = (root / path.lstrip("/")).resolve()
            if candidate.is_file() and candidate.is_relative_to(root):
                return candidate
        except (OSError, ValueError):  # a name that is too long, or holds a zero byte
            return None
        looks_like_a_page = "." not in path.rsplit("/", 1)[-1]
        return root / "index.html" if looks_like_a_page else None

    def _headers(self, file: Path) -> dict[str, str]:
        guessed = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        # Vite puts a hash into the names under assets/, so those never change.
        fresh = "public, max-age=31536000, immutable" if file.parent.name == "assets" else "no-cache"
        return {
            "Content-Type": CONTENT_TYPES.get(file.suffix, guessed),
            "Cache-Control": fresh,
            "Content-Security-Policy": self.content_security_policy(),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }

    def content_security_policy(self) -> str:
        """Only the app's own files and calls, and uploads straight to the blob service. The last four do not all fall
        back to default-src (Content Security Policy Level 3, 6.1), so each is said."""
        return "; ".join(
            (
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self' 'unsafe-inline'",
                " ".join(filter(None, ("connect-src 'self'", self.api_origin, self.blob_origin))),
                "img-src 'self' data:",
                "object-src 'none'",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
            )
        )

    def _plain_page(self) -> web.Response:
        api = html.escape(self.api_base)
        page = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Muster</title></head><body>
<h1>Muster is running</h1>
<p>The portal is not built; <code>make portal</code> builds it.</p>
<ul>
<li>API: <a href="{api}/health">{api}</a>, its reference: <a href="{api}/docs">{api}/docs</a></li>
<li>Uploads: drop CSV files or workbooks into the container <code>uploads</code>, or POST {api}/uploads</li>
<li>Logs: <code>{api}/uploads/&lt;id&gt;/log</code>, and the container <code>job-logs</code></li>
<li>Token: POST <code>{{"roles": ["Groups.Admin"]}}</code> to <code>/dev/token</code></li>
</ul></body></html>
"""
        return web.Response(text=page, content_type="text/html")


def blob_origin(connection: str) -> str:
    """Scheme, host and port of a connection string's blob service."""
    fields = dict(part.split("=", 1) for part in connection.split(";") if "=" in part)
    endpoint = urlsplit(fields.get("BlobEndpoint", ""))
    return f"{endpoint.scheme}://{endpoint.netloc}" if endpoint.netloc else ""
