"""Tokens against an issuer that is really there: what verifies, what does not, and what happens when it is away."""

import asyncio
import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from functions.http.identity import IssuerUnavailable, TokenInvalid, TokenVerifier
from shared.domain.access import Caller
from shared.errors import Unauthenticated
from shared.settings import AuthSettings


@cache
def usual_key() -> rsa.RSAPrivateKey:
    """Made once, as it takes a second where others use the machine."""
    return rsa.generate_private_key(65537, 2048)


@dataclass
class Issuer:
    """An issuer on a port of its own: discovery, keys, and a count of what was fetched."""

    key: rsa.RSAPrivateKey = field(default_factory=usual_key)
    kid: str = "first"
    fetched: list[str] = field(default_factory=list)
    document: dict[str, Any] = field(default_factory=dict)
    away: bool = False
    keys: list[dict[str, Any]] | None = None
    server: Any = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server.server_port}/dev"

    @property
    def auth(self) -> AuthSettings:
        return AuthSettings(self.url, "muster", "", "Groups.Admin", "sub", "phone_number")

    def answer(self, path: str) -> dict[str, Any] | None:
        self.fetched.append(path)
        if self.away:
            return None
        if path.endswith("openid-configuration"):
            return {"issuer": self.url, "jwks_uri": f"{self.url}/jwks", **self.document}
        if self.keys is not None:
            return {"keys": self.keys}
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def claims(self, **changed: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": "muster",
            "sub": "asha",
            "iat": now,
            "nbf": now,
            "exp": now + 300,
            "scp": "access_as_user",
            **changed,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, *, header: dict[str, Any] | None = None, **changed: Any) -> str:
        return jwt.encode(self.claims(**changed), self.key, "RS256", header or {"kid": self.kid})


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    it = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name that http.server calls
            document = it.answer(self.path)
            self.send_response(200 if document else 503)
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # as the base class has it
            return

    it.server = ThreadingHTTPServer(("localhost", 0), Handler)
    thread = threading.Thread(target=it.server.serve_forever)
    thread.start()
    yield it
    it.server.shutdown()
    it.server.server_close()
    thread.join()


async def test_a_good_token_names_its_caller_and_keys_are_fetched_once(issuer: Issuer) -> None:
    verifier = TokenVerifier(issuer.auth)
    token = issuer.token(phone_number="+919812345678", roles=["Groups.Admin"], azp="portal")
    callers = await asyncio.gather(*(verifier.caller(f"Bearer {token}") for _ in range(20)))
    assert set(callers) == {Caller("asha", "+919812345678", is_organization_admin=True)}
    assert [path.rpartition("/")[2] for path in issuer.fetched] == ["openid-configuration", "jwks"]


UNVERIFIED: list[Any] = [False, "false", "False", "", "yes", 0, 1, [], {}, [True]]


@pytest.mark.parametrize(
    ("claims", "caller"),
    [
        ({"phone_number": "98123"}, Caller("asha")),
        ({"phone_number": 919812345678}, Caller("asha")),
        ({"roles": "Groups.Admin"}, Caller("asha")),
        ({"roles": ["groups.admin"]}, Caller("asha")),
        ({"scp": None, "azp": "app-1", "phone_number": "+919812345678"}, Caller("asha", client_id="app-1")),
        ({"scp": None, "client_id": "app-2"}, Caller("asha", client_id="app-2")),
        ({"scp": None}, Caller("asha")),
        ({"phone_number": "+919812345678", "phone_number_verified": True}, Caller("asha", "+919812345678")),
        ({"phone_number": "+919812345678", "phone_number_verified": "true"}, Caller("asha", "+919812345678")),
        *(
            ({"phone_number": "+919812345678", "phone_number_verified": unverified}, Caller("asha"))
            for unverified in UNVERIFIED
        ),
        ({"phone_number": "+919812345678", "mobile_verified": False}, Caller("asha", "+919812345678")),
    ],
)
async def test_claims_mean_what_they_say_and_no_more(issuer: Issuer, claims: dict[str, Any], caller: Caller) -> None:
    assert await TokenVerifier(issuer.auth).caller(f"Bearer {issuer.token(**claims)}") == caller


async def test_another_claim_has_a_sibling_of_its_own(issuer: Issuer) -> None:
    """As phone_number has phone_number_verified."""
    verifier = TokenVerifier(replace(issuer.auth, phone_claim="https://example.com/mobile"))
    number: dict[str, Any] = {"https://example.com/mobile": "+919812345678", "phone_number_verified": False}
    unverified = number | {"https://example.com/mobile_verified": False}
    assert (await verifier.caller(f"Bearer {issuer.token(**number)}")).phone_number == "+919812345678"
    assert (await verifier.caller(f"Bearer {issuer.token(**unverified)}")).phone_number is None


BAD_CLAIMS: list[dict[str, Any]] = [
    {"exp": timedelta(minutes=-1)},
    {"nbf": timedelta(hours=1)},
    {"iat": timedelta(hours=1)},
    {"aud": "other"},
    {"aud": ["muster"]},
    {"iss": "https://elsewhere.example.com"},
    {"sub": ""},
    {"sub": 7},
    {"sub": "x" * 256},
    {"sub": ["asha"]},
    {"sub": "a\ud800"},
    {"sub": "a\0"},
    {"sub": "a\nb"},
    {"scp": None, "azp": "\udfff"},
    {"scp": None, "client_id": "a\r\n"},
    {"scp": None, "azp": "x" * 256},
    {"exp": float("inf")},
    {"exp": float("nan")},
    {"exp": []},
    {"nbf": "\ud800"},
    {"iat": {}},
    {"aud": "\ud800"},
    {"aud": {"muster": 1}},
    {"iss": "\ud800"},
    {"jti": 5},
    *({name: None} for name in ("exp", "nbf", "iat", "aud", "iss", "sub")),
]


@pytest.mark.parametrize("claims", BAD_CLAIMS, ids=str)
async def test_bad_claims_do_not_verify(issuer: Issuer, claims: dict[str, Any]) -> None:
    """Times are given as how far they are from now."""
    now = time.time()
    claims = {k: int(now + v.total_seconds()) if isinstance(v, timedelta) else v for k, v in claims.items()}
    with pytest.raises(TokenInvalid):
        await TokenVerifier(issuer.auth).caller(f"Bearer {issuer.token(**claims)}")


async def test_forged_tokens_do_not_verify(issuer: Issuer) -> None:
    other = rsa.generate_private_key(65537, 2048)
    public = issuer.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = {"kid": issuer.kid}
    good = issuer.token()
    head, payload, signature = good.split(".")
    forged = [
        jwt.encode(issuer.claims(), other, "RS256", header),
        jwt.encode(issuer.claims(), "x" * 64, "HS256", header),
        _hs256_with(public, issuer.claims(), header),
        jwt.encode(issuer.claims(), "", "none", header),
        jwt.encode(issuer.claims(), issuer.key, "RS512", header),
        jwt.encode(issuer.claims(), issuer.key, "RS256"),
        f"{head}.{payload}.",
        f"{head}.{payload}.{signature[:-4]}AAAA",
        f"{head}.{payload[:-4]}AAAA.{signature}",
        "not.a.token",
        good * 20,
        "",
        "\udcff" + good,
        good + "\u0660",
        f"{good}\0",
        *(_signed(issuer, head, payload) for head, payload in odd_parts(issuer)),
    ]
    verifier = TokenVerifier(issuer.auth)
    await verifier.caller(f"Bearer {good}")
    for token in forged:
        with pytest.raises(Unauthenticated):
            await verifier.caller(f"Bearer {token}")


def odd_parts(issuer: Issuer) -> Iterator[tuple[bytes, bytes]]:
    """Headers and payloads that the issuer signed, which JSON or PyJWT could stumble over."""
    head, payload = json.dumps({"alg": "RS256", "kid": issuer.kid}).encode(), json.dumps(issuer.claims()).encode()
    key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(issuer.key.public_key()))
    for more in (
        {"crit": ["\ud800"]},
        {"crit": ["exp"], "exp": 1},
        {"b64": False},
        {"kid": "\ud800"},
        {"kid": ["first"]},
        {"kid": None},
        {"kid": "../../dev/null"},
        {"kid": "' or ''='"},
        {"kid": "", "jku": f"{issuer.url}/jwks", "jwk": key, "x5u": issuer.url},
        {"alg": ["RS256"]},
        {"alg": "rs256"},
        {"alg": None},
    ):
        yield json.dumps(json.loads(head) | more).encode(), payload
    yield head, b"[" * 8000
    yield b'{"a":' * 2000, payload
    yield head, payload[:-1] + b',"x":' + b"1" * 5000 + b"}"
    yield head, b'["iss"]'
    yield head, b"\xff"
    yield head, b""


def _signed(issuer: Issuer, head: bytes, payload: bytes) -> str:
    parts = [base64.urlsafe_b64encode(part).rstrip(b"=") for part in (head, payload)]
    signature = issuer.key.sign(b".".join(parts), PKCS1v15(), SHA256())
    return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


async def test_a_key_that_the_token_brings_is_never_fetched(issuer: Issuer) -> None:
    """jku, jwk, x5u and x5c are the attacker's to choose (RFC 8725, 3.10)."""
    theirs = rsa.generate_private_key(65537, 2048)
    key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(theirs.public_key())) | {"kid": "theirs"}
    for kid in ("theirs", issuer.kid):
        header = {"kid": kid, "jku": f"{issuer.url}/theirs", "jwk": key, "x5u": f"{issuer.url}/theirs"}
        token = jwt.encode(issuer.claims(roles=["Groups.Admin"]), theirs, "RS256", header)
        with pytest.raises(TokenInvalid):
            await TokenVerifier(issuer.auth).caller(f"Bearer {token}")
    assert not [path for path in issuer.fetched if "theirs" in path]


def _hs256_with(secret: bytes, claims: dict[str, Any], header: dict[str, Any]) -> str:
    """The classic confusion: HMAC with the public key, which PyJWT itself rejects to make."""
    def part(value: dict[str, Any]) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    signed = part({"alg": "HS256", "typ": "JWT", **header}) + b"." + part(claims)
    signature = base64.urlsafe_b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).rstrip(b"=")
    return (signed + b"." + signature).decode()


@pytest.mark.parametrize("header", [None, "", "Basic abc", "Bearer", "Bearer ", "token"])
async def test_no_token_at_all_is_told_apart(issuer: Issuer, header: str | None) -> None:
    with pytest.raises(Unauthenticated) as error:
        await TokenVerifier(issuer.auth).caller(header)
    assert not isinstance(error.value, TokenInvalid)


async def test_an_issuer_that_is_away_is_not_the_callers_fault(issuer: Issuer) -> None:
    verifier = TokenVerifier(issuer.auth)
    issuer.away = True
    for _ in range(3):
        with pytest.raises(IssuerUnavailable):
            await verifier.caller(f"Bearer {issuer.token()}")
    assert len(issuer.fetched) == 1, "nobody waits for a fetch that has just failed"


async def test_a_known_key_needs_no_issuer(issuer: Issuer) -> None:
    verifier = TokenVerifier(issuer.auth)
    await verifier.caller(f"Bearer {issuer.token()}")
    issuer.away = True
    await verifier.caller(f"Bearer {issuer.token()}")


async def test_unknown_keys_do_not_make_us_fetch_again_and_again(issuer: Issuer) -> None:
    verifier = TokenVerifier(issuer.auth)
    await verifier.caller(f"Bearer {issuer.token()}")
    for n in range(5):
        with pytest.raises(TokenInvalid):
            await verifier.caller(f"Bearer {issuer.token(header={'kid': f'unknown-{n}'})}")
    assert len(issuer.fetched) == 2


async def test_a_rotated_key_is_fetched(issuer: Issuer) -> None:
    verifier = TokenVerifier(issuer.auth, unknown_kid_pause=0)
    await verifier.caller(f"Bearer {issuer.token()}")
    issuer.key, issuer.kid = rsa.generate_private_key(65537, 2048), "second"
    assert (await verifier.caller(f"Bearer {issuer.token()}")).subject == "asha"


@pytest.mark.parametrize(
    "document", [{"issuer": "https://elsewhere"}, {"jwks_uri": "file:///etc/passwd"}, {"jwks_uri": ""}]
)
async def test_a_discovery_document_that_is_not_the_issuers_is_rejected(
    issuer: Issuer, document: dict[str, Any]
) -> None:
    issuer.document = document
    with pytest.raises(IssuerUnavailable):
        await TokenVerifier(issuer.auth).caller(f"Bearer {issuer.token()}")


async def test_a_key_that_is_not_rsa_is_rejected(issuer: Issuer) -> None:
    issuer.keys = [{"kty": "oct", "k": "c2VjcmV0", "kid": issuer.kid, "alg": "HS256"}]
    with pytest.raises(TokenInvalid):
        await TokenVerifier(issuer.auth).caller(f"Bearer {issuer.token()}")
