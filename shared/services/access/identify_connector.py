"""From an application's token to the connector that it acts as, counting the call."""

from dataclasses import replace

from shared.domain.access import Caller
from shared.errors import TooManyRequests
from shared.services.context import ConnectorContext
from shared.services.ports.connectors import CallCount

_MINUTE = 60
_ROUNDS = 30
"""Each round that fails means that another instance counted a call in between; there are 300 a minute at most."""


async def identify_connector(context: ConnectorContext, caller: Caller) -> Caller:
    """The caller as a connector, if the application's clientId is one's: whatever else its token says, it is that
    connector and nothing more. Raises TooManyRequests over the calls of a minute."""
    grant = await context.connectors.find_client(caller.client_id) if caller.client_id else None
    if grant is None:
        return caller
    await _count_call(context, grant.connector_id)
    return replace(
        caller, subject=f"connector:{grant.connector_id}", is_organization_admin=False, phone_number=None, connector=grant
    )


async def _count_call(context: ConnectorContext, connector_id: str) -> None:
    async with context.counting:
        for _ in range(_ROUNDS):
            now = context.groups.now().timestamp()
            count = _this_minute(await context.calls.read(), int(now // _MINUTE))
            mine, together = count.calls.get(connector_id, 0), sum(count.calls.values())
            if mine >= context.limits.each or together >= context.limits.together:
                limit = f"{context.limits.each} calls a minute, all connectors together {context.limits.together}"
                raise TooManyRequests(f"A connector may make {limit}.", _MINUTE - now % _MINUTE)
            if await context.calls.write(replace(count, calls={**count.calls, connector_id: mine + 1})):
                return
    raise TooManyRequests("Too many calls at once.", 1)


def _this_minute(count: CallCount, minute: int) -> CallCount:
    """The count to add to: a clock that is a little behind counts into the minute that others have begun."""
    return count if count.minute >= minute else CallCount(minute, {}, count.etag)
