"""GET /me: the caller, as Muster sees the token."""

from azure.functions import Blueprint
from pydantic import Field

from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.models import Out

bp = Blueprint()


class Me(Out):
    """The caller. Without a phone number there are no group roles."""

    subject: str
    phone_number: str | None
    is_organization_admin: bool
    client_id: str | None
    connector_id: str | None = Field(description="Of the connector that the token's application acts as.")


@bp.route(route="me", methods=["GET"])
@endpoint("Who am I?", {200: Me})
async def get_me(call: Call) -> Answer:
    """The token's subject, the number that belongs to it, and whether it makes an organization admin."""
    caller = call.caller
    return Answer(
        Me(
            subject=caller.subject,
            phone_number=caller.phone_number,
            is_organization_admin=caller.is_organization_admin,
            client_id=caller.client_id,
            connector_id=caller.connector.connector_id if caller.connector else None,
        )
    )
