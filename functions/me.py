"""The caller: what the service knows from the token."""

from azure.functions import Blueprint
from pydantic import Field

from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.models import Out

bp = Blueprint()


class Me(Out):
    """The caller. A caller without a phone number has no role in any group."""

    subject: str
    phone_number: str | None
    is_organization_admin: bool
    client_id: str | None
    connector_id: str | None = Field(description="The connector that the application of the token acts as.")


@bp.route(route="me", methods=["GET"])
@endpoint("Get the caller", {200: Me})
async def get_me(call: Call) -> Answer:
    """Returns the subject of the token, its phone number, and whether the caller is an organization admin."""
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
