"""Adds, changes and removes entries of a catalogue (connectors, actions), each with its audit event, and pages them."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from shared.concurrency import Precondition, conditional_write, retry_on_conflict
from shared.domain.audit import ORGANIZATION, Action
from shared.errors import NotFound
from shared.services.audit.record_change import record_change
from shared.services.context import GroupContext
from shared.services.ports.connectors import C, Catalogue

_PAGES_READ = 5
"""The most pages of the store that are read for one page of the caller's, which may then be short."""


@dataclass(frozen=True, slots=True)
class CatalogueKind(Generic[C]):
    """One catalogue: its store, the noun for messages, and the fields of an entry that audit events contain."""

    store: Catalogue[C]
    what: str
    describe: Callable[[C], Mapping[str, Any]]


async def read_entry(kind: CatalogueKind[C], entry_id: str) -> C:
    """The entry. Raises NotFound."""
    item = await kind.store.get(entry_id)
    if item is None:
        raise NotFound(f"There is no such {kind.what}.")
    return item


async def add_entry(context: GroupContext, kind: CatalogueKind[C], actor: str, action: Action, item: C) -> C:
    """Store a new entry and record its event."""
    event = context.event(ORGANIZATION, actor, action, {}, kind.describe(item))
    stored = await kind.store.insert(item, event)
    await record_change(context, kind.store, event)
    return stored


async def change_entry(
    context: GroupContext,
    kind: CatalogueKind[C],
    actor: str,
    action: Action,
    entry_id: str,
    change: Callable[[C], C],
    check: Precondition,
) -> C:
    """Apply a pure change to the entry if its ETag satisfies `check`. Writes nothing when nothing changes. Raises
    NotFound, PreconditionFailed, Conflict, and the errors of `change`."""

    async def attempt() -> C:
        before = await read_entry(kind, entry_id)
        check(before.etag)
        after = change(before)
        if after == before:
            return before
        old, new = kind.describe(before), kind.describe(after)
        fields = [field for field in old if old[field] != new[field]]
        event = context.event(
            ORGANIZATION, actor, action, {f: old[f] for f in ("id", *fields)}, {f: new[f] for f in ("id", *fields)}
        )
        with conditional_write():
            stored = await kind.store.replace(before, after, event)
        await record_change(context, kind.store, event)
        return stored

    return await retry_on_conflict(f"the {kind.what}", attempt)


async def remove_entry(
    context: GroupContext, kind: CatalogueKind[C], actor: str, action: Action, entry_id: str, check: Precondition
) -> None:
    """Remove an entry. Raises NotFound, PreconditionFailed, Conflict."""

    async def attempt() -> None:
        item = await read_entry(kind, entry_id)
        check(item.etag)
        event = context.event(ORGANIZATION, actor, action, kind.describe(item), {})
        with conditional_write():
            await kind.store.delete(item, event)
        await record_change(context, kind.store, event)

    await retry_on_conflict(f"the {kind.what}", attempt)


Page = tuple[list[C], str | None]


def slice_entries(entries: Iterable[C], limit: int, after: str | None) -> Page[C]:
    """Returns up to `limit` entries by name after the given position, and the position to continue from."""
    position = tuple(json.loads(after)) if after else ("", "")
    left = sorted((item for item in entries if (item.normalised, item.id) > position), key=lambda e: (e.normalised, e.id))
    shown = left[:limit]
    return shown, json.dumps([shown[-1].normalised, shown[-1].id]) if len(left) > limit else None


async def pages_without(
    page: Callable[[str | None], Awaitable[Page[C]]], admits: Callable[[C], bool], limit: int, after: str | None
) -> Page[C]:
    """Returns about `limit` entries that `admits` accepts, and the position to continue from. Whole pages of the store are
    taken, so that its position stays valid."""
    found: list[C] = []
    for _ in range(_PAGES_READ):
        entries, after = await page(after)
        found += filter(admits, entries)
        if after is None or found:
            break
    return found, after
