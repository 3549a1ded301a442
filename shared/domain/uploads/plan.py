"""The plan of an upload: what it would change, for whoever reviews it. Stored with the job as a document."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.domain.documents import from_document, to_document, versioned
from shared.domain.uploads.fail_safe import HeldGroup

MOST_LINKS = 1_000
"""As many of the new links are named; the totals count all."""


@dataclass(slots=True)
class GroupPlan:
    """One group's part of the plan. For the fail-safe: `members` is its present number of members, `admins` that of its
    admins, and `admins_left` how many there would be."""

    name: str
    added: int = 0
    role_changed: int = 0
    removed: int = 0
    unchanged: int = 0
    is_new: bool = False
    members: int = 0
    admins: int = 0
    admins_left: int = 0


@dataclass(frozen=True, slots=True)
class PlannedLink:
    """A subgroup link that would be added, by the names of its groups."""

    parent: str
    child: str


@dataclass(slots=True)
class LinksPlan:
    """What the parent group mapping would do. Its ignored and rejected rows are problems of the upload.

    `groups_created` counts groups that only the parent mapping names.
    """

    added: int = 0
    unchanged: int = 0
    ignored: int = 0
    rejected: int = 0
    groups_created: int = 0
    new: list[PlannedLink] = field(default_factory=list)


@dataclass(slots=True)
class StoredPlan:
    """The whole plan. `links` is None for an upload without a parent mapping; `held` are all groups that hold it."""

    groups: list[GroupPlan] = field(default_factory=list)
    links: LinksPlan | None = None
    held: list[HeldGroup] = field(default_factory=list)


def encode_plan(plan: StoredPlan) -> bytes:
    """The stored document."""
    document = {
        "groups": [to_document(group) for group in plan.groups],
        "links": _links_document(plan.links) if plan.links else None,
        "held": [to_document(group) for group in plan.held],
    }
    return json.dumps(versioned(document), ensure_ascii=False).encode()


def decode_plan(content: bytes) -> StoredPlan:
    """What encode_plan wrote. Before there were versions the document was the list of groups."""
    document = json.loads(content)
    if isinstance(document, list):
        document = {"groups": document}
    return StoredPlan(
        [from_document(GroupPlan, group) for group in document["groups"]],
        _links_of(document["links"]) if document.get("links") else None,
        [from_document(HeldGroup, group) for group in document.get("held", [])],
    )


def _links_document(links: LinksPlan) -> dict[str, Any]:
    return {**to_document(links), "new": [to_document(link) for link in links.new]}


def _links_of(document: Mapping[str, Any]) -> LinksPlan:
    links = from_document(LinksPlan, document)
    links.new = [from_document(PlannedLink, link) for link in document.get("new", [])]
    return links
