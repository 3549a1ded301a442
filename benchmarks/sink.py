"""A storage account that costs next to nothing: `python -m benchmarks.sink` prints its two ports, table and blob.

It parses just enough of each request to answer it correctly from memory, so that beside it the client is what is
measured. It checks no signature.
"""

import asyncio
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from benchmarks.recording import Recorder
from benchmarks.sink_blobs import Blob, Blobs
from benchmarks.sink_tables import RejectedError, Tables

_LENGTH = re.compile(rb"^content-length: *(\d+)", re.IGNORECASE | re.MULTILINE)
_DATE = "Thu, 31 Aug 2023 00:00:00 GMT"


@dataclass(frozen=True, slots=True)
class Request:
    """One request, its header names in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back; `length` only where a HEAD speaks of a body that is not sent."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    length: int | None = None


Handler = Callable[[Request], Answer]


class TableService:
    """The Table service's REST protocol over Tables."""

    def __init__(self, recorder: Recorder | None) -> None:
        self._tables = Tables()
        self._recorder = recorder

    def __call__(self, request: Request) -> Answer:
        """Answer one request."""
        try:
            return self._answer(request)
        except RejectedError as rejected:
            return Answer(rejected.status, _odata_error(rejected), _JSON)

    def _answer(self, request: Request) -> Answer:
        method, path = request.method, request.path
        if path.endswith("/$batch"):
            return self._batch(request)
        if path.endswith("/Tables") and method == "POST":
            self._tables.create(json.loads(request.body)["TableName"])
            return Answer(201, request.body, _JSON)
        if method == "GET":
            return self._read(request)
        verb = {"MERGE": "PATCH"}.get(method, method)
        etag = self._tables.write(verb, path, request.headers.get("if-match"), request.body)
        return Answer(204, headers=(("ETag", etag),))

    def _read(self, request: Request) -> Answer:
        if "(PartitionKey=" in request.path:
            return Answer(200, json.dumps(self._tables.entity(request.path)).encode(), _JSON)
        query = request.query
        rows, following = self._tables.query(
            request.path,
            query.get("$filter", ""),
            query.get("$select", ""),
            int(query.get("$top", "1000")),
            query.get("NextRowKey"),
            "nometadata" not in request.headers.get("accept", ""),
        )
        headers = _JSON
        if following is not None:
            keys = zip(("x-ms-continuation-NextPartitionKey", "x-ms-continuation-NextRowKey"), following, strict=True)
            headers += tuple(keys)
        return Answer(200, json.dumps({"value": rows}).encode(), headers)

    def _batch(self, request: Request) -> Answer:
        if self._recorder is not None:
            self._recorder.keep(request.body)
        try:
            etags = self._tables.batch(request.body)
            parts = [f"HTTP/1.1 204 No Content\r\nContent-ID: {n}\r\nETag: {e}\r\n\r\n" for n, e in enumerate(etags)]
        except RejectedError as rejected:
            body = _odata_error(rejected, f"{rejected.index}:").decode()
            status = f"{rejected.status} {HTTPStatus(rejected.status).phrase}"
            parts = [f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n\r\n{body}"]
        head = "--changes\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        changes = "".join(f"{head}{part}\r\n" for part in parts)
        text = f"--batch\r\nContent-Type: multipart/mixed; boundary=changes\r\n\r\n{changes}--changes--\r\n--batch--\r\n"
        return Answer(202, text.encode(), (("Content-Type", "multipart/mixed; boundary=batch"),))


class BlobService:
    """The Blob service's REST protocol over Blobs."""

    def __init__(self) -> None:
        self._blobs = Blobs()

    def __call__(self, request: Request) -> Answer:
        """Answer one request."""
        try:
            return self._answer(request)
        except RejectedError as rejected:
            return Answer(rejected.status, headers=(("x-ms-error-code", rejected.code),))

    def _answer(self, request: Request) -> Answer:
        container, _, name = request.path.lstrip("/").partition("/")[2].partition("/")
        if request.query.get("restype") == "container":
            return self._container(request, container)
        if request.method == "PUT":
            return Answer(201, headers=_blob_headers(self._write(request, container, name)))
        if request.method == "DELETE":
            self._blobs.delete(container, name)
            return Answer(202)
        blob = self._blobs.get(container, name, request.headers.get("if-match"))
        if request.method == "HEAD":
            return Answer(200, headers=_blob_headers(blob), length=len(blob.content))
        return _content(blob, request.headers.get("x-ms-range") or request.headers.get("range"))

    def _container(self, request: Request, container: str) -> Answer:
        if request.method == "PUT":
            self._blobs.create_container(container)
            return Answer(201)
        names = self._blobs.names(container, request.query.get("prefix", ""))
        blobs = "".join(f"<Blob><Name>{escape(name)}</Name><Properties/></Blob>" for name in names)
        text = f'<?xml version="1.0"?><EnumerationResults><Blobs>{blobs}</Blobs><NextMarker/></EnumerationResults>'
        return Answer(200, text.encode(), (("Content-Type", "application/xml"),))

    def _write(self, request: Request, container: str, name: str) -> Blob:
        headers, comp = request.headers, request.query.get("comp")
        if comp == "block":
            return self._blobs.stage(container, name, request.query["blockid"], request.body)
        if comp == "blocklist":
            return self._blobs.commit(container, name, request.body)
        if comp == "appendblock":
            position = headers.get("x-ms-blob-condition-appendpos")
            return self._blobs.append(container, name, request.body, int(position) if position else None)
        if comp is not None:
            raise RejectedError(501, "NotImplemented")
        missing = headers.get("if-none-match") == "*"
        return self._blobs.put(container, name, headers["x-ms-blob-type"], request.body, missing)


_JSON: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)


def _odata_error(rejected: RejectedError, prefix: str = "") -> bytes:
    message = {"lang": "en-US", "value": f"{prefix}{rejected.code}"}
    return json.dumps({"odata.error": {"code": rejected.code, "message": message}}).encode()


def _blob_headers(blob: Blob) -> tuple[tuple[str, str], ...]:
    return (
        ("ETag", blob.etag),
        ("Last-Modified", _DATE),
        ("x-ms-blob-type", blob.kind),
        ("x-ms-blob-append-offset", "0"),
    )


def _content(blob: Blob, wanted: str | None) -> Answer:
    size = len(blob.content)
    if wanted is None:
        return Answer(200, bytes(blob.content), _blob_headers(blob))
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    start, end = int(first), min(int(last or size - 1), size - 1)
    if start >= size:
        raise RejectedError(416, "InvalidRange")
    span = ("Content-Range", f"bytes {start}-{end}/{size}")
    return Answer(206, bytes(blob.content[start : end + 1]), (*_blob_headers(blob), span))


class Connection(asyncio.Protocol):
    """One connection of HTTP/1.1 with Content-Length bodies, which is what the clients send."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._received = bytearray()
        self._needed = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where answers go."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 -- for mypy
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._received += data
        while len(self._received) >= self._needed and (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._received[: end + 2])
            length = _LENGTH.search(head)
            self._needed = end + 4 + (int(length.group(1)) if length else 0)
            if len(self._received) < self._needed:
                return
            body = bytes(self._received[end + 4 : self._needed])
            del self._received[: self._needed]
            self._needed = 0
            self._respond(_request(head, body))

    def _respond(self, request: Request) -> None:
        answer = self._handler(request)
        length = len(answer.body) if answer.length is None else answer.length
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}", f"Date: {_DATE}"]
        lines += [f"{name}: {value}" for name, value in answer.headers]
        lines.append(f"Content-Length: {length}\r\n\r\n")
        self._transport.write("\r\n".join(lines).encode() + answer.body)


def _request(head: bytes, body: bytes) -> Request:
    first, *lines = head.decode("latin-1").removesuffix("\r\n").split("\r\n")
    method, target, _ = first.split(" ", 2)
    url = urlsplit(target)
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    query = {name: values[0] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
    # Keys are unquoted where they are taken apart: they may hold brackets and quotes.
    path = url.path if "(PartitionKey=" in url.path else unquote(url.path)
    return Request(method, path, query, headers, body)


async def serve(recorder: Recorder | None) -> None:
    """Serve on two free ports until killed."""
    loop = asyncio.get_running_loop()
    ports = []
    for handler in (TableService(recorder), BlobService()):
        server = await loop.create_server(lambda h=handler: Connection(h), "127.0.0.1", 0)  # type: ignore[misc]
        ports.append(server.sockets[0].getsockname()[1])
    print(json.dumps(ports), flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """Serve; a path as the argument is where to record the transactions on memberships."""
    if len(sys.argv) < 2:
        asyncio.run(serve(None))
        return
    with Path(sys.argv[1]).open("wb") as file:
        asyncio.run(serve(Recorder(file)))


if __name__ == "__main__":
    main()
