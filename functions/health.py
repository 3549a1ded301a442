"""The health of the app: whether it runs and storage answers."""

from typing import Literal

from azure.functions import Blueprint

from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.models import Out

bp = Blueprint()


class Health(Out):
    """The app runs and storage answers."""

    status: Literal["healthy"] = "healthy"
    storage: Literal["reachable"] = "reachable"


@bp.route(route="health", methods=["GET"])
@endpoint("Check that the app runs", {200: Health})
async def get_health(call: Call) -> Answer:
    """Returns 200 when the app runs and storage answers, and 503 when storage does not answer. What storage answered counts
    for five seconds."""
    await call.services.check_storage()
    return Answer(Health())
