"""GET /health: alive, and whether storage answers."""

from typing import Literal

from azure.functions import Blueprint

from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.models import Out

bp = Blueprint()


class Health(Out):
    """What a probe wants to know."""

    status: Literal["healthy"] = "healthy"
    storage: Literal["reachable"] = "reachable"


@bp.route(route="health", methods=["GET"])
@endpoint("Is the app alive?", {200: Health})
async def get_health(call: Call) -> Answer:
    """200 when the app runs and storage answers; 503 when storage does not."""
    await call.services.check_storage()
    return Answer(Health())
