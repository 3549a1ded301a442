"""The catalogue of actions: list, add, read, change and remove actions."""

from azure.functions import Blueprint

from functions.http.answers import created, versioned
from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.etags import precondition
from functions.http.paging import page, position
from functions.models.actions import (
    ActionChangeBody,
    ActionPage,
    CatalogueActionOut,
    NewActionBody,
    catalogue_action_out,
)
from functions.models.queries import CandidateQuery
from shared.domain.actions import CatalogueAction
from shared.services.actions import manage_actions
from shared.services.actions.manage_actions import ActionChange, NewAction, remove_action
from shared.services.actions.manage_actions import list_actions as list_catalogue

bp = Blueprint()


@bp.route(route="actions", methods=["GET"])
@endpoint("List the actions of the catalogue", {200: ActionPage})
async def list_actions(call: Call, query: CandidateQuery) -> Answer:
    """Lists actions by name. A new store has a poll, a survey, an announcement, a checklist and a job."""
    actions, following = await list_catalogue(call.services.connectors, query.q, query.limit, position(call, query))
    return page(ActionPage, call, [catalogue_action_out(action) for action in actions], following)


@bp.route(route="actions", methods=["POST"])
@endpoint("Add an action", {201: CatalogueActionOut})
async def create_action(call: Call, body: NewActionBody) -> Answer:
    """Adds an action to the catalogue. A group has it only after an admin of the group adds it."""
    new = NewAction(body.name, body.description, body.kind, body.schema_version, body.active)
    action = await manage_actions.create_action(call.services.connectors, call.caller.subject, new)
    return created(call, catalogue_action_out(action), action.id, action.etag)


@bp.route(route="actions/{action_id:guid}", methods=["GET"])
@endpoint("Get an action", {200: CatalogueActionOut})
async def get_action(call: Call, action_id: str) -> Answer:
    """Returns the action as it is in the catalogue."""
    return _answer(await manage_actions.read_action(call.services.connectors, action_id))


@bp.route(route="actions/{action_id:guid}", methods=["PATCH"])
@endpoint("Change an action", {200: CatalogueActionOut}, errors=(409, 412))
async def update_action(call: Call, body: ActionChangeBody, action_id: str) -> Answer:
    """Changes the fields that are given. A deactivated action cannot be added to more groups; the groups that have it keep
    it."""
    change = ActionChange(body.name, body.description, body.schema_version, body.active)
    return _answer(
        await manage_actions.update_action(
            call.services.connectors, call.caller.subject, action_id, change, precondition(call)
        )
    )


@bp.route(route="actions/{action_id:guid}", methods=["DELETE"])
@endpoint("Remove an action", {204: None}, errors=(409, 412))
async def delete_action(call: Call, action_id: str) -> Answer:
    """Removes the action from the catalogue and from all groups."""
    await remove_action(call.services.connectors, call.caller.subject, action_id, precondition(call))
    return Answer(status=204)


def _answer(action: CatalogueAction) -> Answer:
    return versioned(catalogue_action_out(action), action.etag)
