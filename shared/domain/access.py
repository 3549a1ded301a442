"""Who may do what: the caller, the caller's access level in a group, and the table of every operation's rule
(docs/contract.md, Access)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, IntEnum, auto

from shared.domain.connectors import ConnectorGrant, Permission
from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import Membership, Role
from shared.errors import Forbidden, NotFound


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a verified token.

    `phone_number` is E.164, None for a caller without one, who then has no role in any group. `client_id` is set for an
    application's token only: an application has no phone number. `connector` is set for the application of a connector,
    which may do what CONNECTOR_OPERATIONS lists and nothing else.
    """

    subject: str
    phone_number: str | None = None
    is_organization_admin: bool = False
    client_id: str | None = None
    connector: ConnectorGrant | None = None


class Rule(Enum):
    """Who may call an operation. Where a rule names a group, callers who may not know that it exists get 404, not 403."""

    PUBLIC = auto()
    """Anybody, without a token."""
    SIGNED_IN = auto()
    """Any valid token; the service returns only what concerns the caller."""
    ORGANIZATION_ADMIN = auto()
    """Organization admins; others 403."""
    GROUP_VIEWER = auto()
    """The group's members and admins, and organization admins where it is an organization group; others 404."""
    GROUP_ADMIN = auto()
    """The group's admins, and organization admins where it is an organization group; members 403, others 404."""
    GROUP_ADMIN_OR_SELF = auto()
    """As GROUP_ADMIN, and members where the operation is about their own number."""
    DELETED_GROUP_ADMIN = auto()
    """The admins of a group that is deleted and may be restored; others, and a group that is not deleted, 404."""


class AccessLevel(IntEnum):
    """What a caller may do with one group; a higher level includes the lower ones."""

    NONE = 0
    MEMBER = 1
    ADMIN = 2


_NEEDED: Mapping[Rule, AccessLevel] = {
    Rule.GROUP_VIEWER: AccessLevel.MEMBER,
    Rule.GROUP_ADMIN: AccessLevel.ADMIN,
    Rule.GROUP_ADMIN_OR_SELF: AccessLevel.MEMBER,
    Rule.DELETED_GROUP_ADMIN: AccessLevel.ADMIN,
}
GROUP_RULES = frozenset(_NEEDED)
"""The rules that name a group; the route of their operations has a group_id."""


def access_level(caller: Caller, group: Group, role: Role | None) -> AccessLevel:
    """The access level of a caller who has this role in the group, or none."""
    if role is Role.ADMIN or (caller.is_organization_admin and group.type is GroupType.ORGANIZATION):
        return AccessLevel.ADMIN
    return AccessLevel.NONE if role is None else AccessLevel.MEMBER


def history_since(group: Group, own: Membership | None) -> datetime | None:
    """From when on the history of a group is open to somebody who may see the group; None is from the beginning.

    What happened before the group was mapped to the organization stays with those who were in it then: `own` is the
    membership of the caller. One that is made later opens nothing of it, nor does one that an upload wrote: its time of
    addition is that of the upload, which may be older than what it did.
    """
    if group.mapped_at is None or own is None or own.job_id or own.before:
        return group.mapped_at
    return min(group.mapped_at, own.added_at)


def check_caller(rule: Rule, caller: Caller) -> None:
    """Raises Forbidden when the rule excludes the caller from every group."""
    if rule is Rule.ORGANIZATION_ADMIN and not caller.is_organization_admin:
        raise Forbidden("Only organization admins may do this.")


def check_group(rule: Rule, group: Group | None, caller: Caller, role: Role | None) -> tuple[Group, AccessLevel]:
    """Returns the group and the caller's access level. Raises NotFound when the caller may not know that the group exists,
    Forbidden when the caller may see it but not do this."""
    is_deleted = group is not None and group.deleted_at is not None
    if group is None or is_deleted != (rule is Rule.DELETED_GROUP_ADMIN):
        raise no_such_group()
    found = access_level(caller, group, role)
    if found is AccessLevel.NONE or (is_deleted and found < AccessLevel.ADMIN):
        raise no_such_group()
    if found < _NEEDED[rule]:
        raise Forbidden("Only an admin of the group may do this.")
    return group, found


def check_self(rule: Rule, found: AccessLevel, caller: Caller, number: str) -> None:
    """Raises Forbidden when the rule allows members to act on their own number only and this is another one. It does so
    for numbers of non-members too, so that the status does not reveal who is a member."""
    if rule is Rule.GROUP_ADMIN_OR_SELF and found is not AccessLevel.ADMIN and number != caller.phone_number:
        raise Forbidden("Only an admin of the group may do this to other members.")


def check_connector_call(operation: str, caller: Caller) -> None:
    """For an operation that names no group. Raises Forbidden when the caller is a connector without permission for it."""
    if caller.connector is not None:
        _check_permission(operation, caller.connector)


def check_connector_group(operation: str, group: Group | None, grant: ConnectorGrant, *, is_linked: bool) -> Group:
    """Returns the group. Raises NotFound when the connector is not linked to it, Forbidden when the connector may see the
    group but not do this."""
    if group is None or not is_linked or group.deleted_at is not None:
        raise no_such_group()
    if OPERATIONS[operation] is Rule.DELETED_GROUP_ADMIN:
        raise no_such_group()  # 404 for every caller while the group is not deleted
    _check_permission(operation, grant)
    return group


def _check_permission(operation: str, grant: ConnectorGrant) -> None:
    needed = CONNECTOR_OPERATIONS.get(operation, _NEVER)
    if needed is not None and needed not in grant.permissions:
        raise Forbidden("The connector does not have the permission for this.")


def no_such_group() -> NotFound:
    """One message, whether the group does not exist or the caller may not know that it does."""
    return NotFound("There is no such group.")


OPERATIONS: Mapping[str, Rule] = {
    "get_health": Rule.PUBLIC,
    "get_openapi": Rule.PUBLIC,
    "get_docs": Rule.PUBLIC,
    "get_me": Rule.SIGNED_IN,
    "list_groups": Rule.SIGNED_IN,
    "create_group": Rule.SIGNED_IN,
    "get_group": Rule.GROUP_VIEWER,
    "update_group": Rule.GROUP_ADMIN,
    "delete_group": Rule.GROUP_ADMIN,
    "restore_group": Rule.DELETED_GROUP_ADMIN,
    "link_group": Rule.GROUP_ADMIN,
    "unlink_group": Rule.GROUP_ADMIN,
    "list_members": Rule.GROUP_VIEWER,
    "add_members": Rule.GROUP_ADMIN,
    "read_member_file": Rule.GROUP_ADMIN,
    "get_member": Rule.GROUP_ADMIN_OR_SELF,
    "update_member": Rule.GROUP_ADMIN,
    "remove_member": Rule.GROUP_ADMIN_OR_SELF,
    "list_subgroups": Rule.GROUP_VIEWER,
    "list_subgroup_candidates": Rule.GROUP_ADMIN,
    "link_subgroup": Rule.GROUP_ADMIN,
    "unlink_subgroup": Rule.GROUP_ADMIN,
    "list_audit": Rule.GROUP_ADMIN,
    "list_group_connectors": Rule.GROUP_VIEWER,
    "list_connector_candidates": Rule.GROUP_ADMIN,
    "link_connector": Rule.GROUP_ADMIN,
    "unlink_connector": Rule.GROUP_ADMIN,
    "list_group_actions": Rule.GROUP_VIEWER,
    "list_action_candidates": Rule.GROUP_ADMIN,
    "put_group_action": Rule.GROUP_ADMIN,
    "unlink_action": Rule.GROUP_ADMIN,
    "publish_action": Rule.GROUP_ADMIN,
    "unpublish_action": Rule.GROUP_ADMIN,
    "list_connectors": Rule.ORGANIZATION_ADMIN,
    "create_connector": Rule.ORGANIZATION_ADMIN,
    "get_connector": Rule.ORGANIZATION_ADMIN,
    "update_connector": Rule.ORGANIZATION_ADMIN,
    "delete_connector": Rule.ORGANIZATION_ADMIN,
    "rotate_connector_secret": Rule.ORGANIZATION_ADMIN,
    "list_actions": Rule.ORGANIZATION_ADMIN,
    "create_action": Rule.ORGANIZATION_ADMIN,
    "get_action": Rule.ORGANIZATION_ADMIN,
    "update_action": Rule.ORGANIZATION_ADMIN,
    "delete_action": Rule.ORGANIZATION_ADMIN,
    "get_identity": Rule.ORGANIZATION_ADMIN,
    "put_identity": Rule.ORGANIZATION_ADMIN,
    "delete_identity": Rule.ORGANIZATION_ADMIN,
    "list_uploads": Rule.ORGANIZATION_ADMIN,
    "get_upload": Rule.ORGANIZATION_ADMIN,
    "list_upload_problems": Rule.ORGANIZATION_ADMIN,
    "get_upload_log": Rule.ORGANIZATION_ADMIN,
    "get_upload_rejected": Rule.ORGANIZATION_ADMIN,
    "get_upload_rejected_workbook": Rule.ORGANIZATION_ADMIN,
    "get_upload_undo_plan": Rule.ORGANIZATION_ADMIN,
    "list_upload_rejected_rows": Rule.ORGANIZATION_ADMIN,
    "get_upload_corrections": Rule.ORGANIZATION_ADMIN,
    "correct_upload": Rule.ORGANIZATION_ADMIN,
    "get_upload_template": Rule.SIGNED_IN,
    "get_upload_template_workbook": Rule.SIGNED_IN,
    "create_upload": Rule.ORGANIZATION_ADMIN,
    "apply_upload": Rule.ORGANIZATION_ADMIN,
    "cancel_upload": Rule.ORGANIZATION_ADMIN,
    "rerun_upload": Rule.ORGANIZATION_ADMIN,
    "undo_upload": Rule.ORGANIZATION_ADMIN,
    "choose_upload_columns": Rule.ORGANIZATION_ADMIN,
    "list_column_choices": Rule.ORGANIZATION_ADMIN,
    "forget_column_choice": Rule.ORGANIZATION_ADMIN,
    "list_exports": Rule.ORGANIZATION_ADMIN,
    "create_export": Rule.ORGANIZATION_ADMIN,
    "get_export": Rule.ORGANIZATION_ADMIN,
    "get_export_file": Rule.ORGANIZATION_ADMIN,
}
"""The rule of every HTTP operation, by the name of its handler. A handler without an entry cannot be registered."""

_NEVER = "never"
CONNECTOR_OPERATIONS: Mapping[str, Permission | None] = {
    "get_me": None,
    "list_groups": Permission.GROUP_INFORMATION,
    "get_group": Permission.GROUP_INFORMATION,
    "list_subgroups": Permission.GROUP_INFORMATION,
    "list_group_connectors": Permission.GROUP_INFORMATION,
    "list_group_actions": Permission.GROUP_INFORMATION,
    "list_members": Permission.MEMBER_LIST,
    "get_member": Permission.MEMBER_LIST,
    "add_members": Permission.MEMBER_MANAGEMENT,
    "read_member_file": Permission.MEMBER_MANAGEMENT,
    "update_member": Permission.MEMBER_MANAGEMENT,
    "remove_member": Permission.MEMBER_MANAGEMENT,
}
"""What a connector may do with groups that it is linked to, and the permission needed; None needs no permission."""
