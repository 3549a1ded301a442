"""What a request hands to use cases: conditions on the version, and positions from page to page."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from shared.concurrency import Precondition
from shared.domain.access import AccessLevel
from shared.domain.audit import AuditEvent
from shared.domain.groups.group import Group
from shared.domain.members.membership import Role
from shared.errors import PreconditionFailed
from shared.services.access.authorize import GroupAccess
from shared.services.audit.view_audit import list_audit
from shared.services.context import GroupContext
from tests.people import person

T = TypeVar("T")
_MOST_PAGES = 1000


def any_version(_: str) -> None:
    """A request without If-Match."""


def if_match(etag: str) -> Precondition:
    """A request for this version only."""

    def check(current: str) -> None:
        if current != etag:
            raise PreconditionFailed("The request is for another version.")

    return check


async def pages_of(page: Callable[[str | None], Awaitable[tuple[list[T], str | None]]]) -> list[list[T]]:
    """Every page to the end; `page` is called with the position after the one before, None to begin with."""
    found: list[list[T]] = []
    position: str | None = None
    for _ in range(_MOST_PAGES):
        items, position = await page(position)
        found.append(items)
        if position is None:
            return found
    raise AssertionError("The pages do not end.")


async def all_of(page: Callable[[str | None], Awaitable[tuple[list[T], str | None]]]) -> list[T]:
    """The items of all pages."""
    return [item for items in await pages_of(page) for item in items]


async def audit_page(
    context: GroupContext, group: Group, limit: int = 100, after: str | None = None
) -> tuple[list[AuditEvent], str | None]:
    """A page of the group's audit as person 1 sees it, who is its admin."""
    return await list_audit(context, person(1), GroupAccess(group, AccessLevel.ADMIN, Role.ADMIN), limit, after)
