"""Who may do what: the caller, what a caller is to a group, and the table of every operation's rule (DESIGN 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a verified token.

    `phone_number` is E.164, None for a caller without one, who then has no group roles. `client_id` is set for an
    application token only: an application is nobody's phone.
    """

    subject: str
    phone_number: str | None = None
    is_organization_admin: bool = False
    client_id: str | None = None


class Rule(Enum):
    """Who may call an operation. Where a rule names a group, callers who may not know of it get 404, not 403."""

    PUBLIC = auto()
    """Anybody, without a token."""
    SIGNED_IN = auto()
    """Any valid token; the service answers with what concerns the caller alone."""
    ORGANIZATION_ADMIN = auto()
    """Organization admins; others 403."""
    GROUP_VIEWER = auto()
    """The group's members and admins, and organization admins where it is an organization group; others 404."""
    GROUP_ADMIN = auto()
    """The group's admins, and organization admins where it is an organization group; members 403, others 404."""
    DELETED_GROUP_ADMIN = auto()
    """As GROUP_ADMIN, for a group that is deleted and may be restored; a group that is not deleted is 404."""


OPERATIONS: Mapping[str, Rule] = {
    "get_health": Rule.PUBLIC,
    "get_openapi": Rule.PUBLIC,
    "get_docs": Rule.PUBLIC,
    "get_me": Rule.SIGNED_IN,
    "list_uploads": Rule.ORGANIZATION_ADMIN,
    "get_upload": Rule.ORGANIZATION_ADMIN,
    "list_upload_problems": Rule.ORGANIZATION_ADMIN,
    "get_upload_log": Rule.ORGANIZATION_ADMIN,
    "get_upload_rejected": Rule.ORGANIZATION_ADMIN,
    "list_exports": Rule.ORGANIZATION_ADMIN,
    "create_export": Rule.ORGANIZATION_ADMIN,
    "get_export": Rule.ORGANIZATION_ADMIN,
    "get_export_file": Rule.ORGANIZATION_ADMIN,
}
"""The rule of every HTTP operation by the name of its handler; a handler that is not here cannot be registered."""
