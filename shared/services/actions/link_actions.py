"""Actions of a group: which it has, which it may get, adding, publishing and taking away."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shared.domain.actions import ActionLink, CatalogueAction
from shared.domain.audit import Action
from shared.domain.conflicts import Inactive
from shared.domain.members.membership import Role
from shared.domain.names import normalise
from shared.errors import Conflict, NotFound, PreconditionFailed
from shared.services.access.authorize import GroupAccess
from shared.services.actions.manage_actions import read_action
from shared.services.audit.record_change import record_change
from shared.services.catalogue import pages_without, slice_entries
from shared.services.concurrency import Precondition
from shared.services.context import ConnectorContext

_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class GroupAction:
    """An action that a group has."""

    action: CatalogueAction
    link: ActionLink


async def list_group_actions(
    context: ConnectorContext, access: GroupAccess, limit: int, after: str | None
) -> tuple[list[GroupAction], str | None]:
    """Up to `limit` of the group's actions by name, and the position to go on from: admins see all of them, members those
    published ones that members may send, connectors all published ones."""
    links = {
        link.item_id: link for link in await context.action_links.of_group(access.group.id) if _shown(access, link)
    }
    actions = await context.actions.get_many(list(links))
    shown, following = slice_entries(actions.values(), limit, after)
    return [GroupAction(action, links[action.id]) for action in shown], following


async def list_action_candidates(
    context: ConnectorContext, group_id: str, prefix: str, limit: int, after: str | None
) -> tuple[list[CatalogueAction], str | None]:
    """Up to `limit` active actions that the group does not have, by name, and the position to go on from."""
    linked = {link.item_id for link in await context.action_links.of_group(group_id)}
    return await pages_without(
        lambda position: context.actions.page(normalise(prefix), position, limit),
        lambda action: action.active and action.id not in linked,
        limit,
        after,
    )


async def put_group_action(
    context: ConnectorContext,
    group_id: str,
    actor: str,
    action_id: str,
    sender_roles: Collection[Role],
    check: Precondition,
) -> GroupAction:
    """Give the group an action, as a draft, or change who may send one that it has. Raises NotFound, Inactive,
    PreconditionFailed."""
    groups, roles = context.groups, frozenset(sender_roles)
    action = await read_action(context, action_id)
    for _ in range(_ROUNDS):
        link = await context.action_links.get(group_id, action_id)
        check(link.etag if link else "")
        if link is not None:
            return await _change(context, action, link, actor, lambda old: replace(old, sender_roles=roles), check)
        if not action.active:
            raise Inactive("The action is deactivated and cannot be added to more groups.")
        new = ActionLink(group_id, action_id, roles, groups.now(), actor)
        event = groups.event(group_id, actor, Action.ACTION_LINKED, {}, _describe(action, new))
        try:
            await context.action_links.insert(new, event)
        except PreconditionFailed:
            continue
        await record_change(groups, context.action_links, event)
        return GroupAction(action, await context.action_links.get(group_id, action_id) or new)
    raise Conflict("The group's actions keep being changed by others; try again.")


async def publish_action(
    context: ConnectorContext, group_id: str, actor: str, action_id: str, check: Precondition, *, published: bool
) -> GroupAction:
    """Publish an action of the group, or make it a draft again; what is so already stays as it is. Raises NotFound,
    PreconditionFailed."""
    action, link = await _read(context, group_id, action_id)
    at = context.groups.now() if published else None

    def change(old: ActionLink) -> ActionLink:
        return old if (old.published_at is not None) == published else replace(old, published_at=at)

    return await _change(context, action, link, actor, change, check)


async def unlink_action(
    context: ConnectorContext, group_id: str, actor: str, action_id: str, check: Precondition
) -> None:
    """Take an action away from the group. Raises NotFound, PreconditionFailed."""
    for _ in range(_ROUNDS):
        action, link = await _read(context, group_id, action_id)
        check(link.etag)
        event = context.groups.event(group_id, actor, Action.ACTION_UNLINKED, _describe(action, link), {})
        try:
            await context.action_links.delete(link, event)
        except PreconditionFailed:
            continue
        await record_change(context.groups, context.action_links, event)
        return
    raise Conflict("The group's actions keep being changed by others; try again.")


async def _change(
    context: ConnectorContext,
    action: CatalogueAction,
    link: ActionLink,
    actor: str,
    change: Callable[[ActionLink], ActionLink],
    check: Precondition,
) -> GroupAction:
    for _ in range(_ROUNDS):
        check(link.etag)
        changed = change(link)
        if changed == link:
            return GroupAction(action, link)
        before, after = _describe(action, link), _describe(action, changed)
        event = context.groups.event(link.group_id, actor, _action_of(link, changed), before, after)
        try:
            await context.action_links.replace(link, changed, event)
        except PreconditionFailed:
            _, link = await _read(context, link.group_id, link.item_id)
            continue
        await record_change(context.groups, context.action_links, event)
        _, stored = await _read(context, link.group_id, link.item_id)
        return GroupAction(action, stored)
    raise Conflict("The group's actions keep being changed by others; try again.")


async def _read(context: ConnectorContext, group_id: str, action_id: str) -> tuple[CatalogueAction, ActionLink]:
    link = await context.action_links.get(group_id, action_id)
    action = (await context.actions.get_many([action_id])).get(action_id)
    if link is None or action is None:
        raise NotFound("The group has no such action.")
    return action, link


def _shown(access: GroupAccess, link: ActionLink) -> bool:
    if access.manages:
        return True
    return link.published_at is not None and (access.is_linked or Role.MEMBER in link.sender_roles)


def _action_of(before: ActionLink, after: ActionLink) -> Action:
    if (before.published_at is None) == (after.published_at is None):
        return Action.ACTION_SENDERS_CHANGED
    return Action.ACTION_PUBLISHED if after.published_at else Action.ACTION_UNPUBLISHED


def _describe(action: CatalogueAction, link: ActionLink) -> Mapping[str, Any]:
    return {
        "id": action.id,
        "name": action.name,
        "senderRoles": sorted(link.sender_roles),
        "published": link.published_at is not None,
    }
