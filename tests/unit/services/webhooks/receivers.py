"""What receivers of tests answer, and what they read in the deliveries that they get."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from shared.domain.members.membership import Role
from shared.services.ports.webhooks import Response, SendError
from tests.fakes.webhooks import Post
from tests.fakes.world import FakeWorld


def answer(status: int, retry_after: timedelta | None = None) -> Callable[[Post], Response]:
    """A receiver that answers everything so."""
    return lambda _: Response(status, retry_after)


def away(_: Post) -> Response:
    """No receiver."""
    raise SendError("The receiver could not be reached.")


def events_of(post: Post) -> list[dict[str, Any]]:
    """The CloudEvents of a delivery."""
    events: list[dict[str, Any]] = json.loads(post.body)
    return events


def members_of(post: Post) -> list[tuple[str, str]]:
    """(type, number) of the events about members."""
    events = events_of(post)
    return [(each["type"].removeprefix("muster."), each["data"].get("phoneNumber", "")) for each in events]


def delivered(world: FakeWorld) -> list[tuple[str, str]]:
    """(type, number) of all deliveries, in order."""
    return [each for post in world.fakes.sender.deliveries for each in members_of(post)]


ADDED, REMOVED, ROLE_CHANGED = "MemberAdded", "MemberRemoved", "MemberRoleChanged"
MEMBER = str(Role.MEMBER)
