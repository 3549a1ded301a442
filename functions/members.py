"""The members of a group: list, add and remove members, and change their roles."""

from azure.functions import Blueprint

from functions.http.answers import BYTES, CSV, XLSX, versioned
from functions.http.call import Answer, Call
from functions.http.endpoint import Media, endpoint
from functions.http.etags import precondition
from functions.http.paging import page, position
from functions.models.fields import number_in_path, some_texts_of
from functions.models.members import (
    MemberChangeBody,
    MemberFileOut,
    MemberFileQuery,
    MemberOut,
    MemberPage,
    MemberQuery,
    MemberResultsOut,
    NewMembersBody,
    member_file_out,
    member_out,
    member_results_out,
    membership_out,
)
from shared.domain.members.member_file import MOST_BYTES
from shared.domain.members.membership import Membership
from shared.services.members import change_members
from shared.services.members.member_views import MemberFilter
from shared.services.members.read_member_file import read_member_file as read_file
from shared.services.members.view_effective_members import list_effective_members
from shared.services.members.view_members import list_members as list_direct_members
from shared.services.members.view_members import view_member

bp = Blueprint()


@bp.route(route="groups/{group_id:guid}/members", methods=["GET"])
@endpoint("List the members of a group", {200: MemberPage}, errors=(403,))
async def list_members(call: Call, query: MemberQuery) -> Answer:
    """Lists members by phone number. Members see masked numbers, in the order of what is shown of each, and may not search
    by number.

    With effective=true the members of the groups below follow: first everybody whose number the caller may see, by number
    and each once, then the members of each other group, masked. A search finds only among the first."""
    context, access, after = call.services.groups, call.access, position(call, query)
    wanted = MemberFilter(query.role, query.q or "")
    if query.effective:
        views, following = await list_effective_members(context, call.caller, access, wanted, query.limit, after)
    else:
        views, following = await list_direct_members(context, access, wanted, query.limit, after)
    return page(MemberPage, call, [member_out(view) for view in views], following)


@bp.route(route="groups/{group_id:guid}/members", methods=["POST"])
@endpoint("Add members", {200: MemberResultsOut}, errors=(409,))
async def add_members(call: Call, body: NewMembersBody) -> Answer:
    """Adds members and returns an outcome for each number. An invalid number does not affect the others; a member who has
    another role gets the role of the request."""
    results = await change_members.add_members(
        call.services.groups, call.group, call.caller.subject, some_texts_of(body.phone_numbers), body.region, body.role
    )
    return Answer(member_results_out(results))


@bp.route(route="groups/{group_id:guid}/members/file", methods=["POST"])
@endpoint("Read a file of members", {200: MemberFileOut}, largest_body=MOST_BYTES, content=Media(CSV, XLSX, BYTES))
async def read_member_file(call: Call, query: MemberFileQuery, content: bytes) -> Answer:
    """Reads a CSV or a workbook (.xlsx), which its content tells, for this group, and changes nothing: add the numbers of
    the answer to the group's members then. It takes up to 4 MiB and 5,000 numbers.

    Only the column Phone Number is needed; a column of numbers without a title will do. Rows that name another group are
    problems. The answer is 400 with a code of the file, in `errors`, when the file as a whole cannot be read."""
    found = await read_file(call.services.groups, call.group, content, query.region, query.encoding)
    return Answer(member_file_out(found))


@bp.route(route="groups/{group_id:guid}/members/{phone}", methods=["GET"])
@endpoint("Get a member", {200: MemberOut})
async def get_member(call: Call, phone: str) -> Answer:
    """Returns a member. Members may get only themselves."""
    return _answer(await view_member(call.services.groups, call.group.id, number_in_path(phone)))


@bp.route(route="groups/{group_id:guid}/members/{phone}", methods=["PATCH"])
@endpoint("Change the role of a member", {200: MemberOut}, errors=(409, 412))
async def update_member(call: Call, body: MemberChangeBody, phone: str) -> Answer:
    """Changes the role. The answer is 409 when the last admin of a private group would become a member."""
    row = await change_members.change_role(
        call.services.groups,
        call.group.id,
        call.caller.subject,
        number_in_path(phone),
        body.role,
        precondition(call),
    )
    return _answer(row)


@bp.route(route="groups/{group_id:guid}/members/{phone}", methods=["DELETE"])
@endpoint("Remove a member, or leave the group", {204: None}, errors=(409, 412))
async def remove_member(call: Call, phone: str) -> Answer:
    """Removes a member. Members may remove themselves. The answer is 409 for the last admin of a private group."""
    await change_members.remove_member(
        call.services.groups, call.group.id, call.caller.subject, number_in_path(phone), precondition(call)
    )
    return Answer(status=204)


def _answer(row: Membership) -> Answer:
    return versioned(membership_out(row), row.etag)
