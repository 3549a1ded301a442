"""Which phone number belongs to the subject of a token."""

from typing import Any

from shared.domain.audit import ORGANIZATION, Action
from shared.errors import Conflict, NotFound, PreconditionFailed
from shared.services.audit.record_change import record_change
from shared.services.concurrency import Precondition, rounds
from shared.services.context import GroupContext
from shared.services.ports.identities import IdentityLink


async def read_identity(context: GroupContext, subject: str) -> IdentityLink:
    """The link of a subject. Raises NotFound."""
    link = await context.identities.get(subject)
    if link is None:
        raise NotFound("No number is stored for this subject.")
    return link


async def put_identity(
    context: GroupContext, actor: str, subject: str, number: str, check: Precondition
) -> IdentityLink:
    """Store the number for the subject. Raises PreconditionFailed."""
    link = IdentityLink(subject, number)
    async for _ in rounds():
        before = await context.identities.get(subject)
        check(before.etag if before else "")
        if before and before.phone_number == number:
            return before
        event = context.event(ORGANIZATION, actor, Action.IDENTITY_CHANGED, _describe(before), _describe(link))
        try:
            stored = await context.identities.put(before, link, event)
        except PreconditionFailed:
            continue
        await record_change(context, context.identities, event)
        return stored
    raise Conflict("The identity keeps being changed by others; try again.")


async def delete_identity(context: GroupContext, actor: str, subject: str, check: Precondition) -> None:
    """Forget the number of a subject. Raises NotFound, PreconditionFailed."""
    async for _ in rounds():
        link = await read_identity(context, subject)
        check(link.etag)
        event = context.event(ORGANIZATION, actor, Action.IDENTITY_CHANGED, _describe(link), {})
        try:
            await context.identities.delete(link, event)
        except PreconditionFailed:
            continue
        await record_change(context, context.identities, event)
        return
    raise Conflict("The identity keeps being changed by others; try again.")


def _describe(link: IdentityLink | None) -> dict[str, Any]:
    return {"subject": link.subject, "phoneNumber": link.phone_number} if link else {}
