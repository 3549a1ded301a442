"""Text that is odd, in every place of every route that takes text: never a 5xx, and what is answered is a problem or a
success of the app's own.

The places are read from the OpenAPI document, so a new route has its turn without being named here.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from functions import blueprints
from functions.http.openapi import PREFIX, openapi_document
from tests.azurite import TestAzurite
from tests.local_host import Answer
from tests.system.app_host import Api, caller, running_app, somebody
from tests.system.raw_http import send

DOCUMENT = openapi_document(blueprints, PREFIX)
SCHEMAS = DOCUMENT["components"]["schemas"]
OPERATIONS = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
NOBODYS_ID = "6f1c0b8e-3c1d-4d55-9a53-0c5b3c1b7a11"

TEXTS = {
    "zero": "\0",
    "controls": "a\x01\x1f\x7f\x9fb",
    "line ends": "a\r\nX-Header: b",
    "surrogate": "a\ud800b",
    "noncharacter": "\ufffe\uffff\U0010ffff",
    "invisible": "\u200b\u202e\ufeff\u00ad\u3164",
    "combining": "e" + "\u0301" * 50,
    "expanding": "\ufdfa" * 200,  # NFKC makes 18 characters of each
    "emoji": "👩‍👩‍👧‍👦" * 28,
    "quotes": "'\"`) or 1 eq 1 --",
    "filter": "x' or PartitionKey ne '",
    "path": "../../etc/passwd",
    "slashes": "a/b\\c#d?e%2Ff",
    "percent": "%00%ff%s%n{0}${x}",
    "long": "x" * 5000,
    "very long": "9" * 90_000,
    "list": "1;" * 3000,
    "digits": "٩٨١٢٣٤٥٦٧٨",
    "number": "1e999",
    "blank": " ",
    "empty": "",
}
# Bytes of a URL that no text stands for.
BYTES = {
    "not UTF-8": "%ff%fe",
    "surrogate": "%ED%A0%80",
    "overlong": "%C0%AF",
    "cut": "%E0%A4",
    "no code": "%zz%",
    "twice": "%2500",
}
LAST_HEADERS = b"Host: localhost\r\nConnection: close\r\n\r\n"
EXPOSED = "ETag, Location, Retry-After, Content-Disposition, X-Request-ID"
NO_TEXT = {"not UTF-8": b"\xff\xfe", "surrogate": b"\xed\xa0\x80", "Latin": "ä".encode("latin-1")}
UTF_8 = "ä".encode()


ODD_JSON = [
    b'{"\\ud800": 1}',
    b'{"a\\u0000": 1}',
    b"[" * 100_000,
    b'{"name":' * 10_000,
    b"1" * 5000,
    b"NaN",
    b"\xef\xbb\xbf{}",
]


@dataclass
class Stage:
    """Who may do everything, and an id for each route: real ones where reading needs one."""

    api: Api
    group: str

    def path(self, template: str, **values: str) -> str:
        """The path with these values, quoted already, and ids."""
        for name in ("group_id", "child_id", "connector_id", "action_id", "upload_id", "export_id"):
            values.setdefault(name, self.group if name == "group_id" else NOBODYS_ID)
        usual = {"phone": "%2B919800000001", "subject": "odd", "kind": "user-group-mapping", "file": "manifest.json"}
        for name, value in (usual | values).items():
            template = template.replace(f"{{{name}}}", value)
        return template


@pytest.fixture(scope="module")
def stage(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with running_app(azurite.connection_string, tmp_path_factory.mktemp("odd")) as host:
        api = somebody(host, 1, "Groups.Admin")
        yield Stage(api, str(api.post("/groups", {"name": "Odd", "type": "private"})["id"]))


def check(what: Any, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """The answer is the app's own, and no failure of it."""
    assert status < 500, (what, status, body[:300])
    if "x-request-id" not in headers:  # the host's: no route took it, or it is no HTTP
        assert status in (400, 404, 414), (what, status, body[:300])
        return
    assert headers["x-content-type-options"] == "nosniff", what
    assert headers["access-control-expose-headers"] == EXPOSED, what
    if status >= 400:
        assert headers["content-type"] == "application/problem+json", (what, headers)
        assert json.loads(body)["status"] == status, what


def check_refused_by_the_server(what: Any, answer: Answer) -> None:
    """As Kestrel refuses what is no UTF-8, before a function sees it."""
    assert (answer.status, answer.body, answer.header("x-request-id")) == (400, b"", None), what


def asked(stage: Stage, what: Any, method: str, target: str, body: bytes | None = None) -> int:
    """Its status."""
    answer = stage.api.host.request(
        method,
        PREFIX + target,
        body,
        {"Authorization": f"Bearer {stage.api.token}", "Content-Type": "application/json"},
    )
    check(what, answer.status, dict(answer.headers), answer.body)
    return answer.status


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_odd_text_in_a_path(stage: Stage, operation: str) -> None:
    method, path, spec = OPERATIONS[operation]
    names = [each["name"] for each in spec["parameters"] if each.get("in") == "path"]
    body = b"{}" if "requestBody" in spec else None
    for name in names:
        values = {
            key: quote(text, safe="", errors="surrogatepass") for key, text in TEXTS.items() if len(text) < 1000
        } | BYTES
        for key, value in values.items():
            asked(stage, (operation, name, key), method, stage.path(path, **{name: value}), body)


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_odd_text_in_a_query(stage: Stage, operation: str) -> None:
    method, path, spec = OPERATIONS[operation]
    if method != "GET":
        return
    parameters = [each.get("name") or each["$ref"].rpartition("/")[2].lower() for each in spec["parameters"]]
    for name in {*parameters, "unknown"} - {"if-match", "ifmatch"}:
        for key, text in TEXTS.items():
            if len(text) < 6000:
                query = urlencode({name: text}, errors="surrogatepass")
                asked(stage, (operation, name, key), method, f"{stage.path(path)}?{query}")
        for key, value in BYTES.items():
            asked(stage, (operation, name, key), method, f"{stage.path(path)}?{name}={value}")
    for key, value in (BYTES | {"zero": "%00"}).items():
        asked(stage, (operation, "name", key), method, f"{stage.path(path)}?{value}=1")


def fields_of(schema: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """The fields of a body that take text, and whether it is text in a list."""
    for name, field in SCHEMAS[schema["$ref"].rpartition("/")[2]]["properties"].items():
        kinds = json.dumps(field)
        if '"string"' in kinds or "$ref" in kinds:
            yield name, '"array"' in kinds


def json_bodies() -> dict[str, Mapping[str, Any]]:
    """The schema of the body of each operation that takes JSON."""
    bodies = {name: spec.get("requestBody", {}).get("content", {}) for name, (_, _, spec) in OPERATIONS.items()}
    return {name: body["application/json"]["schema"] for name, body in bodies.items() if "application/json" in body}


@pytest.mark.parametrize("operation", sorted(json_bodies()))
def test_odd_text_in_a_body(stage: Stage, operation: str) -> None:
    method, path, _ = OPERATIONS[operation]
    schema = json_bodies()[operation]
    valid: dict[str, Any] = {
        "name": "Odd too",
        "permissions": ["groupInformation"],
        "phoneNumbers": "1",
        "senderRoles": ["Admin"],
    }
    known = SCHEMAS[schema["$ref"].rpartition("/")[2]]["properties"]
    for name, in_list in [*fields_of(schema), ("unknown", True)]:
        for key, text in TEXTS.items():
            for value in (text, [text]) if in_list else (text,):
                body = {field: each for field, each in valid.items() if field in known} | {name: value}
                asked(stage, (operation, name, key), method, stage.path(path), json.dumps(body).encode())
    for key, raw in (NO_TEXT | {"UTF-8": UTF_8}).items():
        content = b'{"name": "' + raw + b'"}'
        asked(stage, (operation, "raw", key), method, stage.path(path), content)
    for content in ODD_JSON:
        asked(stage, (operation, content[:9]), method, stage.path(path), content)


@pytest.mark.parametrize("header", ["If-Match", "X-Request-ID", "Content-Type", "Accept", "Origin", "Host"])
def test_odd_bytes_in_a_header(stage: Stage, header: str) -> None:
    port, token = stage.api.host.port, stage.api.token
    for key, raw in (NO_TEXT | {"UTF-8": UTF_8, "long": b"x" * 5000, "quotes": b'"\\"' * 50}).items():
        for method, path in (("GET", "/groups?limit=1"), ("PATCH", f"/groups/{stage.group}"), ("POST", "/groups")):
            host = b"" if header == "Host" else b"Host: localhost\r\n"
            request = (
                f"{method} {PREFIX}{path} HTTP/1.1\r\nAuthorization: Bearer {token}\r\nContent-Length: 2\r\n".encode()
                + host
                + header.encode()
                + b": "
                + raw
                + b"\r\nConnection: close\r\n\r\n{}"
            )
            for answer in send(port, request):
                check((header, key, method), answer.status, dict(answer.headers), answer.body)
                if key in NO_TEXT:
                    check_refused_by_the_server((header, key, method), answer)


@pytest.mark.parametrize("where", ["path", "query"])
def test_raw_bytes_in_a_url(stage: Stage, where: str) -> None:
    port, token = stage.api.host.port, stage.api.token
    for key, raw in (NO_TEXT | {"UTF-8": UTF_8}).items():
        for operation in ("get_identity",) if where == "path" else ("list_groups", "get_me", "get_upload_template"):
            _, path, _ = OPERATIONS[operation]
            target = (PREFIX + stage.path(path)).encode()
            target = target.replace(b"odd", raw) if where == "path" else target + b"?limit=" + raw
            request = b"GET " + target + f" HTTP/1.1\r\nAuthorization: Bearer {token}\r\n".encode() + LAST_HEADERS
            for answer in send(port, request):
                assert (answer.status, answer.header("x-request-id")) == (400, None), (where, key, operation)


@pytest.mark.parametrize("key", [*NO_TEXT, "UTF-8"])
def test_raw_bytes_in_a_token_are_no_token(stage: Stage, key: str) -> None:
    request = (
        f"GET {PREFIX}/me HTTP/1.1\r\nAuthorization: Bearer {stage.api.token}".encode()
        + NO_TEXT.get(key, UTF_8)
        + b"\r\n"
        + LAST_HEADERS
    )
    (answer,) = send(stage.api.host.port, request)
    if key in NO_TEXT:
        check_refused_by_the_server(key, answer)
    else:
        assert answer.status == 401, answer.body


@pytest.mark.parametrize("subject", ["a\ud800", "\udfff", "a\0b", "a\nb"])
def test_a_subject_that_cannot_be_written_is_401(stage: Stage, subject: str) -> None:
    assert caller(stage.api.host, subject=subject)("GET", "/me").status == 401
    assert caller(stage.api.host, clientId=subject)("GET", "/me").status == 401


def test_a_number_that_the_token_calls_unverified_gives_no_roles(stage: Stage) -> None:
    number = {"subject": "liar", "phoneNumber": "+919800000001"}
    honest, liar = caller(stage.api.host, **number), caller(stage.api.host, **number, phoneNumberVerified=False)
    assert honest("GET", f"/groups/{stage.group}").status == 200
    assert liar("GET", f"/groups/{stage.group}").status == 404
    assert "phoneNumber" not in liar.get("/me")
