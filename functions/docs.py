"""The OpenAPI document and a page to browse it."""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from azure.functions import Blueprint

import functions
from functions.http.answers import HTML
from functions.http.call import Answer, Call
from functions.http.components import Json
from functions.http.endpoint import Media, endpoint
from functions.http.openapi import PREFIX, openapi_document

bp = Blueprint()

_PAGE = (Path(__file__).parent / "http" / "assets" / "reference.html").read_bytes()


def _source(tag: str) -> str:
    """The page's one element of this kind as a source in Content-Security-Policy: by hash, so no other runs."""
    content = _PAGE.split(f"<{tag}>".encode())[1].split(f"</{tag}>".encode())[0]
    return f"'sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}'"


_POLICY = (
    f"default-src 'none'; script-src {_source('script')}; style-src {_source('style')}; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@bp.route(route="openapi.json", methods=["GET"])
@endpoint("Get this API as OpenAPI 3.1", {200: Media("application/json")})
async def get_openapi(call: Call) -> Answer:
    """Returns this document. It is made from the models that validate requests."""
    return Answer(_document(_server(call.request.url)))


@bp.route(route="docs", methods=["GET"])
@endpoint("Get the reference page", {200: Media(HTML)})
async def get_docs(call: Call) -> Answer:
    """Returns a page that shows the OpenAPI document. It loads nothing from other servers."""
    return Answer(_PAGE, headers={"Content-Security-Policy": _POLICY}, content_type=HTML)


def _document(server: str) -> bytes:
    return json.dumps(_made_once() | {"servers": [{"url": server}]}, ensure_ascii=False).encode()


@cache  # without the server: that is the Host header, of which anybody can make up any number
def _made_once() -> Json:
    return openapi_document(functions.blueprints, PREFIX)


def _server(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{PREFIX}"
