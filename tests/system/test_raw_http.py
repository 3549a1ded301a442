"""Bytes that no HTTP library sends: the app answers as ever or the connection ends, never with a 5xx, and never does a
request reach another route or another caller than it names.

It runs on the local host, whose server is aiohttp and not that of Azure. What is checked is what the app must hold,
whatever the server makes of such bytes.
"""

import gzip
import json
import time
from collections.abc import Iterator

import pytest

from tests.azurite import TestAzurite
from tests.local_host import Answer
from tests.system.app_host import PREFIX, Api, running_app, somebody
from tests.system.raw_http import send

NAME = "Raw group"
# aiohttp's own refusals of what is no HTTP (RFC 9112, 3 and 6.3), before any route.
REFUSED = {400, 404, 405, 413, 414, 417, 431, 501, 505}


@pytest.fixture(scope="module")
def asha(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running_app(azurite.connection_string, tmp_path_factory.mktemp("raw")) as host:
        yield somebody(host, 900)


@pytest.fixture(scope="module")
def group(asha: Api) -> str:
    return str(asha.post("/groups", {"name": f"{NAME} {time.time_ns()}", "type": "private"})["id"])


def bytes_of(api: Api, start: str, *headers: str, body: bytes = b"", close: bool = True) -> bytes:
    """A request with the caller's token."""
    ending = ["Connection: close"] if close else []
    lines = [start, "Host: localhost", f"Authorization: Bearer {api.token}", *headers, *ending]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def all_sane(answers: list[Answer]) -> list[int]:
    """The statuses, none of them a 5xx of the app."""
    for answer in answers:
        assert answer.status < 500 or answer.status in REFUSED, (answer.status, answer.body[:300])
    return [answer.status for answer in answers]


def names(api: Api) -> set[str]:
    """Of the caller's groups."""
    return {str(each["name"]) for each in api.get("/groups?limit=1000")["value"]}


def new_name() -> str:
    return f"Made {time.time_ns()}"


def body_of(name: str) -> bytes:
    return json.dumps({"name": name, "type": "private"}).encode()


def chunked(content: bytes, last: bytes = b"0\r\n\r\n") -> bytes:
    return f"{len(content):x}\r\n".encode() + content + b"\r\n" + last


CREATE = f"POST {PREFIX}/groups HTTP/1.1"


@pytest.mark.parametrize(
    "ending", [b"0\r\n\r\n", b"0\r\nX-Trailer: a\r\n\r\n", b""], ids=["whole", "trailer", "cut off"]
)
def test_a_chunked_body_is_no_body(asha: Api, ending: bytes) -> None:
    """As on the Functions host, which hands on a body only with Content-Length."""
    name = new_name()
    request = bytes_of(asha, CREATE, "Transfer-Encoding: chunked", body=chunked(body_of(name), ending))
    assert set(all_sane(send(asha.host.port, request, seconds=2))) <= {400}
    assert name not in names(asha)


@pytest.mark.parametrize(
    "headers",
    [
        ["Content-Length: {n}", "Content-Length: 2"],
        ["Content-Length: {n}, {n}"],
        ["Content-Length: +{n}"],
        ["Content-Length: -1"],
        ["Content-Length: 0x1f"],
        ["Content-Length: {n} "],
        ["Content-Length: 99999999999999999999"],
        ["Content-Length: {n}", "Transfer-Encoding: chunked"],
        ["Transfer-Encoding: chunked", "Content-Length: {n}"],
        ["Transfer-Encoding: identity", "Content-Length: {n}"],
        ["Transfer-Encoding: chunked, identity", "Content-Length: {n}"],
        ["Transfer-Encoding: xchunked", "Content-Length: {n}"],
        ["Transfer-Encoding : chunked", "Content-Length: {n}"],
        ["Content-Length: {n}", "Content-Length : 2"],
        [],
    ],
    ids=" and ".join,
)
def test_lengths_that_contradict_smuggle_nothing(asha: Api, headers: list[str]) -> None:
    """What follows the body is a second request only where the length says so; it is never run with half of the first."""
    name, hidden = new_name(), new_name()
    content = body_of(name)
    second = bytes_of(asha, CREATE, f"Content-Length: {len(body_of(hidden))}", body=body_of(hidden))
    lines = [header.replace("{n}", str(len(content))) for header in headers]
    request = bytes_of(asha, CREATE, *lines, body=content + second, close=True)
    answers = send(asha.host.port, request, seconds=2)
    all_sane(answers)
    assert len(answers) <= 1, "Connection: close ends the connection after the first answer"
    assert hidden not in names(asha)


def test_no_length_is_an_empty_body(asha: Api) -> None:
    (answer,) = send(asha.host.port, bytes_of(asha, CREATE))
    assert (answer.status, answer.json["errors"][0]["code"]) == (400, "missing")


def test_a_body_that_is_shorter_than_it_says_is_not_run(asha: Api) -> None:
    name = new_name()
    content = body_of(name)
    all_sane(
        send(asha.host.port, bytes_of(asha, CREATE, f"Content-Length: {len(content) + 50}", body=content), seconds=1)
    )
    assert name not in names(asha)


def test_requests_in_a_row_are_answered_each_for_its_own_caller(asha: Api, group: str) -> None:
    """Pipelining: identity, body and status of one request leak into no other."""
    other = somebody(asha.host, 901)
    get = f"GET {PREFIX}/me HTTP/1.1"
    anybody = f"{get}\r\nHost: localhost\r\n\r\n".encode()
    hidden = f"GET {PREFIX}/groups/{group} HTTP/1.1"
    request = b"".join(
        [
            bytes_of(asha, get, close=False),
            anybody,
            bytes_of(other, get, close=False),
            bytes_of(other, hidden, close=False),
            bytes_of(asha, CREATE, "Content-Length: 3", body=b"{a}", close=False),
            bytes_of(asha, hidden),
        ]
    )
    answers = send(asha.host.port, request)
    assert all_sane(answers) == [200, 401, 200, 404, 400, 200]
    assert [answers[n].json["subject"] for n in (0, 2)] == ["person-900", "person-901"]
    assert len({answer.header("x-request-id") for answer in answers}) == 6


TARGETS = [
    "http://localhost{p}/groups/{g}",
    "http://elsewhere.example.com{p}/groups/{g}",
    "https://user:word@localhost{p}/groups/{g}",
    "//elsewhere.example.com{p}/groups/{g}",
    "{p}//groups/{g}",
    "{p}/groups/{g}/",
    "{p}/groups/{g}//",
    "{p}/./groups/{g}",
    "{p}/connectors/../groups/{g}",
    "{p}/connectors/%2e%2e/groups/{g}",
    "{p}/connectors/%2e%2e%2fgroups/{g}",
    "{p}/connectors/..%2fgroups/{g}",
    "{p}/groups%2f{g}",
    "{p}/groups/{g}%2fmembers",
    "{p}/groups/{g}%00",
    "{p}/groups/%7B{g}%7D",
    "{p}/groups/{g};a=b",
    "{p}/groups/{g}#x",
    "{p}/groups/{g}?",
    "{p}/groups/{g}?include",
    "{p}/groups/{g}%20",
    "{p}\\groups\\{g}",
    "/API/V1/GROUPS/{g}",
    "*",
    "localhost:80",
    "{p}/groups/{g}%3Finclude=totals",
    "{p}/docs/../groups/{g}",
    "{p}/docs/%2e%2e/groups/{g}",
    "{p}/health/..;/groups/{g}",
    "/../..{p}/groups/{g}",
]


@pytest.mark.parametrize("target", TARGETS)
def test_no_way_of_writing_a_path_goes_round_access(asha: Api, group: str, target: str) -> None:
    """Whoever may not see the group gets no more of it by any of these than by the plain path, and without a token
    nothing."""
    target = target.replace("{p}", PREFIX).replace("{g}", group)
    other = somebody(asha.host, 901)
    anybody = f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    for request in (anybody, bytes_of(other, f"GET {target} HTTP/1.1")):
        for answer in send(asha.host.port, request, seconds=3):
            assert NAME.encode() not in answer.body
            assert answer.status < 500
            # Pages of the portal stand beside the API; the host answers some odd paths with its index.
            assert answer.status >= 400 or answer.header("content-type") == "text/html; charset=utf-8", answer.body[
                :200
            ]
    all_sane(send(asha.host.port, bytes_of(asha, f"GET {target} HTTP/1.1"), seconds=3))


@pytest.mark.parametrize(
    "method", ["HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "GET\t", "PUT", "X" * 300]
)
def test_methods_that_no_route_has(asha: Api, group: str, method: str) -> None:
    answers = send(asha.host.port, bytes_of(asha, f"{method} {PREFIX}/groups/{group} HTTP/1.1"), seconds=3)
    for answer in answers:
        assert answer.status in REFUSED
        assert NAME.encode() not in answer.body
        assert str(asha.token).encode() not in answer.body, "TRACE must not echo a token"


def test_a_method_is_not_overridden_by_a_header(asha: Api, group: str) -> None:
    overrides = [f"{name}: DELETE" for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")]
    request = bytes_of(asha, f"GET {PREFIX}/groups/{group}?_method=DELETE HTTP/1.1", *overrides)
    assert [answer.status for answer in send(asha.host.port, request)] == [400], "an unknown parameter"
    request = bytes_of(asha, f"GET {PREFIX}/groups/{group} HTTP/1.1", *overrides)
    assert [answer.status for answer in send(asha.host.port, request)] == [200]
    assert asha("GET", f"/groups/{group}").status == 200


HEADERS = [
    "X-Request-ID: a\r\n\tb",
    "X-Request-ID: a%0d%0aX-Injected: yes",
    "X-Request-ID: <script>alert(1)</script>",
    "X-Original-URL: /api/v1/health",
    "X-Rewrite-URL: /api/v1/health",
    "X-Forwarded-Host: elsewhere.example.com",
    "X-Forwarded-Prefix: /elsewhere",
    "Forwarded: host=elsewhere.example.com;proto=gopher",
    "Transfer-Encoding: gzip, chunked",
    "Expect: 100-continue",
    "Expect: something",
    "Range: bytes=0-1",
    "Upgrade: websocket",
    "Upgrade: h2c",
    "Content-Encoding: gzip",
    "Accept-Encoding: gzip;q=0",
    "Cookie: a=b; roles=Groups.Admin",
    "If-None-Match: *",
    'If-Match: "\\"',
    "Origin: https://elsewhere.example.com",
    "A" * 300 + ": b",
    *(f"X-{n}: {n}" for n in range(3)),
]


@pytest.mark.parametrize("header", HEADERS, ids=range(len(HEADERS)))
def test_headers_change_nothing_that_is_not_theirs(asha: Api, group: str, header: str) -> None:
    for answer in send(asha.host.port, bytes_of(asha, f"GET {PREFIX}/groups/{group} HTTP/1.1", header), seconds=3):
        if answer.status in (100, 101):
            continue
        assert answer.status in {200, *REFUSED}, (answer.status, answer.body[:200])
        assert answer.header("x-injected") is None
        assert answer.header("access-control-allow-origin") is None
        if answer.status == 200:
            assert answer.json["id"] == group
            assert b"elsewhere" not in answer.body + repr(answer.headers).encode()


@pytest.mark.parametrize("count", [2, 1000])
def test_repeated_tokens_are_none(asha: Api, count: int) -> None:
    tokens = [f"Authorization: Bearer {somebody(asha.host, 901).token}"] * count
    answers = send(asha.host.port, bytes_of(asha, f"GET {PREFIX}/me HTTP/1.1", *tokens), seconds=3)
    assert {answer.status for answer in answers} <= {401, 400, 431}


@pytest.mark.parametrize("length", [3000, 8000, 20_000, 300_000])
def test_long_urls(asha: Api, length: int) -> None:
    for target in (f"{PREFIX}/groups?q={'x' * length}", f"{PREFIX}/identities/{'x' * length}"):
        answers = send(asha.host.port, bytes_of(asha, f"GET {target} HTTP/1.1"), seconds=3)
        assert {answer.status for answer in answers} <= {400, 403, 404, 414}
    # A path of the portal, which answers its index for what looks like a page.
    page = bytes_of(asha, f"GET /{'x/' * (length // 2)} HTTP/1.1")
    assert {answer.status for answer in send(asha.host.port, page, seconds=3)} <= {200, 400, 404, 414}


def test_a_token_of_16_kib_is_read_and_a_longer_one_is_401(asha: Api) -> None:
    roles = ["x" * 50] * 150
    long = somebody(asha.host, 900, *roles)
    assert 10_000 < len(long.token or "") < 16 * 1024
    assert long("GET", "/me").status == 200
    longer = somebody(asha.host, 900, *roles * 2)
    assert 16 * 1024 < len(longer.token or "") < 32 * 1024
    assert longer("GET", "/me").status == 401


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "identity", "none-such"])
def test_a_body_is_taken_as_it_came(asha: Api, encoding: str) -> None:
    """Nothing decompresses it on the way, so a bomb of a few bytes stays one, and what is no compression is no failure."""
    for content in (gzip.compress(b"0" * (8 << 20)), b"abc"):
        answer = asha.host.request(
            "POST",
            f"{PREFIX}/groups",
            content,
            {"Authorization": f"Bearer {asha.token}", "Content-Encoding": encoding},
        )
        assert (answer.status, answer.json["errors"][0]["code"]) == (400, "json_invalid")


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"",
        b"\r\n\r\n",
        b"\0" * 100,
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET /api/v1/health HTTP/0.9\r\n\r\n",
        b"GET  /api/v1/health  HTTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /api/v1/me HTTP/1.1\nHost: localhost\nConnection: close\n\n",
        b"GET /api/v1/me HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
        b"GET /api/v1/me HTTP/1.1\r\nConnection: close\r\n\r\n",
        b"GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
        b"GET /api/v1/me HTTP/1.1\r\n Host: localhost\r\n\r\n",
    ],
    ids=range(15),
)
def test_what_is_no_request_harms_nobody(asha: Api, request_bytes: bytes) -> None:
    for answer in send(asha.host.port, request_bytes, seconds=1):
        assert answer.status < 500 or answer.status in REFUSED
    assert asha("GET", "/me").status == 200
