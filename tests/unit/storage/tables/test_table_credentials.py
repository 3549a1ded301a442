"""With a managed identity: what the SDK's pipeline puts on our requests, seen by a transport that sends nothing."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import AsyncHttpTransport
from azure.core.rest import HttpRequest
from azure.data.tables.aio import TableClient

from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.encoding import Operation
from shared.storage.tables.limiter import RequestLimiter
from shared.storage.tables.reader import TableReader

DONE = b"--batchresponse_1\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n--batchresponse_1--"


class Identity:
    """Gives a token, as ManagedIdentityCredential does."""

    scopes: tuple[str, ...] = ()

    async def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        """The same token for an hour."""
        self.scopes = scopes
        return AccessToken("token-1", int(time.time()) + 3600)

    async def close(self) -> None:
        """Nothing is held."""

    async def __aenter__(self) -> Identity:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None = None, error: Any = None, trace: TracebackType | None = None
    ) -> None: ...


class Response:
    """As much of a response as the pipeline looks at."""

    reason = "OK"
    content_type = "application/json"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.headers: dict[str, str] = {}
        self.status_code, self._body = (202, DONE) if request.method == "POST" else (200, b'{"value":[]}')

    async def read(self) -> bytes:
        """The body."""
        return self._body


class Recorder(AsyncHttpTransport[HttpRequest, Any]):
    """Keeps the requests and answers that all is well."""

    def __init__(self) -> None:
        self.requests: list[HttpRequest] = []

    async def send(self, request: HttpRequest, **_: Any) -> Response:
        self.requests.append(request)
        return Response(request)

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def __aexit__(self, *_: object) -> None: ...


@pytest.fixture
def identity() -> Identity:
    return Identity()


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
async def client(identity: Identity, recorder: Recorder) -> AsyncIterator[TableClient]:
    address = "https://account.table.core.windows.net"
    async with TableClient(address, "Rows", credential=identity, transport=recorder) as client:
        yield client


async def test_a_managed_identity_signs_our_requests(
    client: TableClient, identity: Identity, recorder: Recorder
) -> None:
    writer = TableBatchWriter(client, RequestLimiter(8))
    await writer.submit("g", [Operation("upsert_replace", "+1", {"a": 1})])
    assert await TableReader(client, RequestLimiter(8)).page() == ([], None)
    batch, query = recorder.requests
    assert identity.scopes == ("https://storage.azure.com/.default",)
    assert batch.url == "https://account.table.core.windows.net/$batch"
    assert query.url == "https://account.table.core.windows.net/Rows()"
    for request in recorder.requests:
        assert request.headers["Authorization"] == "Bearer token-1"
        assert request.headers["User-Agent"].startswith("azsdk-python-data-tables/")
        assert request.headers["x-ms-client-request-id"]
    assert b"PUT https://account.table.core.windows.net/Rows(PartitionKey='g',RowKey='%2B1')" in batch.content
