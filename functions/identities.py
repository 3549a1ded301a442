"""Identities: the phone number that belongs to the subject of a token."""

from azure.functions import Blueprint

from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.etags import etag_of, precondition
from functions.http.models import Body, Out
from functions.models.fields import PhoneNumber
from shared.services import identities as manage_identities
from shared.services.ports.identities import IdentityLink

bp = Blueprint()


class IdentityBody(Body):
    """The number of the subject."""

    phone_number: PhoneNumber


class IdentityOut(Out):
    """A subject and its number."""

    subject: str
    phone_number: str


@bp.route(route="identities/{subject}", methods=["GET"])
@endpoint("The number of a subject", {200: IdentityOut})
async def get_identity(call: Call, subject: str) -> Answer:
    """What is stored; a number that only the token says is not shown here."""
    return _answer(await manage_identities.read_identity(call.services.groups, subject))


@bp.route(route="identities/{subject}", methods=["PUT"])
@endpoint("Store the number of a subject", {200: IdentityOut}, errors=(409, 412))
async def put_identity(call: Call, body: IdentityBody, subject: str) -> Answer:
    """From then on it counts before the number that the subject's token says."""
    link = await manage_identities.put_identity(
        call.services.groups, call.caller.subject, subject, body.phone_number, precondition(call)
    )
    return _answer(link)


@bp.route(route="identities/{subject}", methods=["DELETE"])
@endpoint("Forget the number of a subject", {204: None}, errors=(409, 412))
async def delete_identity(call: Call, subject: str) -> Answer:
    """The number that the token says counts again."""
    await manage_identities.delete_identity(call.services.groups, call.caller.subject, subject, precondition(call))
    return Answer(status=204)


def _answer(link: IdentityLink) -> Answer:
    body = IdentityOut(subject=link.subject, phone_number=link.phone_number)
    return Answer(body, headers={"ETag": etag_of(link.etag)})
