"""The catalogue of actions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.concurrency import Precondition
from shared.domain.actions import ActionKind, CatalogueAction
from shared.domain.audit import Action
from shared.domain.names import normalise
from shared.services.catalogue import CatalogueKind, add_entry, change_entry, read_entry, remove_entry
from shared.services.context import ConnectorContext


@dataclass(frozen=True, slots=True)
class NewAction:
    """The fields of a new action. The name is validated and trimmed."""

    name: str
    description: str
    kind: ActionKind
    schema_version: int
    active: bool


@dataclass(frozen=True, slots=True)
class ActionChange:
    """The fields to change; None keeps a field."""

    name: str | None = None
    description: str | None = None
    schema_version: int | None = None
    active: bool | None = None

    def applied(self, action: CatalogueAction, at: datetime) -> CatalogueAction:
        """The action with the fields changed."""
        fields = ("name", "description", "schema_version", "active")
        given = {field: getattr(self, field) for field in fields if getattr(self, field) is not None}
        changed = replace(action, **given)
        return action if changed == action else replace(changed, normalised=normalise(changed.name), updated_at=at)


async def list_actions(
    context: ConnectorContext, prefix: str, limit: int, after: str | None
) -> tuple[list[CatalogueAction], str | None]:
    """Up to `limit` actions by name, and the position to go on from."""
    return await context.actions.page(normalise(prefix), after, limit)


async def read_action(context: ConnectorContext, action_id: str) -> CatalogueAction:
    """One action. Raises NotFound."""
    return await read_entry(_catalogue(context), action_id)


async def create_action(context: ConnectorContext, actor: str, new: NewAction) -> CatalogueAction:
    """Add an action to the catalogue."""
    groups = context.groups
    at = groups.now()
    action = CatalogueAction(
        id=groups.new_id(),
        name=new.name,
        normalised=normalise(new.name),
        description=new.description,
        kind=new.kind,
        schema_version=new.schema_version,
        active=new.active,
        created_at=at,
        created_by=actor,
        updated_at=at,
    )
    return await add_entry(groups, _catalogue(context), actor, Action.ACTION_CREATED, action)


async def update_action(
    context: ConnectorContext, actor: str, action_id: str, change: ActionChange, check: Precondition
) -> CatalogueAction:
    """Change the fields. Raises NotFound, PreconditionFailed."""
    at = context.groups.now()
    return await change_entry(
        context.groups,
        _catalogue(context),
        actor,
        Action.ACTION_CHANGED,
        action_id,
        lambda action: change.applied(action, at),
        check,
    )


async def remove_action(context: ConnectorContext, actor: str, action_id: str, check: Precondition) -> None:
    """Take an action out of the catalogue, and with that out of all groups at once. What a process that dies leaves of
    its links is never shown, and its id never given again."""
    await remove_entry(context.groups, _catalogue(context), actor, Action.ACTION_REMOVED, action_id, check)
    await context.action_links.purge_item(action_id)


def _catalogue(context: ConnectorContext) -> CatalogueKind[CatalogueAction]:
    return CatalogueKind(context.actions, "action", _describe)


def _describe(action: CatalogueAction) -> Mapping[str, Any]:
    return {
        "id": action.id,
        "name": action.name,
        "description": action.description,
        "kind": str(action.kind),
        "schemaVersion": action.schema_version,
        "active": action.active,
    }
