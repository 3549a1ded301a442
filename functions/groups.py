"""Groups: list, create, read, change, delete, restore, and map to the organization and back."""

from azure.functions import Blueprint

from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.etags import etag_of, precondition
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
from shared.services.members.view_members import count_totals

bp = Blueprint()


@bp.route(route="groups", methods=["GET"])
@endpoint("Groups that I may see", {200: GroupPage})
async def list_groups(call: Call, query: GroupQuery) -> Answer:
    """Groups by name: for organization admins all organization groups, for everybody those they are in; for connectors
    those that they are linked to, by id."""
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
    """The caller becomes its admin; the numbers become members, and a bad one spoils no other."""
    new = NewGroup(body.name, body.type, body.welcome_message, body.region or "", texts_of(body.phone_numbers))
    context = call.services.groups
    group, role, results = await manage_groups.create_group(context, call.caller, new)
    view = await view_group(context, group, role)
    headers = {"ETag": etag_of(group.etag), "Location": f"{call.request.url.partition('?')[0]}/{group.id}"}
    return Answer(created_group_out(view, member_results_out(results)), 201, headers)


@bp.route(route="groups/{group_id:guid}", methods=["GET"])
@endpoint("One group", {200: GroupOut})
async def get_group(call: Call, query: GroupDetailQuery) -> Answer:
    """With its number of direct members and the caller's role."""
    context, access = call.services.groups, call.access
    view = await view_group(context, access.group, access.role)
    totals = await count_totals(context, call.caller, access) if query.include else None
    return Answer(group_out(view, totals), headers={"ETag": etag_of(access.group.etag)})


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
    """It can be restored for 30 days; an organization group's name is free at once."""
    await manage_groups.delete_group(call.services.groups, call.group, call.caller.subject, precondition(call))
    return Answer(status=204)


@bp.route(route="groups/{group_id:guid}/restore", methods=["POST"])
@endpoint("Restore a deleted group", {200: GroupOut}, errors=(409,))
async def restore_group(call: Call) -> Answer:
    """As it was, members and subgroups included; 409 when another group has taken the name meanwhile."""
    group = await manage_groups.restore_group(call.services.groups, call.group, call.caller.subject)
    return await _answer(call, group)


@bp.route(route="groups/{group_id:guid}/link", methods=["POST"])
@endpoint("Map a private group to the organization", {200: GroupOut}, errors=(409, 412))
async def link_group(call: Call) -> Answer:
    """Organization admins see it from then on; 409 when an organization group has the name."""
    group = await change_group_type.link_group(call.services.groups, call.group, call.caller.subject, precondition(call))
    return await _answer(call, group)


@bp.route(route="groups/{group_id:guid}/unlink", methods=["POST"])
@endpoint("Make an organization group private", {200: GroupOut}, errors=(409, 412))
async def unlink_group(call: Call) -> Answer:
    """Organization admins who are not in it see it no more; 409 when it has no admin of its own."""
    group = await change_group_type.unlink_group(call.services.groups, call.group, call.caller.subject, precondition(call))
    return await _answer(call, group)


async def _answer(call: Call, group: Group) -> Answer:
    view = await view_group(call.services.groups, group, call.access.role)
    return Answer(group_out(view), headers={"ETag": etag_of(group.etag)})
