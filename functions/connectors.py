"""The catalogue of connectors: list, add, read, change, remove."""

from azure.functions import Blueprint

from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.etags import etag_of, precondition
from functions.http.paging import CandidateQuery, page, position
from functions.models.connectors import (
    ConnectorChangeBody,
    ConnectorOut,
    ConnectorPage,
    NewConnectorBody,
    SecretOut,
    connector_out,
)
from shared.domain.connectors import Connector, EventType, Permission
from shared.services.connectors import manage_connectors
from shared.services.connectors.manage_connectors import ConnectorChange, NewConnector, remove_connector
from shared.services.connectors.manage_connectors import list_connectors as list_catalogue

bp = Blueprint()


@bp.route(route="connectors", methods=["GET"])
@endpoint("Connectors of the catalogue", {200: ConnectorPage})
async def list_connectors(call: Call, query: CandidateQuery) -> Answer:
    """By name."""
    connectors, following = await list_catalogue(
        call.services.connectors, query.q, query.limit, position(call, query)
    )
    health = await manage_connectors.read_health(call.services.connectors, connectors)
    bodies = [connector_out(connector, health.get(connector.id)) for connector in connectors]
    return page(ConnectorPage, call, bodies, following)


@bp.route(route="connectors", methods=["POST"])
@endpoint("Add a connector", {201: ConnectorOut}, errors=(409,))
async def create_connector(call: Call, body: NewConnectorBody) -> Answer:
    """It may do nothing until a group's admin links it. With outgoingWebhooks, the callback address is sent a token that
    it must send back within 5 seconds, and the answer holds the signing secret, this once."""
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
    connector, secret = await manage_connectors.create_connector(call.services.connectors, call.caller.subject, new)
    location = f"{call.request.url.partition('?')[0]}/{connector.id}"
    headers = {"ETag": etag_of(connector.etag), "Location": location}
    return Answer(connector_out(connector, secret=secret), 201, headers)


@bp.route(route="connectors/{connector_id:guid}", methods=["GET"])
@endpoint("One connector", {200: ConnectorOut})
async def get_connector(call: Call, connector_id: str) -> Answer:
    """Without its signing secret, which is shown once only."""
    connector = await manage_connectors.read_connector(call.services.connectors, connector_id)
    return await _answer(call, connector)


@bp.route(route="connectors/{connector_id:guid}", methods=["PATCH"])
@endpoint("Change a connector", {200: ConnectorOut}, errors=(409, 412))
async def update_connector(call: Call, body: ConnectorChangeBody, connector_id: str) -> Answer:
    """Deactivated, it gets no new links, and those that it has go on. A callbackUrl is validated, even the same one, and
    takes up deliveries that were given up. One that gets outgoingWebhooks gets a signing secret, shown this once."""
    change = ConnectorChange(
        name=body.name,
        description=body.description,
        client_id=body.client_id,
        permissions=None if body.permissions is None else frozenset(body.permissions),
        active=body.active,
        callback_url=body.callback_url,
        events=None if body.events is None else frozenset(body.events),
    )
    connector, secret = await manage_connectors.update_connector(
        call.services.connectors, call.caller.subject, connector_id, change, precondition(call)
    )
    return await _answer(call, connector, secret)


@bp.route(route="connectors/{connector_id:guid}", methods=["DELETE"])
@endpoint("Remove a connector", {204: None}, errors=(409, 412))
async def delete_connector(call: Call, connector_id: str) -> Answer:
    """That ends what it may do in every group at once."""
    await remove_connector(call.services.connectors, call.caller.subject, connector_id, precondition(call))
    return Answer(status=204)


@bp.route(route="connectors/{connector_id:guid}/secret", methods=["POST"])
@endpoint("Rotate the signing secret", {200: SecretOut}, errors=(409,))
async def rotate_connector_secret(call: Call, connector_id: str) -> Answer:
    """Deliveries are signed with both for a day, so that the receiver can change over."""
    _, secret = await manage_connectors.rotate_secret(call.services.connectors, call.caller.subject, connector_id)
    return Answer(SecretOut(secret=secret))


async def _answer(call: Call, connector: Connector, secret: str = "") -> Answer:
    health = await manage_connectors.read_health(call.services.connectors, [connector])
    body = connector_out(connector, health.get(connector.id), secret)
    return Answer(body, headers={"ETag": etag_of(connector.etag)})
