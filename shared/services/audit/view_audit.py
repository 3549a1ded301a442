"""The audit of one group."""

from shared.domain.audit import AuditEvent
from shared.services.audit.record_change import replay_group
from shared.services.context import GroupContext


async def list_audit(
    context: GroupContext, group_id: str, limit: int, after: str | None
) -> tuple[list[AuditEvent], str | None]:
    """Up to `limit` events, newest first; those that a dead process left pending are recorded before."""
    if after is None:
        await replay_group(context, group_id)
    return await context.audit.page(group_id, after, limit)
