"""Who is calling: verifies bearer tokens against the issuer's keys. There is one path, and no setting turns it off."""

import asyncio
import json
import time
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from shared.domain.access import Caller
from shared.domain.phone import E164
from shared.errors import SettingInvalid, StorageUnavailable, Unauthenticated
from shared.settings import AuthSettings, check_url

# RFC 8725 (JWT Best Current Practices), 3.1: the verifier fixes the algorithms, the token never chooses.
ALGORITHMS = ["RS256"]
_REQUIRED = ["exp", "iat", "nbf", "iss", "aud", "sub"]
_CLOCK_SKEW_SECONDS = 30
_FETCH_SECONDS = 5.0
# Keys are fetched again after an hour, and at once (but at most every 30 seconds) for a kid that is not known.
_KEYS_LIVE_SECONDS = 3600
_UNKNOWN_KID_PAUSE_SECONDS = 30.0
# After a failed fetch nobody waits for another one for so long: an outage must not use up the threads.
_FAILED_FETCH_PAUSE_SECONDS = 5.0
_LONGEST_TOKEN = 16 * 1024
_LONGEST_SUBJECT = 255


class TokenInvalid(Unauthenticated):
    """A token was given and cannot be verified."""

    token_was_given = True


class IssuerUnavailable(StorageUnavailable):
    """The issuer's keys cannot be fetched, so no token can be judged: the caller is not to blame."""

    code = "issuer_unavailable"


@cache
def token_verifier(auth: AuthSettings) -> "TokenVerifier":
    """The one verifier of this process, which holds the issuer's keys."""
    return TokenVerifier(auth)


class TokenVerifier:
    """Turns an Authorization header into a Caller. Keys are fetched on first use and shared by all requests."""

    def __init__(self, auth: AuthSettings, unknown_kid_pause: float = _UNKNOWN_KID_PAUSE_SECONDS) -> None:
        self._auth = auth
        self._unknown_kid_pause = unknown_kid_pause
        self._fetching = asyncio.Lock()
        self._client: jwt.PyJWKClient | None = None
        self._failed_at = -_FAILED_FETCH_PAUSE_SECONDS

    async def caller(self, authorization: str | None) -> Caller:
        """Who sent this header. Raises Unauthenticated, TokenInvalid or IssuerUnavailable."""
        if not authorization:
            raise Unauthenticated("The request needs a bearer token in the Authorization header.")
        scheme, _, token = authorization.strip().partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthenticated("The Authorization header must be 'Bearer' and a token.")
        return self._caller_of(await self._claims(token.strip()))

    async def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > _LONGEST_TOKEN:
            raise TokenInvalid("The token is longer than 16 KiB.")
        if not token.isascii():  # base64url (RFC 7515, 7.1); PyJWT fails on what UTF-8 cannot write
            raise TokenInvalid("The token is not a JSON Web Token.")
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError:
            raise TokenInvalid("The token is not a JSON Web Token.") from None
        if header.get("alg") not in ALGORITHMS:
            raise TokenInvalid("The token must be signed with RS256.")
        key = await self._key(header.get("kid"))
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self._auth.audience,
                issuer=self._auth.issuer,
                leeway=_CLOCK_SKEW_SECONDS,
                options={"require": _REQUIRED, "strict_aud": True},
            )
        except jwt.ExpiredSignatureError:
            raise TokenInvalid("The token has expired.") from None
        except jwt.PyJWTError as error:
            raise TokenInvalid(f"The token cannot be verified: {error}.") from None
        return claims

    async def _key(self, kid: object) -> RSAPublicKey:
        if not isinstance(kid, str):
            raise TokenInvalid("The token's header names no key (kid).")
        key = self._cached_key(kid)
        if key is None:
            async with self._fetching:
                key = self._cached_key(kid) or await self._fetch_key(kid)
        if not isinstance(key.key, RSAPublicKey):
            raise TokenInvalid("The token's key is not an RSA key.")
        return key.key

    def _cached_key(self, kid: str) -> jwt.PyJWK | None:
        cache = self._client.jwk_set_cache if self._client else None
        keys = cache.get() if cache else None
        return next((key for key in keys.keys if key.key_id == kid), None) if keys else None

    async def _fetch_key(self, kid: str) -> jwt.PyJWK:
        if time.monotonic() - self._failed_at < _FAILED_FETCH_PAUSE_SECONDS:
            raise IssuerUnavailable("The issuer's keys could not be fetched.", _FAILED_FETCH_PAUSE_SECONDS)
        try:
            return await asyncio.to_thread(self._signing_key, kid)
        except (
            jwt.PyJWKClientConnectionError,
            jwt.PyJWKSetError,
            OSError,
            ValueError,
            SettingInvalid,
        ) as error:
            self._failed_at = time.monotonic()
            raise IssuerUnavailable("The issuer's keys could not be fetched.", _FAILED_FETCH_PAUSE_SECONDS) from error
        except jwt.PyJWKClientError:
            raise TokenInvalid("The token is signed with a key that the issuer does not publish.") from None

    def _signing_key(self, kid: str) -> jwt.PyJWK:
        if self._client is None:
            self._client = jwt.PyJWKClient(
                self._auth.jwks_url or _discover_jwks_url(self._auth.issuer),
                lifespan=_KEYS_LIVE_SECONDS,
                timeout=_FETCH_SECONDS,
                cooldown_duration=self._unknown_kid_pause,
            )
        return self._client.get_signing_key(kid)

    def _caller_of(self, claims: Mapping[str, Any]) -> Caller:
        auth = self._auth
        subject = claims.get(auth.subject_claim)
        if not isinstance(subject, str) or not _is_name(subject):
            raise TokenInvalid(f"The token's {auth.subject_claim} claim is missing or not valid.")
        client_id = None if "scp" in claims else claims.get("azp") or claims.get("client_id")
        if isinstance(client_id, str) and not _is_name(client_id):
            raise TokenInvalid("The token's azp or client_id claim is not valid.")
        roles = claims.get("roles")
        return Caller(
            subject=subject,
            phone_number=_verified_number(claims, auth.phone_claim) if client_id is None else None,
            is_organization_admin=isinstance(roles, list) and auth.admin_role in roles,
            client_id=client_id if isinstance(client_id, str) else None,
        )


def _is_name(text: str) -> bool:
    """Whether it can be stored and sent: JSON may hold control characters and lone surrogates, which UTF-8 cannot write."""
    return 0 < len(text) <= _LONGEST_SUBJECT and not any(unicodedata.category(c) in ("Cc", "Cs") for c in text)


def _verified_number(claims: Mapping[str, Any], claim: str) -> str | None:
    """The number of the claim, None for one that the token itself does not call verified.

    OpenID Connect Core 1.0, 5.1: phone_number_verified is true if the provider took affirmative steps to ensure that the
    person controlled the number when it was verified. Another claim's sibling has its name and _verified. Without the
    sibling the number counts, since not every provider sends one (docs/contract.md, Access).
    """
    number = claims.get(claim)
    verified = claims.get(f"{claim}_verified", True)
    if verified is not True and verified != "true":  # some providers send the boolean as a string
        return None
    return number if isinstance(number, str) and E164.fullmatch(number) else None


def _discover_jwks_url(issuer: str) -> str:
    """The jwks_uri of the issuer's document (OpenID Connect Discovery 1.0, 4), which must be the issuer's own (4.3)."""
    url = issuer.rstrip("/") + "/.well-known/openid-configuration"
    with urlopen(url, timeout=_FETCH_SECONDS) as answer:  # noqa: S310  # settings.py lets only http(s) through
        document = json.load(answer)
    if not isinstance(document, dict) or document.get("issuer") != issuer:
        raise URLError(f"{url} is not the document of {issuer}")
    return check_url("AUTH_JWKS_URL", str(document.get("jwks_uri", "")))
