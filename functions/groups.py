"""Groups: list, create, read, change, delete and restore groups, and change their type."""

from azure.functions import Blueprint

from functions.http.answers import created, versioned
from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.etags import precondition
from functions.http.paging import page, position
from functions.models.fields import texts_of
from functions.models.groups import (
    CreatedGroupOut,
    GroupChangeBody,
    GroupDetailQuery,
    GroupOut,
    GroupPage,
    GroupQuery,
    NewGroupBody,
    created_group_out,
    group_out,
)
from functions.models.members import member_results_out
from shared.domain.groups.group import Group
from shared.services.groups import change_group_type as change_group_type
from shared.services.groups import manage_groups
from shared.services.groups.manage_groups import GroupChange, NewGroup
from shared.services.groups.view_groups import GroupFilter, list_deleted_groups, list_linked_groups, view_group
from shared.services.groups.view_groups import list_groups as list_visible_groups
from shared.services.members.view_effective_members import count_totals

bp = Blueprint()


@bp.route(route="groups", methods=["GET"])
@endpoint("List the groups that the caller may see", {200: GroupPage})
async def list_groups(call: Call, query: GroupQuery) -> Answer:
    """Lists groups by name. Organization admins see all organization groups, and everybody sees the groups they are in.
    Connectors see the groups that they are linked to, by id."""
    context, after = call.services.groups, position(call, query)
    wanted = GroupFilter(query.type, query.q, query.role)
    if query.deleted:
        views, following = await list_deleted_groups(context, call.caller, query.limit, after)
    elif call.caller.connector:
        views, following = await list_linked_groups(context, call.caller.connector, wanted, query.limit, after)
    else:
        views, following = await list_visible_groups(context, call.caller, wanted, query.limit, after)
    return page(GroupPage, call, [group_out(view) for view in views], following)


@bp.route(route="groups", methods=["POST"])
@endpoint("Create a group", {201: CreatedGroupOut}, errors=(403, 409))
async def create_group(call: Call, body: NewGroupBody) -> Answer:
    """Creates a group. The caller becomes its admin and the phone numbers become members; an invalid number does not affect
    the others."""
    new = NewGroup(body.name, body.type, body.welcome_message, body.region or "", texts_of(body.phone_numbers))
    context = call.services.groups
    group, role, results = await manage_groups.create_group(context, call.caller, new)
    view = await view_group(context, group, role)
    return created(call, created_group_out(view, member_results_out(results)), group.id, group.etag)


@bp.route(route="groups/{group_id:guid}", methods=["GET"])
@endpoint("Get a group", {200: GroupOut})
async def get_group(call: Call, query: GroupDetailQuery) -> Answer:
    """Returns the group with the number of its direct members and the role of the caller."""
    context, access = call.services.groups, call.access
    view = await view_group(context, access.group, access.role)
    totals = await count_totals(context, call.caller, access) if query.include else None
    return versioned(group_out(view, totals), access.group.etag)


@bp.route(route="groups/{group_id:guid}", methods=["PATCH"])
@endpoint("Change a group", {200: GroupOut}, errors=(409, 412))
async def update_group(call: Call, body: GroupChangeBody) -> Answer:
    """Changes the fields that are given."""
    change = GroupChange(body.name, body.welcome_message)
    group = await manage_groups.update_group(
        call.services.groups, call.group, call.caller.subject, change, precondition(call)
    )
    return await _answer(call, group)


@bp.route(route="groups/{group_id:guid}", methods=["DELETE"])
@endpoint("Delete a group", {204: None}, errors=(409, 412))
async def delete_group(call: Call) -> Answer:
    """Deletes the group. It can be restored for 30 days. Another organization group can take its name immediately."""
    await manage_groups.delete_group(call.services.groups, call.group, call.caller.subject, precondition(call))
    return Answer(status=204)


@bp.route(route="groups/{group_id:guid}/restore", methods=["POST"])
@endpoint("Restore a deleted group", {200: GroupOut}, errors=(409,))
async def restore_group(call: Call) -> Answer:
    """Restores the group with its members and subgroups. The answer is 409 when another group has taken the name."""
    group = await manage_groups.restore_group(call.services.groups, call.group, call.caller.subject)
    return await _answer(call, group)


@bp.route(route="groups/{group_id:guid}/link", methods=["POST"])
@endpoint("Change a private group into an organization group", {200: GroupOut}, errors=(409, 412))
async def link_group(call: Call) -> Answer:
    """Shows the group to organization admins. The answer is 409 when an organization group has the same name."""
    group = await change_group_type.link_group(
        call.services.groups, call.group, call.caller.subject, precondition(call)
    )
    return await _answer(call, group)


@bp.route(route="groups/{group_id:guid}/unlink", methods=["POST"])
@endpoint("Change an organization group into a private group", {200: GroupOut}, errors=(409, 412))
async def unlink_group(call: Call) -> Answer:
    """Hides the group from organization admins who are not members. The answer is 409 when the group has no admin of its
    own."""
    group = await change_group_type.unlink_group(
        call.services.groups, call.group, call.caller.subject, precondition(call)
    )
    return await _answer(call, group)


async def _answer(call: Call, group: Group) -> Answer:
    view = await view_group(call.services.groups, group, call.access.role)
    return versioned(group_out(view), group.etag)
