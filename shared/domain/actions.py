"""Actions: what people can send in a group (polls, surveys, ...), in the organization's catalogue and in groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from shared.domain.members.membership import Role
from shared.domain.names import normalise


class ActionKind(StrEnum):
    """The kind of an action; custom actions are those of the organization."""

    POLL = "poll"
    SURVEY = "survey"
    ANNOUNCEMENT = "announcement"
    CHECKLIST = "checklist"
    JOB = "job"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class CatalogueAction:
    """One action of the catalogue. An inactive one cannot be added to groups."""

    id: str
    name: str
    normalised: str
    description: str
    kind: ActionKind
    schema_version: int
    active: bool
    created_at: datetime
    created_by: str
    updated_at: datetime
    etag: str = ""


@dataclass(frozen=True, slots=True)
class ActionLink:
    """An action in a group, a draft while `published_at` is None. Members whose role is in `sender_roles` may send it."""

    group_id: str
    item_id: str
    sender_roles: frozenset[Role]
    added_at: datetime
    added_by: str
    published_at: datetime | None = None
    etag: str = ""


_STOCK = (
    (ActionKind.POLL, "Poll", "One question with a few answers; everybody sees how the group has voted."),
    (ActionKind.SURVEY, "Survey", "Several questions, answered by each person for themselves."),
    (ActionKind.ANNOUNCEMENT, "Announcement", "A message of note; the sender sees who has read it."),
    (ActionKind.CHECKLIST, "Checklist", "Items that are ticked off one by one."),
    (ActionKind.JOB, "Job", "A task for one or more people, with a due date."),
)
_STOCK_IDS = UUID("6d0a3a52-6d75-4e6f-8f0e-6d7573746572")


def stock_actions(at: datetime) -> Sequence[CatalogueAction]:
    """The catalogue of a new store. The ids are the same in every store."""
    return [
        CatalogueAction(
            id=str(uuid5(_STOCK_IDS, kind)),
            name=name,
            normalised=normalise(name),
            description=description,
            kind=kind,
            schema_version=1,
            active=True,
            created_at=at,
            created_by="muster",
            updated_at=at,
        )
        for kind, name, description in _STOCK
    ]
