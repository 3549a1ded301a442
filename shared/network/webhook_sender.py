"""Sends webhooks with aiohttp, to public addresses only.

The addresses of a name are checked when the connection is made: the resolver rejects a name of which any address is not
public, and the socket of every connection is opened for a checked address only, also for a literal one, which aiohttp
does not resolve (aiohttp 3.14, connector.py, _resolve_host). Checking before connecting would leave a gap in which the
name can change (DNS rebinding, https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html).
"""

import asyncio
import socket
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from shared.domain.webhooks.addresses import is_loopback, is_rejected, url_error
from shared.services.ports.webhooks import AddressRejectedError, Response, Sender, SendError

_LARGEST_ANSWER = 4096
_LONGEST_WAIT = timedelta(days=30)
_MOST_DIGITS = 9
"""Of a Retry-After in seconds: 31 years, and far from the overflow of timedelta."""
_LONGEST_DATE = 64
_USER_AGENT = "Muster-Webhooks/1"
_REJECTED = "The host of the URL is not on the public internet."


class _RejectedError(OSError):
    """An address that webhooks may not be sent to."""


class PublicResolver(AbstractResolver):
    """Resolves names all of whose addresses are public."""

    def __init__(self, *, allow_local: bool) -> None:
        self._resolver = ThreadedResolver()
        self._allow_local = allow_local

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses. Raises OSError."""
        found = await self._resolver.resolve(host, port, family)
        for each in found:
            check_address(each["host"], allow_local=self._allow_local)
        return found

    async def close(self) -> None:
        """Holds nothing."""


def check_address(address: str, *, allow_local: bool) -> None:
    """Raises OSError for an address that no connection may be made to."""
    if is_rejected(address) and not (allow_local and is_loopback(address)):
        raise _RejectedError(_REJECTED)


class WebhookSender(Sender):
    """Its connections belong to the loop that first sends."""

    def __init__(self, *, allow_local: bool) -> None:
        self._allow_local = allow_local
        self._session: aiohttp.ClientSession | None = None

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], patience: timedelta, *, read: bool = False
    ) -> Response:
        reason = url_error(url, allow_local=self._allow_local)
        if reason:
            raise AddressRejectedError(reason)
        try:
            async with asyncio.timeout(patience.total_seconds()):
                return await self._post(url, body, headers, read=read)
        except TimeoutError:
            raise SendError(f"The receiver did not answer within {patience.total_seconds():.0f} seconds.") from None
        except aiohttp.ClientError as error:
            raise _failure(error) from None
        except (OSError, ValueError) as error:
            raise AddressRejectedError(_REJECTED) if isinstance(error, _RejectedError) else SendError(
                "The connection failed."
            ) from None

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str], *, read: bool) -> Response:
        async with self._open().post(url, data=body, headers=dict(headers), allow_redirects=False) as answer:
            content = b""
            while read and len(content) < _LARGEST_ANSWER:
                piece = await answer.content.read(_LARGEST_ANSWER - len(content))
                if not piece:
                    break
                content += piece
            return Response(answer.status, _retry_after(answer.headers.get("Retry-After", "")), content)

    def _open(self) -> aiohttp.ClientSession:
        """No proxies from the environment, no cookies, no decompression, and a new connection for each request."""
        if self._session is None:
            connector = aiohttp.TCPConnector(
                resolver=PublicResolver(allow_local=self._allow_local),
                use_dns_cache=False,
                force_close=True,
                limit=64,
                socket_factory=self._socket,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": _USER_AGENT, "Accept-Encoding": "identity"},
                auto_decompress=False,
                trust_env=False,
            )
        return self._session

    def _socket(self, address: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, (host, *_) = address
        check_address(host, allow_local=self._allow_local)
        opened = socket.socket(family, kind, protocol)
        opened.setblocking(False)
        return opened


def _failure(error: aiohttp.ClientError) -> SendError:
    """The error as a sentence that reveals nothing about the app's network."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, _RejectedError):
            return AddressRejectedError(_REJECTED)
        seen = getattr(seen, "os_error", None) or seen.__cause__
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
        return SendError("The certificate of the receiver is not valid.")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return SendError("The host name of the receiver cannot be resolved.")
    return SendError("The connection failed.")


def _retry_after(text: str) -> timedelta | None:
    """Seconds or a date (RFC 9110, 10.2.3), from none to _LONGEST_WAIT; None for anything else that receivers send."""
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:_MOST_DIGITS])), _LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(text[:_LONGEST_DATE])
        # Python gives a date with the zone -0000 none, and such a date is in UTC (RFC 5322, 3.3).
        asked = (at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)
    except (ArithmeticError, LookupError, TypeError, ValueError):  # the parser's offsets overflow, its fields run short
        return None
    return min(max(asked, timedelta()), _LONGEST_WAIT)
