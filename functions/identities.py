"""Identities: the phone number that belongs to the subject of a token."""

from azure.functions import Blueprint

from functions.http.answers import versioned
from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.etags import precondition
from functions.http.models import Body, Out
from functions.models.fields import PhoneNumber
from shared.services import identities as manage_identities
from shared.services.ports.identities import IdentityLink

bp = Blueprint()


class IdentityNumberBody(Body):
    """The phone number of a subject."""

    phone_number: PhoneNumber


class IdentityOut(Out):
    """A subject and its phone number."""

    subject: str
    phone_number: str


@bp.route(route="identities/{subject}", methods=["GET"])
@endpoint("Get the phone number of a subject", {200: IdentityOut})
async def get_identity(call: Call, subject: str) -> Answer:
    """Returns the number that is stored. A number that is only in the token of the subject is not shown."""
    return _answer(await manage_identities.read_identity(call.services.groups, subject))


@bp.route(route="identities/{subject}", methods=["PUT"])
@endpoint("Store the phone number of a subject", {200: IdentityOut}, errors=(409, 412))
async def put_identity(call: Call, body: IdentityNumberBody, subject: str) -> Answer:
    """Stores the number, which takes precedence over the number in the token of the subject: they are then that person in
    every group. The answer is 403 for the caller's own subject. The audits of the groups that the number is a member of
    tell the change."""
    link = await manage_identities.put_identity(
        call.services.groups, call.caller.subject, subject, body.phone_number, precondition(call)
    )
    return _answer(link)


@bp.route(route="identities/{subject}", methods=["DELETE"])
@endpoint("Delete the phone number of a subject", {204: None}, errors=(409, 412))
async def delete_identity(call: Call, subject: str) -> Answer:
    """Deletes the stored number. The number in the token of the subject counts again. The audits of the groups that the
    number is a member of tell the change."""
    await manage_identities.delete_identity(call.services.groups, call.caller.subject, subject, precondition(call))
    return Answer(status=204)


def _answer(link: IdentityLink) -> Answer:
    return versioned(IdentityOut(subject=link.subject, phone_number=link.phone_number), link.etag)
