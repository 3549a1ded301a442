"""What connectors may do: the table, and what it makes of a call."""

from datetime import UTC, datetime

import pytest

from functions import blueprints  # noqa: F401  # registers every operation
from shared.domain.access import (
    CONNECTOR_OPERATIONS,
    GROUP_RULES,
    OPERATIONS,
    Caller,
    Rule,
    check_caller,
    check_connector_call,
    check_connector_group,
)
from shared.domain.connectors import ConnectorGrant, Permission
from shared.domain.groups.group import Group, GroupType
from shared.errors import Forbidden, NotFound

AT = datetime(2026, 1, 1, tzinfo=UTC)
GROUP = Group("g", "Depot", "depot", GroupType.ORGANIZATION, AT, "asha", AT)
PRIVATE = Group("p", "Friends", "friends", GroupType.PRIVATE, AT, "asha", AT)
DELETED = Group("d", "Old", "old", GroupType.ORGANIZATION, AT, "asha", AT, deleted_at=AT)
EVERYTHING = ConnectorGrant("c", frozenset(Permission), "app")
NOTHING = ConnectorGrant("c", frozenset(), "app")
ON_GROUPS = sorted(name for name, rule in OPERATIONS.items() if rule in GROUP_RULES)
ELSEWHERE = sorted(name for name, rule in OPERATIONS.items() if rule not in GROUP_RULES and rule is not Rule.PUBLIC)


def test_the_table_names_operations_that_exist_and_webhooks_open_none() -> None:
    assert CONNECTOR_OPERATIONS.keys() <= OPERATIONS.keys()
    assert Permission.OUTGOING_WEBHOOKS not in CONNECTOR_OPERATIONS.values()
    assert not any(OPERATIONS[name] is Rule.ORGANIZATION_ADMIN for name in CONNECTOR_OPERATIONS)


@pytest.mark.parametrize("operation", ON_GROUPS)
def test_groups_that_it_is_not_linked_to_do_not_exist(operation: str) -> None:
    for group in (GROUP, PRIVATE, None):
        with pytest.raises(NotFound):
            check_connector_group(operation, group, EVERYTHING, is_linked=False)
    with pytest.raises(NotFound):
        check_connector_group(operation, DELETED, EVERYTHING, is_linked=True)


@pytest.mark.parametrize("operation", ON_GROUPS)
def test_where_it_is_linked_the_permission_decides(operation: str) -> None:
    needed = CONNECTOR_OPERATIONS.get(operation)
    if operation == "restore_group":
        with pytest.raises(NotFound):
            check_connector_group(operation, GROUP, EVERYTHING, is_linked=True)
        return
    with pytest.raises(Forbidden):
        check_connector_group(operation, GROUP, NOTHING, is_linked=True)
    if needed is None:
        with pytest.raises(Forbidden):
            check_connector_group(operation, GROUP, EVERYTHING, is_linked=True)
        return
    just = ConnectorGrant("c", frozenset({needed}), "app")
    others = ConnectorGrant("c", frozenset(Permission) - {needed}, "app")
    assert check_connector_group(operation, PRIVATE, just, is_linked=True) is PRIVATE
    with pytest.raises(Forbidden):
        check_connector_group(operation, GROUP, others, is_linked=True)


def admit(operation: str, caller: Caller) -> None:
    check_caller(OPERATIONS[operation], caller)
    check_connector_call(operation, caller)


@pytest.mark.parametrize("operation", ELSEWHERE)
def test_of_everything_else_it_may_say_who_it_is_and_list_its_groups(operation: str) -> None:
    caller = Caller("connector:c", client_id="app", connector=EVERYTHING)
    if operation in ("get_me", "list_groups"):
        admit(operation, caller)
        return
    with pytest.raises(Forbidden):
        admit(operation, caller)
