"""A callback address has to be one that may be called, and its receiver has to send the token back."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from shared.domain.webhooks.signatures import Secrets
from shared.errors import InvalidInput
from shared.services.ports.webhooks import AddressRejectedError, Response, SendError
from shared.services.webhooks.register_webhook import make_secret, validate_callback
from tests.fakes.webhooks import Post
from tests.fakes.world import FakeWorld

URL = "https://payroll.example/hook"


async def rejected(world: FakeWorld, url: str = URL) -> tuple[str, str]:
    """Code and message of the one error, which is about the address."""
    with pytest.raises(InvalidInput, match="callback URL cannot be used") as raised:
        await validate_callback(world.webhooks, url)
    (error,) = raised.value.errors
    assert error.field == "callbackUrl"
    return error.code, error.message


def token_of(post: Post) -> str:
    return str(json.loads(post.body)["validationToken"])


async def test_the_receiver_is_asked_with_a_new_token_every_time() -> None:
    world = FakeWorld()
    await validate_callback(world.webhooks, URL)
    await validate_callback(world.webhooks, URL)
    first, second = world.fakes.sender.posts
    assert (first.url, first.headers) == (URL, {"Content-Type": "application/json"})
    assert json.loads(first.body)["type"] == "muster.Validation"
    assert len(token_of(first)) == 43, "32 bytes in base64url without padding"
    assert token_of(first) != token_of(second)


@pytest.mark.parametrize(
    "echo",
    [
        lambda token: token,
        lambda token: f"  {token}\n",
        lambda token: json.dumps({"validationToken": token}),
        lambda token: json.dumps({"ok": True, "validationToken": token}),
    ],
    ids=["text", "text with blanks", "JSON", "JSON with more"],
)
async def test_the_token_comes_back_as_text_or_as_json(echo: Callable[[str], str]) -> None:
    world = FakeWorld()
    world.fakes.sender.respond = lambda post: Response(202, None, echo(token_of(post)).encode())
    await validate_callback(world.webhooks, URL)
    assert len(world.fakes.sender.posts) == 1


@pytest.mark.parametrize("body", [b"", b"ok", b"{}", b'{"validationToken": "another"}', b"[1]", b"\xff", b"[" * 4096])
async def test_another_answer_is_no_confirmation(body: bytes) -> None:
    world = FakeWorld()
    world.fakes.sender.respond = lambda _: Response(200, None, body)
    assert await rejected(world) == ("callback_not_validated", "The receiver did not return the validation token.")


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_the_token_in_an_error_is_no_confirmation(status: int) -> None:
    world = FakeWorld()
    world.fakes.sender.respond = lambda post: Response(status, None, token_of(post).encode())
    assert await rejected(world) == (
        "callback_not_validated",
        f"The receiver answered the validation with {status}.",
    )


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://payroll.example/hook", "It must be an https URL."),
        ("https://10.0.0.1/hook", "Its address is not on the public internet."),
        ("https://169.254.169.254/metadata", "Its address is not on the public internet."),
        ("https://asha:secret@payroll.example/", "It must have neither a user name nor a fragment."),
        ("nowhere", "It is not a URL."),
    ],
)
async def test_an_address_that_may_not_be_called_is_not_called(url: str, why: str) -> None:
    world = FakeWorld()
    assert await rejected(world, url) == ("callback_refused", why)
    assert not world.fakes.sender.posts


async def test_this_machine_is_called_by_the_local_host_only() -> None:
    world = FakeWorld()
    await validate_callback(world.webhooks, "http://127.0.0.1:9/hook")
    with pytest.raises(InvalidInput):
        await validate_callback(replace(world.webhooks, allow_local=False), "http://127.0.0.1:9/hook")
    assert len(world.fakes.sender.posts) == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AddressRejectedError("The host resolves to an address that is not public."), "callback_refused"),
        (SendError("The receiver did not answer in time."), "callback_not_validated"),
    ],
)
async def test_an_address_that_cannot_be_reached_is_rejected(error: SendError, code: str) -> None:
    world = FakeWorld()

    def fail(_: Post) -> Response:
        raise error

    world.fakes.sender.respond = fail
    assert await rejected(world) == (code, str(error))


async def test_a_secret_that_another_stores_meanwhile_becomes_the_one_before() -> None:
    world = FakeWorld()
    connector = await world.subscriber()
    others = Secrets("whsec_b3RoZXJz")

    def now_that_another_rotates() -> None:
        """Between reading and writing, once."""
        if world.fakes.webhooks.stored_secrets.rows[connector.id].current != others.current:
            world.fakes.webhooks.stored_secrets.put(connector.id, others)

    def now() -> datetime:
        now_that_another_rotates()
        return world.clock.now()

    secret = await make_secret(replace(world.webhooks, now=now), connector)
    stored = await world.fakes.webhooks.secrets(connector.id)
    assert stored is not None
    assert stored.valid(world.clock.now()) == [secret, others.current]
