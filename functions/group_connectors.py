"""The connectors of a group: list, link and unlink connectors."""

from azure.functions import Blueprint

from functions.http.answers import versioned
from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.etags import precondition
from functions.http.paging import PageQuery, page, position
from functions.models.connectors import (
    ConnectorCandidatePage,
    GroupConnectorOut,
    GroupConnectorPage,
    connector_candidate_out,
    group_connector_out,
)
from functions.models.queries import CandidateQuery
from shared.services.connectors import link_connectors
from shared.services.connectors.link_connectors import list_connector_candidates as list_candidates
from shared.services.connectors.link_connectors import list_group_connectors as list_linked

bp = Blueprint()


@bp.route(route="groups/{group_id:guid}/connectors", methods=["GET"])
@endpoint("List the connectors of a group", {200: GroupConnectorPage})
async def list_group_connectors(call: Call, query: PageQuery) -> Answer:
    """Lists connectors by name, with their permissions in the group and whether they ask for more."""
    found, following = await list_linked(call.services.connectors, call.group.id, query.limit, position(call, query))
    return page(GroupConnectorPage, call, [group_connector_out(each, call.group) for each in found], following)


@bp.route(route="groups/{group_id:guid}/connectors/candidates", methods=["GET"])
@endpoint("List the connectors that the group can link", {200: ConnectorCandidatePage})
async def list_connector_candidates(call: Call, query: CandidateQuery) -> Answer:
    """Lists the active connectors that the group does not have, by name."""
    found, following = await list_candidates(
        call.services.connectors, call.group.id, query.q, query.limit, position(call, query)
    )
    return page(ConnectorCandidatePage, call, [connector_candidate_out(each) for each in found], following)


@bp.route(route="groups/{group_id:guid}/connectors/{connector_id:guid}", methods=["PUT"])
@endpoint("Link a connector", {200: GroupConnectorOut}, errors=(409, 412))
async def link_connector(call: Call, connector_id: str) -> Answer:
    """Grants what the connector asks for now, on this group only. What it asks for later needs another request, which
    grants that; a request that would change nothing is no error."""
    found = await link_connectors.link_connector(
        call.services.connectors, call.group.id, call.caller.subject, connector_id, precondition(call)
    )
    return versioned(group_connector_out(found, call.group), found.link.etag)


@bp.route(route="groups/{group_id:guid}/connectors/{connector_id:guid}", methods=["DELETE"])
@endpoint("Unlink a connector", {204: None}, errors=(409, 412))
async def unlink_connector(call: Call, connector_id: str) -> Answer:
    """Unlinks the connector. From then on it may do nothing in this group."""
    await link_connectors.unlink_connector(
        call.services.connectors, call.group.id, call.caller.subject, connector_id, precondition(call)
    )
    return Answer(status=204)
