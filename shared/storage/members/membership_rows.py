"""How a membership is stored: keys, columns and the operation of a change, which every writer and reader goes by."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.domain.documents import versioned
from shared.domain.members.membership import Change, MemberCount, Membership, Role
from shared.domain.uploads.progress import Removals, StepProgress
from shared.services.ports.members import AdminLock
from shared.storage.tables.encoding import Operation, Value
from shared.storage.tables.reader import ETAG

FIRST_NUMBER = "+"
AFTER_NUMBERS = ","
"""Numbers begin with +; whatever else is in a group's partition begins with ! and so lies before them."""
NUMBERS = f"RowKey ge '{FIRST_NUMBER}' and RowKey lt '{AFTER_NUMBERS}'"
WHAT = "memberships"
ADMIN_LOCK = "!guard"


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


def admin_lock_of(row: Mapping[str, Any]) -> AdminLock:
    """The lock from a row of ADMIN_LOCK."""
    set_at = row.get("setAt")
    return AdminLock(row["keepsAdmin"], datetime.fromisoformat(set_at) if set_at else None, row[ETAG])


def admin_lock_operation(read: AdminLock, left: AdminLock) -> Operation:
    """The lock to leave, on condition that it is as it was read."""
    properties: dict[str, Value] = {"keepsAdmin": left.keeps_admin, "setAt": left.set_at}
    if read.etag:
        return Operation("replace", ADMIN_LOCK, properties, read.etag)
    return Operation("insert", ADMIN_LOCK, properties)


def progress_operation(row_key: str, progress: StepProgress) -> Operation:
    """The progress to leave, on condition that it is as it was read (its ETag, or none stored)."""
    properties: dict[str, Value] = versioned(
        {
            "value": progress.count.members,
            "admins": progress.count.admins,
            "upto": progress.upto,
            "inserted": progress.inserted,
            "updated": progress.updated,
            "deleted": progress.deleted,
            "removals": json.dumps(progress.removals) if progress.removals else "",
            "closed": progress.closed,
        }
    )
    if progress.etag:
        return Operation("replace", row_key, properties, progress.etag)
    return Operation("insert", row_key, properties)


def progress_of(row: Mapping[str, Any]) -> StepProgress:
    """The progress from its row."""
    removals = json.loads(row["removals"]) if row["removals"] else ()
    return StepProgress(
        upto=row["upto"],
        count=MemberCount(row["value"], row["admins"]),
        inserted=row["inserted"],
        updated=row["updated"],
        deleted=row["deleted"],
        removals=tuple(Removals(*each) for each in removals),
        closed=row["closed"],
        etag=row[ETAG],
    )
