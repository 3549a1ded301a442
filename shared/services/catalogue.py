"""The one way to change an entry of a catalogue: read, check, work out, write if nothing moved, else again; then record."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from shared.domain.audit import ORGANIZATION, Action
from shared.errors import Conflict, NotFound, PreconditionFailed
from shared.services.audit.record_change import record_change
from shared.services.concurrency import Precondition
from shared.services.context import GroupContext
from shared.services.ports.connectors import C, Catalogue

_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class CatalogueKind(Generic[C]):
    """One catalogue: its store, its name in messages, and what audit events tell of an entry."""

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
    """Store a new entry."""
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
    """Apply a pure change as long as the entry's ETag satisfies `check`; one that changes nothing writes nothing. Raises
    NotFound, PreconditionFailed, and what `change` raises."""
    for _ in range(_ROUNDS):
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
        try:
            stored = await kind.store.replace(before, after, event)
        except PreconditionFailed:
            continue
        await record_change(context, kind.store, event)
        return stored
    raise Conflict(f"The {kind.what} keeps being changed by others; try again.")


async def remove_entry(
    context: GroupContext, kind: CatalogueKind[C], actor: str, action: Action, entry_id: str, check: Precondition
) -> None:
    """Take an entry out. Raises NotFound, PreconditionFailed."""
    for _ in range(_ROUNDS):
        item = await read_entry(kind, entry_id)
        check(item.etag)
        event = context.event(ORGANIZATION, actor, action, kind.describe(item), {})
        try:
            await kind.store.delete(item, event)
        except PreconditionFailed:
            continue
        await record_change(context, kind.store, event)
        return
    raise Conflict(f"The {kind.what} keeps being changed by others; try again.")


_SLICE_ROUNDS = 5
"""A page is filled in so many rounds where most entries are left out, and then is short."""


Page = tuple[list[C], str | None]


def slice_entries(entries: Iterable[C], limit: int, after: str | None) -> Page[C]:
    """Up to `limit` entries by name, after the given position, and the position to go on from."""
    position = tuple(json.loads(after)) if after else ("", "")
    left = sorted((item for item in entries if (item.normalised, item.id) > position), key=lambda e: (e.normalised, e.id))
    shown = left[:limit]
    return shown, json.dumps([shown[-1].normalised, shown[-1].id]) if len(left) > limit else None


async def pages_without(
    page: Callable[[str | None], Awaitable[Page[C]]], admits: Callable[[C], bool], limit: int, after: str | None
) -> Page[C]:
    """Up to `limit` of the entries that are admitted; whole pages are taken, so that the store's position holds."""
    found: list[C] = []
    for _ in range(_SLICE_ROUNDS):
        entries, after = await page(after)
        found += filter(admits, entries)
        if after is None or found:
            break
    return found, after
