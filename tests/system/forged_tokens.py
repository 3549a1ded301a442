"""Tokens of an organization admin that must not pass: as attackers make them, and some that the issuer signed itself."""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import jwt
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from tests.local_host import LocalHost
from tests.system.app_host import AUDIENCE

Claims = dict[str, Any]


def forged(host: LocalHost) -> dict[str, str | None]:
    """Values of the Authorization header, by what is wrong with each; None is no header."""
    key = load_pem_private_key((host.folder / "issuer-key.pem").read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    kid = str(host.request("GET", "/dev/jwks").json["keys"][0]["kid"])
    good = jwt.encode(claims_of(host), key, "RS256", {"kid": kid})
    tokens = {**_by_others(host, key, kid, good), **dict(_by_the_issuer(host, key, kid))}
    return {
        "no token": None,
        "another scheme": f"Basic {good}",
        "the scheme alone": "Bearer",
        "two tokens": f"Bearer {good} {good}",
        "two headers joined": f"Bearer {good},Bearer {good}",
        **{name: f"Bearer {token}" for name, token in tokens.items()},
    }


def claims_of(host: LocalHost, **changed: Any) -> Claims:
    """What a good token would say; None leaves a claim out."""
    now = int(time.time())
    claims = {
        "iss": f"{host.origin}/dev",
        "aud": AUDIENCE,
        "sub": "boss",
        "iat": now,
        "nbf": now,
        "exp": now + 3600,
        "roles": ["Groups.Admin"],
        "scp": "access_as_user",
        "phone_number": "+919800000500",
        **changed,
    }
    return {name: value for name, value in claims.items() if value is not None}


def _by_others(host: LocalHost, key: rsa.RSAPrivateKey, kid: str, good: str) -> dict[str, str]:
    """Without the issuer's key."""
    claims, header = claims_of(host), {"kid": kid}
    head, payload, signature = good.split(".")
    theirs = rsa.generate_private_key(65537, 2048)
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(theirs.public_key())) | {"kid": kid}
    jku = {"jku": "http://127.0.0.1:1/keys", "x5u": "http://127.0.0.1:1/keys"}
    public = key.public_key()
    secrets = {
        "PEM": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "DER": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "JWKS": host.request("GET", "/dev/jwks").body,
        "nothing": b"",
    }
    return {
        "HS256": jwt.encode(claims, "s" * 64, "HS256", header),
        **{f"HS256 with the public key as {name}": _hs256(claims, kid, secret) for name, secret in secrets.items()},
        "alg none": _unsigned({"alg": "none", "kid": kid}, claims),
        "alg None": _unsigned({"alg": "None", "kid": kid}, claims),
        "alg of nothing": _unsigned({"alg": "", "kid": kid}, claims),
        "no alg": _unsigned({"kid": kid}, claims),
        "no signature": f"{head}.{payload}.",
        "half a token": f"{head}.{payload}",
        "another signature": f"{head}.{payload}.{signature[:-6]}AAAAAA",
        "another payload": f"{head}.{_part(claims_of(host, sub='other'))}.{signature}",
        "their key": jwt.encode(claims, theirs, "RS256", header),
        "their key in the header": jwt.encode(claims, theirs, "RS256", {"kid": kid, "jwk": jwk, **jku}),
        "their key under a new kid": jwt.encode(claims, theirs, "RS256", {"kid": "theirs", "jwk": jwk, **jku}),
        "kid of a file": jwt.encode(claims, theirs, "RS256", {"kid": "../../../dev/null"}),
        "kid of a query": jwt.encode(claims, theirs, "RS256", {"kid": "x' or '1'='1"}),
        "too long": good + "A" * 17_000,
        "no JWT": "abc",
        "encrypted": f"{head}.a.b.c.d",
    }


def _by_the_issuer(host: LocalHost, key: rsa.RSAPrivateKey, kid: str) -> Iterator[tuple[str, str]]:
    """With the issuer's key, and still not for us, not now, or not of anybody."""
    now = int(time.time())
    changes: dict[str, Claims] = {
        "expired": {"exp": now - 60},
        "not valid yet": {"nbf": now + 600},
        "issued later": {"iat": now + 600},
        "another audience": {"aud": "somebody-else"},
        "several audiences": {"aud": [AUDIENCE]},
        "another issuer": {"iss": "https://elsewhere.example.com"},
        "the issuer with a slash": {"iss": f"{host.origin}/dev/"},
        "a subject of a surrogate": {"sub": "\ud800"},
        "a subject with a zero": {"sub": "a\0"},
        "an empty subject": {"sub": ""},
        "a subject that is a number": {"sub": 7},
        "a subject that is too long": {"sub": "x" * 256},
        "an application of a surrogate": {"scp": None, "azp": "\udfff"},
        **{f"no {name}": {name: None} for name in ("exp", "nbf", "iat", "aud", "iss", "sub")},
    }
    for name, changed in changes.items():
        yield name, jwt.encode(claims_of(host, **changed), key, "RS256", {"kid": kid})
    for algorithm in ("RS384", "RS512", "PS256"):
        yield algorithm, jwt.encode(claims_of(host), key, algorithm, {"kid": kid})
    yield "no kid", jwt.encode(claims_of(host), key, "RS256")
    yield "crit", jwt.encode(claims_of(host), key, "RS256", {"kid": kid, "crit": ["x"], "x": 1})


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _unsigned(header: Claims, claims: Claims) -> str:
    return f"{_part({'typ': 'JWT', **header})}.{_part(claims)}."


def _hs256(claims: Claims, kid: str, secret: bytes) -> str:
    """HMAC with what everybody knows, which PyJWT itself rejects to make."""
    signed = f"{_part({'alg': 'HS256', 'typ': 'JWT', 'kid': kid})}.{_part(claims)}"
    mac = hmac.HMAC(secret or b"\0", hashes.SHA256())
    mac.update(signed.encode())
    return f"{signed}.{base64.urlsafe_b64encode(mac.finalize()).rstrip(b'=').decode()}"
