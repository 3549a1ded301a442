"""What connectors hear of the links that an upload, or undoing it, makes or removes below groups that they listen to. The
events are written with the links, as over HTTP; a timer records them in the audit (run_deliveries.py)."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.domain.audit import Action, AuditEvent
from shared.domain.groups.hierarchy import Link
from shared.domain.ids import reverse_time_id
from shared.domain.uploads.job import Job
from shared.services.context import ImportContext
from shared.services.webhooks.enqueue_events import announce, expect, listened_groups

_LINKS_AT_ONCE = 45
"""Two entities a link and the version: at most 100 in an entity group transaction."""
_TOLD_AT_ONCE = 33
"""With an event for each link."""


@dataclass(frozen=True, slots=True)
class LinkNews:
    """The parents among the links that a connector listens to, and the names of the groups below them."""

    parents: frozenset[str]
    names: Mapping[str, str]

    def parts(self, links: Sequence[Link]) -> Iterator[Sequence[Link]]:
        """The links, as many at once as fit into a transaction."""
        size = _TOLD_AT_ONCE if self.parents else _LINKS_AT_ONCE
        yield from (links[at : at + size] for at in range(0, len(links), size))

    def events(self, context: ImportContext, job: Job, action: Action, links: Sequence[Link]) -> list[AuditEvent]:
        """The events to write with these links."""
        return [self._event(context, job, action, link) for link in links if link.parent_id in self.parents]

    def _event(self, context: ImportContext, job: Job, action: Action, link: Link) -> AuditEvent:
        at = context.now()
        child = {"id": link.child_id, "name": self.names.get(link.child_id, "")}
        added = action is Action.SUBGROUP_ADDED
        return AuditEvent(
            id=reverse_time_id(at, context.new_id()),
            group_id=link.parent_id,
            at=at,
            actor=job.submitted_by,
            action=action,
            before={} if added else child,
            after=child if added else {},
            job_id=job.id,
        )


async def link_news(context: ImportContext, links: Sequence[Link]) -> LinkNews:
    """Who listens: one request where no connector does at all. Their groups are marked, should we die."""
    parents = await listened_groups(context.webhooks, {link.parent_id for link in links}) if links else frozenset()
    await asyncio.gather(*(expect(context.webhooks, parent) for parent in parents))
    children = sorted({link.child_id for link in links if link.parent_id in parents})
    groups = await context.group_store.get_many(children) if children else {}
    return LinkNews(parents, {group.id: group.name for group in groups.values()})


async def tell_links(context: ImportContext, news: LinkNews) -> None:
    """Put what was written into the outbox."""
    await asyncio.gather(*(announce(context.webhooks, parent) for parent in news.parents))
