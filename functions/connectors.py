"""The catalogue of connectors: list, add, read, change and remove connectors."""

from azure.functions import Blueprint

from functions.http.answers import created, versioned
from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.etags import precondition
from functions.http.paging import page, position
from functions.models.connectors import (
    ConnectorChangeBody,
    ConnectorOut,
    ConnectorPage,
    NewConnectorBody,
    SigningSecretOut,
    connector_out,
)
from functions.models.queries import CandidateQuery
from shared.domain.connectors import Connector, EventType, Permission
from shared.services.connectors import manage_connectors
from shared.services.connectors.manage_connectors import ConnectorChange, NewConnector, remove_connector
from shared.services.connectors.manage_connectors import list_connectors as list_catalogue

bp = Blueprint()


@bp.route(route="connectors", methods=["GET"])
@endpoint("List the connectors of the catalogue", {200: ConnectorPage})
async def list_connectors(call: Call, query: CandidateQuery) -> Answer:
    """Lists connectors by name."""
    connectors, following = await list_catalogue(call.services.connectors, query.q, query.limit, position(call, query))
    health = await manage_connectors.read_health(call.services.connectors, connectors)
    bodies = [connector_out(connector, health.get(connector.id)) for connector in connectors]
    return page(ConnectorPage, call, bodies, following)


@bp.route(route="connectors", methods=["POST"])
@endpoint("Add a connector", {201: ConnectorOut}, errors=(409,))
async def create_connector(call: Call, body: NewConnectorBody) -> Answer:
    """Adds a connector, which may do nothing until an admin of a group links it. With the permission outgoingWebhooks, the
    service sends a token to the callback URL, which must return it within 5 seconds; the answer holds the signing secret,
    which is not shown again."""
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
    return created(call, connector_out(connector, secret=secret), connector.id, connector.etag)


@bp.route(route="connectors/{connector_id:guid}", methods=["GET"])
@endpoint("Get a connector", {200: ConnectorOut})
async def get_connector(call: Call, connector_id: str) -> Answer:
    """Returns the connector without its signing secret, which is shown only once."""
    connector = await manage_connectors.read_connector(call.services.connectors, connector_id)
    return await _answer(call, connector)


@bp.route(route="connectors/{connector_id:guid}", methods=["PATCH"])
@endpoint("Change a connector", {200: ConnectorOut}, errors=(409, 412))
async def update_connector(call: Call, body: ConnectorChangeBody, connector_id: str) -> Answer:
    """Changes the fields that are given. Groups that have the connector give it no more than when they linked it; private
    groups give it nothing under another clientId, and no events at another callbackUrl, until an admin of theirs links it
    again. Their audits tell the change. A deactivated connector gets no new links; the links that it has stay. A
    callbackUrl is validated, even if it is the same, and resumes deliveries that were stopped. A connector that gets the
    permission outgoingWebhooks gets a signing secret, which is not shown again."""
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
    """Removes the connector. From then on it may do nothing in any group."""
    await remove_connector(call.services.connectors, call.caller.subject, connector_id, precondition(call))
    return Answer(status=204)


@bp.route(route="connectors/{connector_id:guid}/secret", methods=["POST"])
@endpoint("Rotate the signing secret", {200: SigningSecretOut}, errors=(409,))
async def rotate_connector_secret(call: Call, connector_id: str) -> Answer:
    """Returns a new signing secret. Deliveries are signed with both secrets for a day, so that the receiver can switch."""
    _, secret = await manage_connectors.rotate_secret(call.services.connectors, call.caller.subject, connector_id)
    return Answer(SigningSecretOut(secret=secret))


async def _answer(call: Call, connector: Connector, secret: str = "") -> Answer:
    health = await manage_connectors.read_health(call.services.connectors, [connector])
    return versioned(connector_out(connector, health.get(connector.id), secret), connector.etag)
