"""Choices of columns that files with the same titles get: found, remembered, listed and forgotten."""

from dataclasses import replace

from shared.concurrency import conditional_write, retry_on_conflict
from shared.domain.audit import ORGANIZATION, Action, AuditEvent
from shared.domain.column_choices.choice import ColumnChoice
from shared.domain.column_choices.question import candidate_rows
from shared.domain.column_choices.remembered import RememberedChoice
from shared.domain.column_choices.sample import HeaderSample
from shared.domain.column_choices.titles import FINGERPRINT
from shared.domain.ids import reverse_time_id
from shared.errors import NotFound, StorageUnavailable
from shared.services.audit.record_change import record_change
from shared.services.context import GroupContext, ImportContext


async def find_remembered(context: ImportContext, sample: HeaderSample, region: str) -> ColumnChoice | None:
    """The choice for the first row that may be a header and whose titles were chosen for before, or None."""
    rows = candidate_rows(sample, region)
    if not rows:
        return None
    known = await context.column_choices.get_many(list(dict.fromkeys(row.fingerprint for row in rows)))
    found = next((known[row.fingerprint] for row in rows if row.fingerprint in known), None)
    return replace(found.choice, is_remembered=True) if found else None


async def remember(context: ImportContext, remembered: RememberedChoice) -> None:
    """Store a choice in place of an earlier one for the same titles. The same one again changes nothing."""

    async def attempt() -> AuditEvent | None:
        before = await context.column_choices.get(remembered.id)
        if before is not None and replace(before, etag="") == remembered:
            return None
        event = _event(context, remembered, before)
        with conditional_write():
            await context.column_choices.put(before, remembered, event)
        return event

    event = await retry_on_conflict("the remembered columns", attempt)
    if event is not None:
        await _record(context, event)


async def list_remembered(
    context: GroupContext, limit: int, after: str | None
) -> tuple[list[RememberedChoice], str | None]:
    """Returns up to `limit` choices after the given id, and the id to go on from."""
    return await context.column_choices.page(after, limit)


async def forget_remembered(context: GroupContext, actor: str, choice_id: str) -> None:
    """Forget a choice. Uploads that were read by it keep it. Raises NotFound, Conflict."""

    async def attempt() -> None:
        found = await context.column_choices.get(choice_id) if FINGERPRINT.fullmatch(choice_id) else None
        if found is None:
            raise NotFound("Nothing is remembered for such titles.")
        event = context.event(ORGANIZATION, actor, Action.COLUMNS_FORGOTTEN, _describe(found), {})
        with conditional_write():
            await context.column_choices.delete(found, event)
        await record_change(context, context.column_choices, event)

    await retry_on_conflict("the remembered columns", attempt)


def _event(context: ImportContext, remembered: RememberedChoice, before: RememberedChoice | None) -> AuditEvent:
    at = context.now()
    return AuditEvent(
        reverse_time_id(at, context.new_id()),
        ORGANIZATION,
        at,
        remembered.choice.by,
        Action.COLUMNS_CHOSEN,
        _describe(before) if before else {},
        _describe(remembered),
    )


async def _record(context: ImportContext, event: AuditEvent) -> None:
    """The choice is stored, so unavailable storage raises no error: the timer records what stays pending."""
    try:
        await context.audit.put(event)
        await context.column_choices.forget(event)
    except StorageUnavailable:
        return


def _describe(remembered: RememberedChoice) -> dict[str, object]:
    choice = remembered.choice
    return {"id": remembered.id, "kind": str(choice.kind), "columns": choice.by_title}
