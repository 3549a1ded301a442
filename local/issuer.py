"""The development issuer: signs the tokens that the app verifies on a developer's machine.

It is an OpenID provider as far as the app can tell (discovery document, JWKS, RS256), so that the app has
one verification path and no switch that turns it off. Whoever reaches it gets any token they ask for; the
host listens on the loopback interface only.
"""

import base64
import json
import os
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

KEY_FILE = "issuer-key.pem"
DEFAULT_LIFETIME_SECONDS = 3600
DEFAULT_SUBJECT = "developer"
# One tenant for all development tokens, so that code which reads `tid` has something stable to read.
TENANT = "00000000-0000-4000-8000-0000000000de"


class TokenRequestError(ValueError):
    """A request for a token that cannot be granted; the message is the sentence of the 400."""


@dataclass(frozen=True)
class Issuer:
    """The issuer's key and the names it puts into tokens."""

    key: rsa.RSAPrivateKey
    issuer: str
    audience: str

    @classmethod
    def load(cls, local_dir: Path, issuer: str, audience: str) -> "Issuer":
        """With the key kept in `local_dir`, made at the first start and readable by its owner only."""
        return cls(_load_or_make_key(local_dir / KEY_FILE), issuer, audience)

    @property
    def key_id(self) -> str:
        """Names the key by its content, so that a new key is never taken for a cached old one."""
        numbers = self.key.public_key().public_numbers()
        return sha256(f"{numbers.n}:{numbers.e}".encode()).hexdigest()[:16]

    def discovery(self) -> dict[str, Any]:
        """The document of OpenID Connect Discovery 1.0, section 3."""
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint": f"{self.issuer}/token",
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
        }

    def jwks(self) -> dict[str, Any]:
        """The public key as RFC 7517 writes it."""
        numbers = self.key.public_key().public_numbers()
        key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.key_id}
        return {"keys": [key | {"n": _base64url(numbers.n), "e": _base64url(numbers.e)}]}

    def token(self, request: Mapping[str, Any], now: int) -> str:
        """The token a request asks for; `now` in seconds since 1970. Raises TokenRequestError."""
        return jwt.encode(self._claims(request, now), self.key, "RS256", {"kid": self.key_id})

    def _claims(self, request: Mapping[str, Any], now: int) -> dict[str, Any]:
        _check_fields(request)
        lifetime = request.get("lifetimeSeconds", DEFAULT_LIFETIME_SECONDS)
        # An expired token was issued before it expired, like any other.
        issued = min(now, now + lifetime - 1)
        claims = {
            "iss": request.get("issuer", self.issuer),
            "aud": request.get("audience", self.audience),
            "iat": issued,
            "nbf": issued,
            "exp": now + lifetime,
            "tid": TENANT,
            "jti": str(uuid.uuid4()),
            "roles": request.get("roles", []),
        }
        return claims | (_application(request) if "clientId" in request else _person(request))


def add_issuer_routes(app: web.Application, issuer: Issuer) -> None:
    """Adds discovery, keys and tokens under /dev."""

    async def discovery(_: web.Request) -> web.Response:
        return web.json_response(issuer.discovery())

    async def jwks(_: web.Request) -> web.Response:
        return web.json_response(issuer.jwks())

    async def token(request: web.Request) -> web.Response:
        try:
            access_token = issuer.token(_parse_object(await request.text()), int(time.time()))
        except TokenRequestError as error:
            return web.json_response({"error": "invalid_request", "error_description": str(error)}, status=400)
        return web.json_response({"accessToken": access_token}, headers={"Cache-Control": "no-store"})

    app.router.add_get("/dev/.well-known/openid-configuration", discovery)
    app.router.add_get("/dev/jwks", jwks)
    app.router.add_post("/dev/token", token)


def _application(request: Mapping[str, Any]) -> dict[str, Any]:
    """What marks an application's token: azp and client_id, and no scp (docs/contract.md, Access)."""
    client = request["clientId"]
    return {"sub": client, "oid": client, "azp": client, "client_id": client}


def _person(request: Mapping[str, Any]) -> dict[str, Any]:
    subject = request.get("subject", DEFAULT_SUBJECT)
    claims = {"sub": subject, "oid": subject, "scp": "access_as_user"}
    if "phoneNumber" in request:
        claims["phone_number"] = request["phoneNumber"]
    if "phoneNumberVerified" in request:
        claims["phone_number_verified"] = request["phoneNumberVerified"]
    return claims


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_text_list(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value)


def _is_whole_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


# Each field of a request, what it must be, and how the sentence of the 400 says so.
FIELDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "phoneNumber": (_is_text, "a text"),
    "phoneNumberVerified": (lambda value: isinstance(value, bool), "true or false"),
    "roles": (_is_text_list, "a list of texts"),
    "subject": (_is_text, "a text"),
    "clientId": (_is_text, "a text"),
    "lifetimeSeconds": (_is_whole_number, "a whole number of seconds"),
    "audience": (_is_text, "a text"),
    "issuer": (_is_text, "a text"),
}


_OF_A_PERSON = frozenset({"phoneNumber", "phoneNumberVerified", "subject"})


def _check_fields(request: Mapping[str, Any]) -> None:
    for name, value in request.items():
        if name not in FIELDS:
            raise TokenRequestError(f"The field {name} is unknown; known are {', '.join(FIELDS)}.")
        accepts, kind = FIELDS[name]
        if not accepts(value):
            raise TokenRequestError(f"The field {name} must be {kind}.")
    if "clientId" in request and _OF_A_PERSON & request.keys():
        raise TokenRequestError("A token is for an application (clientId) or a person (phoneNumber, subject).")


def _parse_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise TokenRequestError("The body must be JSON.") from error
    if not isinstance(value, dict):
        raise TokenRequestError("The body must be a JSON object.")
    return value


def _load_or_make_key(path: Path) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        return _make_key(path)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{path} does not hold an RSA key; delete it and start again.")
    return key


def _make_key(path: Path) -> rsa.RSAPrivateKey:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    # Written beside its place and moved there, so that a start that is killed leaves no half a key.
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    draft.replace(path)
    return key


def _base64url(number: int) -> str:
    content = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
