"""Pages of lists: how many, from where on, and the absolute link to the next one."""

import base64
import json
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
_OF_A_PAGE = ("limit", "continuation")
"""The parameters that may differ from page to page of one list."""


class PageQuery(Query):
    """The parameters that every list takes."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=LARGEST_LIMIT, description="The most entries that the page may hold.")
    continuation: str | None = Field(
        None,
        max_length=6000,
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
    """Where the page begins: what was given to next_link for the page before. Raises InvalidInput for one of another
    list, and for one that no list gave out."""
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

    The position is sealed, for it often is a phone number, which has no place in the URLs that servers log. What a
    position is made of differs between lists, so the seal holds for one list of one caller alone (see _scope).
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
    """Which list it is: the path, the parameters that choose what is listed, and the caller with what makes this list
    another one for another caller. All of them together, so that a new parameter needs no thought."""
    caller, access = call.caller, call.group_access
    parameters = sorted((name, value) for name, value in call.request.params.items() if name not in _OF_A_PAGE and value)
    sees = (caller.is_organization_admin, caller.connector is not None, access is not None and access.sees_numbers)
    return json.dumps([urlsplit(call.request.url).path, parameters, caller.subject, sees]).encode()
