"""Retention of exports: the latest that was completed is never deleted, however old."""

from datetime import timedelta

from shared.domain.exports import Export, ExportState
from shared.services.context import ExportContext

_PAGE = 200
_GIVEN_UP_AFTER = timedelta(days=1)


async def remove_old_exports(context: ExportContext, kept: timedelta) -> None:
    """Remove older exports: their files first, the entry in the history last, so that stopping anywhere does no harm."""
    latest_kept = False
    after: str | None = None
    while exports := await context.exports.page(_PAGE, after):
        after = exports[-1].id
        for export in exports:
            is_latest = export.state is ExportState.COMPLETED and not latest_kept
            latest_kept = latest_kept or is_latest
            if not is_latest and context.now() - export.created_at >= _limit(export, kept):
                await _remove(context, export)


def _limit(export: Export, kept: timedelta) -> timedelta:
    return kept if export.state is ExportState.COMPLETED else max(kept, _GIVEN_UP_AFTER)


async def _remove(context: ExportContext, export: Export) -> None:
    for name in await context.files.names(export.folder):
        await context.files.delete(name)
    await context.exports.delete(export.id)
