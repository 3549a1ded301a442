"""The development issuer's tokens are what a verifier of real ones accepts, and its wrong ones are wrong."""

import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from jwt.types import Options

from tests.azurite import TestAzurite
from tests.local_host import LocalHost

APP = Path(__file__).parent / "local_host_app"


@pytest.fixture(scope="module")
def host(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    running = LocalHost(APP, azurite.connection_string, tmp_path_factory.mktemp("issuer"), {"EVERY": "0 0 3 1 1 *"})
    yield running.start()
    running.stop()


def verified(host: LocalHost, token: str) -> dict[str, Any]:
    """The claims, once signature, issuer, audience and times have been checked against what the host publishes."""
    document = host.request("GET", "/dev/.well-known/openid-configuration").json
    assert document["jwks_uri"] == f"{host.origin}/dev/jwks"
    keys = jwt.PyJWKSet.from_dict(host.request("GET", "/dev/jwks").json)
    key = keys[jwt.get_unverified_header(token)["kid"]]
    required: Options = {"require": ["iss", "aud", "exp", "nbf", "iat", "sub"]}
    return jwt.decode(token, key, ["RS256"], required, audience="muster-local", issuer=document["issuer"])


def test_token_of_a_person(host: LocalHost) -> None:
    claims = verified(host, host.token(phoneNumber="+919812345678", roles=["Groups.Admin"], subject="asha"))
    assert claims["iss"] == f"{host.origin}/dev"
    assert claims["sub"] == claims["oid"] == "asha"
    assert claims["phone_number"] == "+919812345678"
    assert claims["roles"] == ["Groups.Admin"]
    assert claims["scp"] == "access_as_user"
    assert claims["exp"] - claims["iat"] == 3600


def test_token_without_anything_asked(host: LocalHost) -> None:
    claims = verified(host, host.token())
    assert claims["roles"] == []
    assert "phone_number" not in claims


def test_token_of_an_application(host: LocalHost) -> None:
    claims = verified(host, host.token(clientId="connector-1"))
    assert claims["azp"] == claims["client_id"] == "connector-1"
    assert claims["roles"] == []
    assert not {"scp", "phone_number"} & claims.keys()


def test_expired_token_was_valid_once(host: LocalHost) -> None:
    token = host.token(lifetimeSeconds=-60)
    with pytest.raises(jwt.ExpiredSignatureError):
        verified(host, token)
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["iat"] == claims["nbf"] < claims["exp"] < time.time()


@pytest.mark.parametrize(
    ("wanted", "error"),
    [({"audience": "other"}, jwt.InvalidAudienceError), ({"issuer": "http://other"}, jwt.InvalidIssuerError)],
)
def test_wrong_tokens_on_demand(host: LocalHost, wanted: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        verified(host, host.token(**wanted))


@pytest.mark.parametrize(
    "body",
    [
        "no JSON",
        "[]",
        {"phone": "+91"},
        {"roles": "Groups.Admin"},
        {"roles": [1]},
        {"lifetimeSeconds": "60"},
        {"lifetimeSeconds": True},
        {"subject": ""},
        {"clientId": "c", "phoneNumber": "+919812345678"},
    ],
)
def test_request_that_makes_no_sense(host: LocalHost, body: Any) -> None:
    answer = host.request("POST", "/dev/token", body)
    assert answer.status == 400
    assert answer.json["error_description"].endswith(".")


def test_key_survives_a_restart_and_is_the_owners_alone(host: LocalHost) -> None:
    token = host.token(subject="asha")
    assert stat.S_IMODE((host.folder / "issuer-key.pem").stat().st_mode) == 0o600
    host.stop()
    host.start()
    assert verified(host, token)["sub"] == "asha"


def test_host_listens_on_localhost_only(host: LocalHost) -> None:
    # A server on all interfaces would answer here: on Linux the whole of 127/8 is this machine.
    with pytest.raises(OSError, match=r"refused|assign|unreachable|timed out"):
        socket.create_connection(("127.0.0.2", host.port), timeout=5)
