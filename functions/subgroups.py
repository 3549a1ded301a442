"""The subgroups of a group: list, link and unlink subgroups."""

from azure.functions import Blueprint
from pydantic import Field

from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.paging import PageQuery, page, position
from functions.models.groups import GroupPage, SubgroupPage, group_out, subgroup_out
from functions.models.queries import CandidateQuery
from shared.services.hierarchy import link_subgroups
from shared.services.hierarchy.view_subgroups import list_candidates
from shared.services.hierarchy.view_subgroups import list_subgroups as list_groups_below

bp = Blueprint()


class SubgroupQuery(PageQuery):
    """Which subgroups to list."""

    recursive: bool = Field(False, description="Whether to include the groups below the subgroups, at any depth.")


@bp.route(route="groups/{group_id:guid}/subgroups", methods=["GET"])
@endpoint("List the subgroups of a group", {200: SubgroupPage})
async def list_subgroups(call: Call, query: SubgroupQuery) -> Answer:
    """Lists subgroups by name. Each has the ids of its parents among the groups shown, from which a tree can be drawn."""
    subgroups, following = await list_groups_below(
        call.services.groups, call.caller, call.group.id, query.limit, position(call, query), recursive=query.recursive
    )
    return page(SubgroupPage, call, [subgroup_out(s.view, s.parent_ids) for s in subgroups], following)


@bp.route(route="groups/{group_id:guid}/subgroups/candidates", methods=["GET"])
@endpoint("List the groups that can be linked as subgroups", {200: GroupPage})
async def list_subgroup_candidates(call: Call, query: CandidateQuery) -> Answer:
    """Lists the groups that the caller may see, by name, without the group itself, its subgroups, and groups that would
    close a cycle."""
    views, following = await list_candidates(
        call.services.groups, call.caller, call.group.id, query.q, query.limit, position(call, query)
    )
    return page(GroupPage, call, [group_out(view) for view in views], following)


@bp.route(route="groups/{group_id:guid}/subgroups/{child_id:guid}", methods=["PUT"])
@endpoint("Link a subgroup", {204: None}, errors=(409,))
async def link_subgroup(call: Call, child_id: str) -> Answer:
    """Links a subgroup. A second request changes nothing. The answer is 409 for a link that would close a cycle; the detail
    names the groups of the cycle."""
    await link_subgroups.link_subgroup(call.services.groups, call.caller, call.group, child_id)
    return Answer(status=204)


@bp.route(route="groups/{group_id:guid}/subgroups/{child_id:guid}", methods=["DELETE"])
@endpoint("Unlink a subgroup", {204: None}, errors=(409,))
async def unlink_subgroup(call: Call, child_id: str) -> Answer:
    """Removes the link. Both groups stay."""
    await link_subgroups.unlink_subgroup(call.services.groups, call.caller, call.group, child_id)
    return Answer(status=204)
