"""What a connector has in a group, from what was granted there and what the catalogue says now."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.domain.connectors import (
    Connector,
    ConnectorGrant,
    ConnectorLink,
    EventType,
    Granted,
    Permission,
    asks_for_more,
    connector_in_group,
)
from shared.domain.groups.group import Group, GroupType

AT = datetime(2026, 1, 1, tzinfo=UTC)
ORGANIZATION = Group("g", "Depot", "depot", GroupType.ORGANIZATION, AT, "asha", AT)
PRIVATE = Group("p", "Friends", "friends", GroupType.PRIVATE, AT, "asha", AT)
FEW = frozenset({Permission.GROUP_INFORMATION, Permission.OUTGOING_WEBHOOKS})
ALL = frozenset(Permission)
ADDED = frozenset({EventType.MEMBER_ADDED})
CONNECTOR = Connector("c", "Pay", "pay", "", "app", FEW, True, "https://a.example/hook", ADDED, AT, "boss", AT)
LINK = ConnectorLink("g", "c", AT, "asha", Granted.of(CONNECTOR))
BEFORE_GRANTS = replace(LINK, granted=None)


@pytest.mark.parametrize("group", [ORGANIZATION, PRIVATE])
def test_more_in_the_catalogue_is_not_more_in_a_group(group: Group) -> None:
    wider = replace(CONNECTOR, permissions=ALL, events=frozenset(EventType))
    assert connector_in_group(wider, LINK, group) == CONNECTOR
    assert asks_for_more(wider, LINK, group)
    assert not asks_for_more(CONNECTOR, LINK, group)
    assert asks_for_more(replace(CONNECTOR, events=frozenset(EventType)), LINK, group)


@pytest.mark.parametrize("group", [ORGANIZATION, PRIVATE])
def test_less_in_the_catalogue_is_less_in_every_group(group: Group) -> None:
    narrower = replace(CONNECTOR, permissions=frozenset({Permission.GROUP_INFORMATION}), events=frozenset())
    assert connector_in_group(narrower, LINK, group) == narrower
    assert not asks_for_more(narrower, LINK, group)


def test_another_application_has_no_part_in_a_private_group() -> None:
    other = replace(CONNECTOR, client_id="another-app")
    nothing = replace(other, permissions=frozenset(), events=frozenset())
    assert connector_in_group(other, LINK, PRIVATE) == nothing
    assert connector_in_group(other, LINK, ORGANIZATION) == other
    grant = ConnectorGrant("c", FEW, "another-app")
    assert grant.in_group(LINK, PRIVATE) is None
    assert grant.in_group(LINK, ORGANIZATION) == grant
    assert asks_for_more(other, LINK, PRIVATE)
    assert not asks_for_more(other, LINK, ORGANIZATION)


def test_another_address_is_sent_no_events_of_a_private_group() -> None:
    moved = replace(CONNECTOR, callback_url="https://b.example/hook")
    here = connector_in_group(moved, LINK, PRIVATE)
    assert (here.permissions, here.events) == (frozenset({Permission.GROUP_INFORMATION}), frozenset())
    assert connector_in_group(moved, LINK, ORGANIZATION) == moved
    assert asks_for_more(moved, LINK, PRIVATE)


def test_a_link_from_before_grants_were_stored_is_good_in_organization_groups_only() -> None:
    assert connector_in_group(CONNECTOR, BEFORE_GRANTS, ORGANIZATION) == CONNECTOR
    assert connector_in_group(CONNECTOR, BEFORE_GRANTS, PRIVATE).permissions == frozenset()
    grant = ConnectorGrant("c", FEW, "app")
    assert grant.in_group(BEFORE_GRANTS, ORGANIZATION) == grant
    assert grant.in_group(BEFORE_GRANTS, PRIVATE) is None
    assert grant.in_group(None, ORGANIZATION) is None
