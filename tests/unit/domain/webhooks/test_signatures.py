"""Signatures: the vectors of Standard Webhooks' own libraries, and what a verifying receiver rejects."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.webhooks.signatures import Secrets, secret_of, signature_headers
from tests.receiver import NotVerifiedError, Verifier

# libraries/python/tests/test_webhooks.py of standard-webhooks/standard-webhooks, test_sign_function
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", datetime.fromtimestamp(1614265330, UTC), b'{"test": 2432232314}'
EXPECTED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
OTHER = secret_of(b"o" * 32)


def test_the_published_vector() -> None:
    assert signature_headers(MESSAGE, AT, BODY, [SECRET]) == {
        "webhook-id": MESSAGE,
        "webhook-timestamp": "1614265330",
        "webhook-signature": EXPECTED,
    }


def test_an_id_that_would_shift_the_signed_parts_is_rejected() -> None:
    with pytest.raises(ValueError, match="full stop"):
        signature_headers("msg.1", AT, BODY, [SECRET])


def test_secrets_are_as_long_as_the_specification_wants() -> None:
    secret = secret_of(bytes(32))
    assert secret.startswith("whsec_")
    assert 24 <= len(base64.b64decode(secret.removeprefix("whsec_"))) <= 64


def test_the_old_secret_signs_along_for_a_day() -> None:
    rotated = Secrets(SECRET).rotated(OTHER, AT)
    assert rotated.valid(AT + timedelta(hours=23, minutes=59)) == [OTHER, SECRET]
    assert rotated.valid(AT + timedelta(days=1)) == [OTHER]
    header = signature_headers(MESSAGE, AT, BODY, rotated.valid(AT))["webhook-signature"]
    assert header.split(" ")[1] == EXPECTED


def test_secrets_are_in_no_repr() -> None:
    assert "whsec" not in repr(Secrets(SECRET, OTHER))


def verifier(late: float = 0) -> Verifier:
    return Verifier(SECRET, lambda: AT.timestamp() + late)


def headers(**changed: str) -> dict[str, str]:
    return signature_headers(MESSAGE, AT, b"[]", [SECRET]) | {k.replace("_", "-"): v for k, v in changed.items()}


def test_a_receiver_takes_what_we_sign_in_either_place() -> None:
    assert verifier().verify(headers(), b"[]") == []
    both = signature_headers(MESSAGE, AT, b"[]", [OTHER, SECRET])
    assert verifier().verify(both, b"[]") == []


@pytest.mark.parametrize(
    ("given", "body", "why"),
    [
        (headers(), b"[1]", "signature"),
        (headers(webhook_id="msg_other"), b"[]", "signature"),
        (headers(webhook_timestamp=str(int(AT.timestamp()) + 1)), b"[]", "signature"),
        (headers(webhook_signature=EXPECTED), b"[]", "signature"),
        (headers(webhook_signature=""), b"[]", "signature"),
        (signature_headers(MESSAGE, AT, b"[]", [OTHER]), b"[]", "signature"),
        (headers(webhook_timestamp="now"), b"[]", "timestamp"),
    ],
)
def test_a_forged_delivery_is_rejected(given: dict[str, str], body: bytes, why: str) -> None:
    with pytest.raises(NotVerifiedError, match=why):
        verifier().verify(given, body)


def test_a_replayed_delivery_is_rejected() -> None:
    receiver = verifier()
    receiver.verify(headers(), b"[]")
    with pytest.raises(NotVerifiedError, match="repeated"):
        receiver.verify(headers(), b"[]")
    with pytest.raises(NotVerifiedError, match="timestamp"):
        verifier(late=301).verify(headers(), b"[]")
