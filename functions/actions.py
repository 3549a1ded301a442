"""The catalogue of actions: list, add, read, change, remove."""

from azure.functions import Blueprint

from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.etags import etag_of, precondition
from functions.http.paging import CandidateQuery, page, position
from functions.models.actions import ActionChangeBody, ActionOut, ActionPage, NewActionBody, action_out
from shared.domain.actions import CatalogueAction
from shared.services.actions import manage_actions
from shared.services.actions.manage_actions import ActionChange, NewAction, remove_action
from shared.services.actions.manage_actions import list_actions as list_catalogue

bp = Blueprint()


@bp.route(route="actions", methods=["GET"])
@endpoint("Actions of the catalogue", {200: ActionPage})
async def list_actions(call: Call, query: CandidateQuery) -> Answer:
    """By name. A fresh store has a poll, a survey, an announcement, a checklist and a job."""
    actions, following = await list_catalogue(call.services.connectors, query.q, query.limit, position(call, query))
    return page(ActionPage, call, [action_out(action) for action in actions], following)


@bp.route(route="actions", methods=["POST"])
@endpoint("Add an action", {201: ActionOut})
async def create_action(call: Call, body: NewActionBody) -> Answer:
    """Groups have it only when their admins add it."""
    new = NewAction(body.name, body.description, body.kind, body.schema_version, body.active)
    action = await manage_actions.create_action(call.services.connectors, call.caller.subject, new)
    return _answer(action, 201, Location=f"{call.request.url.partition('?')[0]}/{action.id}")


@bp.route(route="actions/{action_id:guid}", methods=["GET"])
@endpoint("One action", {200: ActionOut})
async def get_action(call: Call, action_id: str) -> Answer:
    """As the catalogue has it."""
    return _answer(await manage_actions.read_action(call.services.connectors, action_id))


@bp.route(route="actions/{action_id:guid}", methods=["PATCH"])
@endpoint("Change an action", {200: ActionOut}, errors=(409, 412))
async def update_action(call: Call, body: ActionChangeBody, action_id: str) -> Answer:
    """Deactivated, no other groups get it, and those that have it keep it."""
    change = ActionChange(body.name, body.description, body.schema_version, body.active)
    return _answer(
        await manage_actions.update_action(
            call.services.connectors, call.caller.subject, action_id, change, precondition(call)
        )
    )


@bp.route(route="actions/{action_id:guid}", methods=["DELETE"])
@endpoint("Remove an action", {204: None}, errors=(409, 412))
async def delete_action(call: Call, action_id: str) -> Answer:
    """Out of all groups at once."""
    await remove_action(call.services.connectors, call.caller.subject, action_id, precondition(call))
    return Answer(status=204)


def _answer(action: CatalogueAction, status: int = 200, **headers: str) -> Answer:
    return Answer(action_out(action), status, {"ETag": etag_of(action.etag), **headers})
