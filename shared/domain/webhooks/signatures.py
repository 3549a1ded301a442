"""Signatures of webhooks and their secrets, as specified by Standard Webhooks 1.0.0
(https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md)."""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

PREFIX = "whsec_"
SECRET_BYTES = 32
"""The specification requires 24 to 64."""
OLD_SECRET_LIVES = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Secrets:
    """A connector's signing secret, and the previous one while it is still valid. Neither appears in a repr or a log."""

    current: str = field(repr=False)
    previous: str = field(default="", repr=False)
    previous_until: datetime | None = None
    etag: str = ""

    def rotated(self, secret: str, at: datetime) -> "Secrets":
        """The secrets after rotation; the old one stays valid for a day."""
        return Secrets(secret, self.current, at + OLD_SECRET_LIVES, self.etag)

    def valid(self, at: datetime) -> Sequence[str]:
        """The secrets to sign with, the newest first."""
        old = self.previous_until is not None and at < self.previous_until
        return [self.current, self.previous] if old else [self.current]


def secret_of(random: bytes) -> str:
    """The text form of a secret, as the API returns it once."""
    return PREFIX + base64.b64encode(random).decode()


def signature_headers(message_id: str, at: datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers; each secret signs `id.timestamp.body`. Raises ValueError for an id with a full stop."""
    if "." in message_id:
        raise ValueError("a full stop in the id would make the signed text ambiguous")
    timestamp = str(int(at.timestamp()))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return f"v1,{base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()}"
