"""The actions of a group: list, add, publish and remove actions."""

from azure.functions import Blueprint

from functions.http.answers import versioned
from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.etags import precondition
from functions.http.paging import PageQuery, page, position
from functions.models.actions import (
    ActionPage,
    GroupActionOut,
    GroupActionPage,
    GroupActionSendersBody,
    catalogue_action_out,
    group_action_out,
)
from functions.models.queries import CandidateQuery
from shared.services.actions import link_actions
from shared.services.actions.link_actions import GroupAction
from shared.services.actions.link_actions import list_action_candidates as list_candidates
from shared.services.actions.link_actions import list_group_actions as list_linked

bp = Blueprint()


@bp.route(route="groups/{group_id:guid}/actions", methods=["GET"])
@endpoint("List the actions of a group", {200: GroupActionPage})
async def list_group_actions(call: Call, query: PageQuery) -> Answer:
    """Lists actions by name. Admins see all actions; members see the published actions that members may send."""
    found, following = await list_linked(call.services.connectors, call.access, query.limit, position(call, query))
    return page(GroupActionPage, call, [group_action_out(each) for each in found], following)


@bp.route(route="groups/{group_id:guid}/actions/candidates", methods=["GET"])
@endpoint("List the actions that the group can add", {200: ActionPage})
async def list_action_candidates(call: Call, query: CandidateQuery) -> Answer:
    """Lists the active actions that the group does not have, by name."""
    found, following = await list_candidates(
        call.services.connectors, call.group.id, query.q, query.limit, position(call, query)
    )
    return page(ActionPage, call, [catalogue_action_out(action) for action in found], following)


@bp.route(route="groups/{group_id:guid}/actions/{action_id:guid}", methods=["PUT"])
@endpoint("Add an action to a group, or change who may send it", {200: GroupActionOut}, errors=(409, 412))
async def put_group_action(call: Call, body: GroupActionSendersBody, action_id: str) -> Answer:
    """Adds the action as a draft, or changes who may send it. A published action stays published."""
    found = await link_actions.put_group_action(
        call.services.connectors,
        call.group.id,
        call.caller.subject,
        action_id,
        body.sender_roles,
        precondition(call),
    )
    return _answer(found)


@bp.route(route="groups/{group_id:guid}/actions/{action_id:guid}", methods=["DELETE"])
@endpoint("Remove an action from a group", {204: None}, errors=(409, 412))
async def unlink_action(call: Call, action_id: str) -> Answer:
    """Removes the action from the group. It stays in the catalogue."""
    await link_actions.unlink_action(
        call.services.connectors, call.group.id, call.caller.subject, action_id, precondition(call)
    )
    return Answer(status=204)


@bp.route(route="groups/{group_id:guid}/actions/{action_id:guid}/publish", methods=["POST"])
@endpoint("Publish an action", {200: GroupActionOut}, errors=(409, 412))
async def publish_action(call: Call, action_id: str) -> Answer:
    """Shows the action to those who may send it."""
    return await _publish(call, action_id, published=True)


@bp.route(route="groups/{group_id:guid}/actions/{action_id:guid}/unpublish", methods=["POST"])
@endpoint("Make an action a draft again", {200: GroupActionOut}, errors=(409, 412))
async def unpublish_action(call: Call, action_id: str) -> Answer:
    """Makes the action a draft, which only the admins of the group see."""
    return await _publish(call, action_id, published=False)


async def _publish(call: Call, action_id: str, *, published: bool) -> Answer:
    found = await link_actions.publish_action(
        call.services.connectors,
        call.group.id,
        call.caller.subject,
        action_id,
        precondition(call),
        published=published,
    )
    return _answer(found)


def _answer(found: GroupAction) -> Answer:
    return versioned(group_action_out(found), found.link.etag)
