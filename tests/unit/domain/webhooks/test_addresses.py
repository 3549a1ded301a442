"""Where webhooks may go: every special network, in every spelling."""

import socket
from datetime import timedelta

import pytest
from aiohttp.abc import ResolveResult

from shared.domain.webhooks.addresses import is_rejected, url_error
from shared.network.webhook_sender import PublicResolver, WebhookSender, check_address
from shared.services.ports.webhooks import AddressRejectedError


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104  # nothing is bound
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.1.2.3",
        "::ffff:a9fe:a9fe",
        "::127.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:53aa:64c::1",
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "not an address",
        "",
    ],
)
def test_special_addresses_are_rejected(address: str) -> None:
    assert is_rejected(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "168.63.129.17", "20.1.2.3"],
)
def test_public_addresses_are_taken(address: str) -> None:
    assert not is_rejected(address)
    assert not is_rejected("2606:4700:4700::1111")
    assert not is_rejected(f"::ffff:{address}")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://example.com/",
        "https://",
        "https:///path",
        "example.com",
        "https://user@example.com/",
        "https://user:secret@example.com/",
        "https://example.com/#part",
        "https://exam ple.com/",
        "https://example.com:0/",
        "https://example.com:99999/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://017700000001/",
        "https://169.254.169.254/metadata",
        "https://[bad/",
        "",
    ],
)
def test_urls_that_are_rejected_at_once(url: str) -> None:
    assert url_error(url, allow_local=False)


def test_urls_that_may_be_resolved() -> None:
    for url in ("https://example.com/", "https://example.com:8443/a?b=c", "https://1.1.1.1/", "https://a1.example/"):
        assert url_error(url, allow_local=False) is None


def test_the_local_host_may_reach_itself_and_nothing_else() -> None:
    for url in ("http://localhost:8080/", "http://127.0.0.1/", "http://[::1]/", "https://localhost/"):
        assert url_error(url, allow_local=True) is None
        assert url_error(url, allow_local=False) or url.startswith("https://localhost")
    for url in ("http://10.0.0.1/", "https://10.0.0.1/", "http://example.com/", "https://169.254.169.254/"):
        assert url_error(url, allow_local=True)
    with pytest.raises(OSError, match="public"):
        check_address("10.0.0.1", allow_local=True)
    check_address("127.0.0.1", allow_local=True)


async def test_a_name_that_resolves_to_this_machine_is_rejected() -> None:
    """At each connection, hence also when the name resolved to something else before."""
    resolver = PublicResolver(allow_local=False)
    with pytest.raises(OSError, match="public"):
        await resolver.resolve("localhost", 443, socket.AF_INET)
    assert await PublicResolver(allow_local=True).resolve("localhost", 443, socket.AF_INET)


class Rebound:
    """A name server that answers as it is told."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(self, host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in self.addresses
        ]


async def test_one_private_address_among_public_ones_is_enough_to_reject() -> None:
    resolver = PublicResolver(allow_local=False)
    resolver._resolver = Rebound("1.1.1.1", "10.0.0.1")  # type: ignore[assignment]
    with pytest.raises(OSError, match="public"):
        await resolver.resolve("example.com", 443, socket.AF_INET)
    resolver._resolver = Rebound("1.1.1.1")  # type: ignore[assignment]
    assert [found["host"] for found in await resolver.resolve("example.com", 443, socket.AF_INET)] == ["1.1.1.1"]


async def test_sockets_are_opened_for_checked_addresses_only() -> None:
    """Even if a name got past the resolver."""
    sender = WebhookSender(allow_local=False)
    address = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 80))
    with pytest.raises(OSError, match="public"):
        sender._socket(address)


@pytest.mark.parametrize("url", ["https://localhost/", "https://127.0.0.1/", "http://example.com/", "nonsense"])
async def test_the_sender_itself_rejects(url: str) -> None:
    sender = WebhookSender(allow_local=False)
    try:
        with pytest.raises(AddressRejectedError):
            await sender.post(url, b"[]", {}, timedelta(seconds=5))
    finally:
        await sender.close()
