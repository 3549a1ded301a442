"""The audit of a group: who changed what, and when."""

from datetime import datetime
from typing import Any

from azure.functions import Blueprint
from pydantic import Field

from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.models import Out
from functions.http.paging import Page, PageQuery, page, position
from shared.domain.audit import Action, AuditEvent
from shared.services.audit.view_audit import list_audit as list_audit_events

bp = Blueprint()


class AuditEventOut(Out):
    """Who changed what, and when. `before` and `after` hold the fields that differ."""

    id: str
    at: datetime
    actor: str = Field(description="The subject of the caller, or who submitted the upload.")
    action: Action
    before: dict[str, Any]
    after: dict[str, Any]
    job_id: str | None = Field(description="The upload that made the change.")


class AuditPage(Page[AuditEventOut]):
    """Audit events, newest first."""


@bp.route(route="groups/{group_id:guid}/audit", methods=["GET"])
@endpoint("List the audit of a group", {200: AuditPage})
async def list_audit(call: Call, query: PageQuery) -> Answer:
    """Lists every change of the group, its members, subgroups, connectors and actions, newest first; and changes of the
    sign-ins of its members and of what its connectors ask for. Links of groups that the caller may not see are left out.
    What happened before the group was mapped to the organization is for admins who were in it then."""
    events, following = await list_audit_events(
        call.services.groups, call.caller, call.access, query.limit, position(call, query)
    )
    return page(AuditPage, call, [_event_out(event) for event in events], following)


def _event_out(event: AuditEvent) -> AuditEventOut:
    return AuditEventOut(
        id=event.id,
        at=event.at,
        actor=event.actor,
        action=event.action,
        before=dict(event.before),
        after=dict(event.after),
        job_id=event.job_id or None,
    )
