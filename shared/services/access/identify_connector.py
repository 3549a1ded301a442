"""Finds the connector that an application's token belongs to, and counts its calls against the limits a minute."""

from dataclasses import replace

from shared.concurrency import StaleVersionError, retry_on_conflict
from shared.domain.access import Caller
from shared.errors import TooManyRequests
from shared.services.context import ConnectorContext
from shared.services.ports.connectors import CallCount

_MINUTE = 60


async def identify_connector(context: ConnectorContext, caller: Caller) -> Caller:
    """Returns the caller as a connector when the token's client id belongs to one; other claims of the token then grant
    nothing. Raises TooManyRequests when the connector has made all its calls of the minute."""
    grant = await context.connectors.find_client(caller.client_id) if caller.client_id else None
    if grant is None:
        return caller
    await _count_call(context, grant.connector_id)
    return replace(
        caller, subject=f"connector:{grant.connector_id}", is_organization_admin=False, phone_number=None, connector=grant
    )


async def _count_call(context: ConnectorContext, connector_id: str) -> None:
    async def attempt() -> None:
        now = context.groups.now().timestamp()
        count = _this_minute(await context.calls.read(), int(now // _MINUTE))
        mine, together = count.calls.get(connector_id, 0), sum(count.calls.values())
        if mine >= context.limits.each or together >= context.limits.together:
            limit = f"{context.limits.each} calls a minute, all connectors together {context.limits.together}"
            raise TooManyRequests(f"A connector may make {limit}.", _MINUTE - now % _MINUTE)
        if not await context.calls.write(replace(count, calls={**count.calls, connector_id: mine + 1})):
            raise StaleVersionError

    # The lock leaves one contender an instance.
    async with context.counting:
        await retry_on_conflict(
            "the number of connector calls", attempt, error=lambda detail: TooManyRequests(detail, 1)
        )


def _this_minute(count: CallCount, minute: int) -> CallCount:
    """The stored count, or a new one for a new minute. An instance whose clock is behind counts into the stored minute."""
    return count if count.minute >= minute else CallCount(minute, {}, count.etag)
