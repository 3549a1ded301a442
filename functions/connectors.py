"""The catalogue of connectors: list, add, read, change, remove."""

from azure.functions import Blueprint

from functions.connector_models import (
    ConnectorChangeBody,
    ConnectorOut,
    ConnectorPage,
    NewConnectorBody,
    connector_out,
)
from functions.group_models import CandidateQuery
from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.etags import etag_of, precondition
from functions.http.paging import page, position
from shared.domain.connectors import Connector, EventType, Permission
from shared.services import manage_connectors
from shared.services.manage_connectors import ConnectorChange, NewConnector, remove_connector
from shared.services.manage_connectors import list_connectors as list_catalogue

bp = Blueprint()


@bp.route(route="connectors", methods=["GET"])
@endpoint("Connectors of the catalogue", {200: ConnectorPage})
async def list_connectors(call: Call, query: CandidateQuery) -> Answer:
    """By name."""
    connectors, following = await list_catalogue(
        call.services.connectors, query.q, query.limit, position(call, query)
    )
    return page(ConnectorPage, call, [connector_out(connector) for connector in connectors], following)


@bp.route(route="connectors", methods=["POST"])
@endpoint("Add a connector", {201: ConnectorOut}, errors=(409,))
async def create_connector(call: Call, body: NewConnectorBody) -> Answer:
    """It may do nothing until a group's admin links it."""
    permissions = frozenset(body.permissions)
    every = frozenset(EventType) if Permission.OUTGOING_WEBHOOKS in permissions else frozenset()
    new = NewConnector(
        name=body.name,
        description=body.description,
        client_id=body.client_id,
        permissions=permissions,
        active=body.active,
        callback_url=body.callback_url,
        events=every if body.events is None else frozenset(body.events),
    )
    connector = await manage_connectors.create_connector(call.services.connectors, call.caller.subject, new)
    return _answer(connector, 201, Location=f"{call.request.url.partition('?')[0]}/{connector.id}")


@bp.route(route="connectors/{connector_id:guid}", methods=["GET"])
@endpoint("One connector", {200: ConnectorOut})
async def get_connector(call: Call, connector_id: str) -> Answer:
    """Without its signing secret, which is shown once only."""
    return _answer(await manage_connectors.read_connector(call.services.connectors, connector_id))


@bp.route(route="connectors/{connector_id:guid}", methods=["PATCH"])
@endpoint("Change a connector", {200: ConnectorOut}, errors=(409, 412))
async def update_connector(call: Call, body: ConnectorChangeBody, connector_id: str) -> Answer:
    """Deactivated, it gets no new links, and those that it has go on."""
    change = ConnectorChange(
        name=body.name,
        description=body.description,
        client_id=body.client_id,
        permissions=None if body.permissions is None else frozenset(body.permissions),
        active=body.active,
        callback_url=body.callback_url,
        events=None if body.events is None else frozenset(body.events),
    )
    return _answer(
        await manage_connectors.update_connector(
            call.services.connectors, call.caller.subject, connector_id, change, precondition(call)
        )
    )


@bp.route(route="connectors/{connector_id:guid}", methods=["DELETE"])
@endpoint("Remove a connector", {204: None}, errors=(409, 412))
async def delete_connector(call: Call, connector_id: str) -> Answer:
    """That ends what it may do in every group at once."""
    await remove_connector(call.services.connectors, call.caller.subject, connector_id, precondition(call))
    return Answer(status=204)


def _answer(connector: Connector, status: int = 200, **headers: str) -> Answer:
    return Answer(connector_out(connector), status, {"ETag": etag_of(connector.etag), **headers})
