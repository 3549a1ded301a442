"""The actions of a group: list, candidates, add, publish and remove."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shared.concurrency import Precondition, StaleVersionError, conditional_write, retry_on_conflict
from shared.domain.actions import ActionLink, CatalogueAction
from shared.domain.audit import Action
from shared.domain.conflicts import Inactive
from shared.domain.members.membership import Role
from shared.domain.names import normalise
from shared.errors import NotFound, PreconditionFailed
from shared.services.access.authorize import GroupAccess
from shared.services.actions.manage_actions import read_action
from shared.services.audit.record_change import record_change
from shared.services.catalogue import pages_without, slice_entries
from shared.services.context import ConnectorContext


@dataclass(frozen=True, slots=True)
class GroupAction:
    """An action that a group has."""

    action: CatalogueAction
    link: ActionLink


async def list_group_actions(
    context: ConnectorContext, access: GroupAccess, limit: int, after: str | None
) -> tuple[list[GroupAction], str | None]:
    """Returns up to `limit` of the group's actions by name, and the position to continue from. Admins see all actions,
    members the published ones that they may send, connectors all published ones."""
    links = {
        link.item_id: link for link in await context.action_links.of_group(access.group.id) if _shown(access, link)
    }
    actions = await context.actions.get_many(list(links))
    shown, following = slice_entries(actions.values(), limit, after)
    return [GroupAction(action, links[action.id]) for action in shown], following


async def list_action_candidates(
    context: ConnectorContext, group_id: str, prefix: str, limit: int, after: str | None
) -> tuple[list[CatalogueAction], str | None]:
    """Returns up to `limit` active actions that the group does not have, by name, and the position to continue from."""
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
    """Add an action to the group as a draft, or change who may send an action that it has. Raises NotFound, Inactive,
    PreconditionFailed, Conflict."""
    groups, roles = context.groups, frozenset(sender_roles)
    action = await read_action(context, action_id)

    async def attempt() -> GroupAction:
        link = await context.action_links.get(group_id, action_id)
        check(link.etag if link else "")
        if link is not None:
            return await _change(context, action, link, actor, lambda old: replace(old, sender_roles=roles), check)
        if not action.active:
            raise Inactive("The action is deactivated and cannot be added to more groups.")
        new = ActionLink(group_id, action_id, roles, groups.now(), actor)
        event = groups.event(group_id, actor, Action.ACTION_LINKED, {}, _describe(action, new))
        with conditional_write():
            await context.action_links.insert(new, event)
        await record_change(groups, context.action_links, event)
        return GroupAction(action, await context.action_links.get(group_id, action_id) or new)

    return await retry_on_conflict("the group's actions", attempt)


async def publish_action(
    context: ConnectorContext, group_id: str, actor: str, action_id: str, check: Precondition, *, published: bool
) -> GroupAction:
    """Publish an action of the group, or make it a draft again. It is no error if it is so already. Raises NotFound,
    PreconditionFailed, Conflict."""
    action, link = await _read(context, group_id, action_id)
    at = context.groups.now() if published else None

    def change(old: ActionLink) -> ActionLink:
        return old if (old.published_at is not None) == published else replace(old, published_at=at)

    return await _change(context, action, link, actor, change, check)


async def unlink_action(
    context: ConnectorContext, group_id: str, actor: str, action_id: str, check: Precondition
) -> None:
    """Remove an action from the group. Raises NotFound, PreconditionFailed, Conflict."""

    async def attempt() -> None:
        action, link = await _read(context, group_id, action_id)
        check(link.etag)
        event = context.groups.event(group_id, actor, Action.ACTION_UNLINKED, _describe(action, link), {})
        with conditional_write():
            await context.action_links.delete(link, event)
        await record_change(context.groups, context.action_links, event)

    await retry_on_conflict("the group's actions", attempt)


async def _change(
    context: ConnectorContext,
    action: CatalogueAction,
    link: ActionLink,
    actor: str,
    change: Callable[[ActionLink], ActionLink],
    check: Precondition,
) -> GroupAction:
    async def attempt() -> GroupAction:
        nonlocal link
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
            raise StaleVersionError from None
        await record_change(context.groups, context.action_links, event)
        _, stored = await _read(context, link.group_id, link.item_id)
        return GroupAction(action, stored)

    return await retry_on_conflict("the group's actions", attempt)


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
