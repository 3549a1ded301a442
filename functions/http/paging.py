"""Pages of lists: how many, from where on, and the absolute link to the next one."""

import base64
from collections.abc import Sequence
from typing import Generic, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from pydantic import Field

from functions.http.call import Answer, Call
from functions.http.models import Out, Query
from shared.errors import FieldError, InvalidInput

T = TypeVar("T")

DEFAULT_LIMIT = 100
LARGEST_LIMIT = 1000


class PageQuery(Query):
    """The parameters that every list takes."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=LARGEST_LIMIT, description="The most entries that the page may hold.")
    continuation: str | None = Field(
        None,
        max_length=3000,
        pattern="^[A-Za-z0-9_-]+$",
        description="Where the page begins: the opaque value that a nextLink holds.",
    )


class Page(Out, Generic[T]):
    """Up to `limit` entries. A page may be short, even empty, while there is a nextLink.

    Each list has a class of its own, `class GroupPage(Page[GroupOut])`, because the OpenAPI document shows its name.
    """

    value: list[T]
    next_link: str | None = None


def position(call: Call, query: PageQuery) -> str | None:
    """Where the page begins: what was given to next_link for the page before. Raises InvalidInput."""
    if query.continuation is None:
        return None
    try:
        sealed = base64.urlsafe_b64decode(query.continuation + "=" * (-len(query.continuation) % 4))
        return AESSIV(call.services.page_key).decrypt(sealed, [_scope(call)]).decode()
    except (ValueError, InvalidTag):
        error = FieldError("continuation", "invalid", "Take the value from a nextLink of this list.")
        raise InvalidInput("The continuation is not valid for this list.", [error]) from None


def next_link(call: Call, after: str | None) -> str | None:
    """The URL of the next page, or None after the last.

    The position is sealed, for it often is a phone number, which a member may see masked only and which has no place
    in the URLs that servers log. The seal holds for the operation's path and the caller alone.
    """
    if after is None:
        return None
    sealed = AESSIV(call.services.page_key).encrypt(after.encode(), [_scope(call)])
    parts = urlsplit(call.request.url)
    parameters = [(key, value) for key, value in parse_qsl(parts.query) if key != "continuation"]
    parameters.append(("continuation", base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()))
    return str(urlunsplit(parts._replace(query=urlencode(parameters))))


def page(model: type[Page[T]], call: Call, entries: Sequence[T], after: str | None) -> Answer:
    """The answer with a page of entries; `after` is the position to go on from, None when this was the last page."""
    return Answer(model(value=list(entries), next_link=next_link(call, after)))


def _scope(call: Call) -> bytes:
    return f"{urlsplit(call.request.url).path}\n{call.caller.subject}".encode()
