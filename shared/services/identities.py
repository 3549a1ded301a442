"""Stores which phone number belongs to the subject of a token."""

from typing import Any

from shared.concurrency import Precondition, conditional_write, retry_on_conflict
from shared.domain.audit import ORGANIZATION, Action
from shared.domain.conflicts import OwnIdentity
from shared.errors import NotFound
from shared.services.audit.record_change import record_change
from shared.services.context import GroupContext
from shared.services.ports.identities import IdentityLink


async def read_identity(context: GroupContext, subject: str) -> IdentityLink:
    """The stored number of a subject. Raises NotFound."""
    link = await context.identities.get(subject)
    if link is None:
        raise NotFound("No number is stored for this subject.")
    return link


async def put_identity(
    context: GroupContext, actor: str, subject: str, number: str, check: Precondition
) -> IdentityLink:
    """Store the number for the subject. Raises OwnIdentity, PreconditionFailed, Conflict.

    Whoever has a number has its groups, private ones too. So nobody gives one to themselves, and the audits of the groups
    of the number tell who gave it to whom (audit/group_copies.py).
    """
    if subject == actor:
        raise OwnIdentity
    link = IdentityLink(subject, number)

    async def attempt() -> IdentityLink:
        before = await context.identities.get(subject)
        check(before.etag if before else "")
        if before and before.phone_number == number:
            return before
        event = context.event(ORGANIZATION, actor, Action.IDENTITY_CHANGED, _describe(before), _describe(link))
        with conditional_write():
            stored = await context.identities.put(before, link, event)
        await record_change(context, context.identities, event)
        return stored

    return await retry_on_conflict("the identity", attempt)


async def delete_identity(context: GroupContext, actor: str, subject: str, check: Precondition) -> None:
    """Delete the number of a subject. Raises NotFound, PreconditionFailed, Conflict."""

    async def attempt() -> None:
        link = await read_identity(context, subject)
        check(link.etag)
        event = context.event(ORGANIZATION, actor, Action.IDENTITY_CHANGED, _describe(link), {})
        with conditional_write():
            await context.identities.delete(link, event)
        await record_change(context, context.identities, event)

    await retry_on_conflict("the identity", attempt)


def _describe(link: IdentityLink | None) -> dict[str, Any]:
    return {"subject": link.subject, "phoneNumber": link.phone_number} if link else {}
