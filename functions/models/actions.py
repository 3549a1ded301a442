"""Bodies of actions, in the catalogue and in groups."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from functions.http.models import Body, Out
from functions.http.paging import Page
from functions.models.fields import CatalogueName, MessageText
from shared.domain.actions import ActionKind, CatalogueAction
from shared.domain.members.membership import Role
from shared.services.actions.link_actions import GroupAction

SchemaVersion = Annotated[
    int, Field(ge=1, le=1_000_000, description="The version of the schema of the messages that the action sends.")
]
SenderRoles = Annotated[
    list[Role],
    Field(min_length=1, max_length=len(Role), description="Members with one of these roles may send the action."),
]


class NewActionBody(Body):
    """An action to add to the catalogue."""

    name: CatalogueName
    description: MessageText = ""
    kind: ActionKind = ActionKind.CUSTOM
    schema_version: SchemaVersion = 1
    active: bool = True


class ActionChangeBody(Body):
    """The fields to change; a field that is left out stays as it is."""

    name: CatalogueName | None = None
    description: MessageText | None = None
    schema_version: SchemaVersion | None = None
    active: bool | None = None


class GroupActionSendersBody(Body):
    """Who may send the action in the group."""

    sender_roles: SenderRoles


class _ActionOut(Out):
    """What an action is, in the catalogue and in a group."""

    id: str
    name: str
    description: str
    kind: ActionKind
    schema_version: int
    active: bool


class CatalogueActionOut(_ActionOut):
    """An action of the catalogue. An action that is not active cannot be added to more groups."""

    created_at: datetime
    created_by: str
    updated_at: datetime


class ActionPage(Page[CatalogueActionOut]):
    """Actions by name."""


class GroupActionOut(_ActionOut):
    """An action of a group. It is a draft until it is published."""

    sender_roles: list[Role]
    published: bool
    published_at: datetime | None
    added_at: datetime
    added_by: str


class GroupActionPage(Page[GroupActionOut]):
    """Actions by name."""


def catalogue_action_out(action: CatalogueAction) -> CatalogueActionOut:
    """The body for an action of the catalogue."""
    return CatalogueActionOut(
        id=action.id,
        name=action.name,
        description=action.description,
        kind=action.kind,
        schema_version=action.schema_version,
        active=action.active,
        created_at=action.created_at,
        created_by=action.created_by,
        updated_at=action.updated_at,
    )


def group_action_out(found: GroupAction) -> GroupActionOut:
    """The body for an action of a group."""
    return GroupActionOut(
        id=found.action.id,
        name=found.action.name,
        description=found.action.description,
        kind=found.action.kind,
        schema_version=found.action.schema_version,
        active=found.action.active,
        sender_roles=sorted(found.link.sender_roles),
        published=found.link.published_at is not None,
        published_at=found.link.published_at,
        added_at=found.link.added_at,
        added_by=found.link.added_by,
    )
