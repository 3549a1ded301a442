"""Reads the audit of one group."""

from shared.domain.audit import AuditEvent
from shared.services.audit.record_change import replay_group
from shared.services.context import GroupContext


async def list_audit(
    context: GroupContext, group_id: str, limit: int, after: str | None
) -> tuple[list[AuditEvent], str | None]:
    """Returns up to `limit` events, newest first. Events that were left pending are recorded first."""
    if after is None:
        await replay_group(context, group_id)
    return await context.audit.page(group_id, after, limit)
