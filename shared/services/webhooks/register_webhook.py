"""Registers callback addresses: an address must be a permitted one, and its receiver must confirm that it wants events."""

import base64
import json
from datetime import timedelta

from shared.concurrency import StaleVersionError, retry_on_conflict
from shared.domain.connectors import Connector
from shared.domain.webhooks.addresses import url_error
from shared.domain.webhooks.signatures import SECRET_BYTES, Secrets, secret_of
from shared.errors import FieldError, InvalidInput
from shared.services.context import WebhookContext
from shared.services.ports.webhooks import AddressRejectedError, SendError

PATIENCE = timedelta(seconds=5)
_TOKEN_BYTES = 32


async def validate_callback(context: WebhookContext, url: str) -> None:
    """Send a token that the receiver must return within 5 seconds, so that no events go to receivers that did not ask for
    them. Raises InvalidInput."""
    error = url_error(url, allow_local=context.allow_local)
    if error:
        raise _rejected("callback_refused", error)
    token = base64.urlsafe_b64encode(context.random(_TOKEN_BYTES)).rstrip(b"=").decode()
    body = json.dumps({"type": "muster.Validation", "validationToken": token}).encode()
    headers = {"Content-Type": "application/json"}
    try:
        answer = await context.sender.post(url, body, headers, PATIENCE, read=True)
    except AddressRejectedError as failure:
        raise _rejected("callback_refused", str(failure)) from None
    except SendError as failure:
        raise _rejected("callback_not_validated", str(failure)) from None
    if not 200 <= answer.status < 300:
        raise _rejected("callback_not_validated", f"The receiver answered the validation with {answer.status}.")
    if not _echoes(answer.body, token):
        raise _rejected("callback_not_validated", "The receiver did not return the validation token.")


async def make_secret(context: WebhookContext, connector: Connector) -> str:
    """Returns a new signing secret. The previous one stays valid for a day. Raises Conflict."""
    secret = secret_of(context.random(SECRET_BYTES))

    async def attempt() -> None:
        stored = await context.store.secrets(connector.id)
        secrets = stored.rotated(secret, context.now()) if stored else Secrets(secret)
        if not await context.store.put_secrets(connector.id, secrets):
            raise StaleVersionError

    await retry_on_conflict("the secret", attempt)
    return secret


def _echoes(body: bytes, token: str) -> bool:
    """Whether the body is the token, or a JSON object with it."""
    if body.strip() == token.encode():
        return True
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):  # the latter for thousands of brackets
        return False
    return isinstance(found, dict) and found.get("validationToken") == token


def _rejected(code: str, message: str) -> InvalidInput:
    return InvalidInput("The callback URL cannot be used.", [FieldError("callbackUrl", code, message)])
