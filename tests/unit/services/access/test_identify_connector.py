"""Which connector a token belongs to, and the limits on calls a minute: of each, and of all together."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.access import Caller
from shared.domain.connectors import Connector
from shared.errors import TooManyRequests
from shared.services.access.identify_connector import identify_connector
from shared.services.context import CallLimits, ConnectorContext
from tests.fakes.faults import Meanwhile, before_call
from tests.fakes.world import FakeWorld
from tests.people import number, organization_admin, person

MINUTE = timedelta(minutes=1)


def token_of(connector: Connector) -> Caller:
    """What the token of the connector's application says, which is more than it may."""
    return Caller("app", number(1), is_organization_admin=True, client_id=connector.client_id)


def limited(world: FakeWorld, each: int, together: int) -> ConnectorContext:
    """The context with smaller limits."""
    return replace(world.connectors, limits=CallLimits(each, together))


def counted_elsewhere(world: FakeWorld, connector: Connector) -> Meanwhile:
    """Another instance counts a call of the connector."""

    async def count_one() -> None:
        count = world.fakes.calls.count
        calls = {**count.calls, connector.id: count.calls.get(connector.id, 0) + 1}
        minute = int(world.clock.time.timestamp() // 60)
        await world.fakes.calls.write(replace(count, minute=minute, calls=calls))

    return count_one


async def test_a_token_of_nobodys_application_stays_as_it_is() -> None:
    world = FakeWorld()
    await world.subscriber()
    for caller in (person(1), organization_admin(), Caller("app", client_id="another application")):
        assert await identify_connector(world.connectors, caller) == caller
    assert world.fakes.calls.count.calls == {}


async def test_a_connectors_token_grants_what_the_catalogue_says_and_nothing_else() -> None:
    world = FakeWorld()
    connector = await world.subscriber()
    known = await identify_connector(world.connectors, token_of(connector))
    assert (known.subject, known.phone_number, known.is_organization_admin) == (
        f"connector:{connector.id}",
        None,
        False,
    )
    assert known.connector is not None
    assert (known.connector.connector_id, known.connector.permissions) == (connector.id, connector.permissions)


async def test_each_connector_has_its_own_limit_and_a_new_one_every_minute() -> None:
    world = FakeWorld()
    context = limited(world, each=2, together=100)
    busy, idle = await world.subscriber(), await world.subscriber()
    for _ in range(2):
        await identify_connector(context, token_of(busy))
    with pytest.raises(TooManyRequests) as caught:
        await identify_connector(context, token_of(busy))
    assert caught.value.retry_after is not None
    assert 59 < caught.value.retry_after <= 60
    await identify_connector(context, token_of(idle))

    world.clock.advance(timedelta(seconds=caught.value.retry_after))
    await identify_connector(context, token_of(busy))
    assert world.fakes.calls.count.calls == {busy.id: 1}


async def test_all_connectors_together_have_a_limit() -> None:
    world = FakeWorld()
    context = limited(world, each=2, together=3)
    one, other = await world.subscriber(), await world.subscriber()
    for connector in (one, one, other):
        await identify_connector(context, token_of(connector))
    with pytest.raises(TooManyRequests):
        await identify_connector(context, token_of(other))
    assert world.fakes.calls.count.calls == {one.id: 2, other.id: 1}


async def test_calls_that_another_instance_counts_at_the_same_time_are_all_counted(no_pauses: None) -> None:
    world = FakeWorld()
    one, other = await world.subscriber(), await world.subscriber()
    before_call(world.fakes.calls, "write", counted_elsewhere(world, other), times=5)
    await identify_connector(world.connectors, token_of(one))
    assert world.fakes.calls.count.calls == {one.id: 1, other.id: 5}


async def test_when_others_keep_counting_the_call_may_come_again_in_a_second(no_pauses: None) -> None:
    world = FakeWorld()
    one, other = await world.subscriber(), await world.subscriber()
    before_call(world.fakes.calls, "write", counted_elsewhere(world, other), times=100)
    with pytest.raises(TooManyRequests) as caught:
        await identify_connector(world.connectors, token_of(one))
    assert caught.value.retry_after == 1
    assert one.id not in world.fakes.calls.count.calls


async def test_an_instance_whose_clock_is_behind_counts_into_the_later_minute() -> None:
    world = FakeWorld()
    context = limited(world, each=2, together=100)
    connector = await world.subscriber()
    await identify_connector(context, token_of(connector))
    world.clock.advance(-MINUTE)
    await identify_connector(context, token_of(connector))
    with pytest.raises(TooManyRequests):
        await identify_connector(context, token_of(connector))
