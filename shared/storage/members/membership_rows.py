"""How a membership is stored: keys, columns and the operation of a change, which every writer and reader goes by."""

from collections.abc import Mapping
from datetime import datetime

from shared.domain.members.membership import Change, Membership, Role
from shared.storage.tables.encoding import Operation
from shared.storage.tables.reader import ETAG

FIRST_NUMBER = "+"
AFTER_NUMBERS = ","
"""Numbers begin with +; whatever else is in a group's partition begins with ! and so lies before them."""
NUMBERS = f"RowKey ge '{FIRST_NUMBER}' and RowKey lt '{AFTER_NUMBERS}'"
WHAT = "memberships"


def change_operation(change: Change) -> Operation:
    """The change, on condition that the row is as it was read."""
    etag = change.before.etag if change.before else None
    if change.after is None:
        return Operation("delete", change.phone_number, etag=etag)
    properties = membership_properties(change.after)
    if etag:
        return Operation("replace", change.phone_number, properties, etag)
    return Operation("insert", change.phone_number, properties)


def membership_properties(row: Membership) -> dict[str, str | datetime]:
    """The stored columns; `before` only where a job changed the role."""
    properties: dict[str, str | datetime] = {
        "role": str(row.role),
        "addedAt": row.added_at,
        "addedBy": row.added_by,
        "jobId": row.job_id,
    }
    if row.before:
        properties["before"] = row.before
    return properties


def membership_of(group_id: str, row: Mapping[str, str]) -> Membership:
    """A membership from a lean query's row."""
    return Membership(
        group_id=group_id,
        phone_number=row["RowKey"],
        role=Role(row["role"]),
        added_at=datetime.fromisoformat(row["addedAt"]),
        added_by=row["addedBy"],
        job_id=row.get("jobId", ""),
        before=row.get("before", ""),
        etag=row.get(ETAG, ""),
    )
