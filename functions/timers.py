"""The timers: the nightly export, and the sweeper that looks after uploads that stopped moving."""

from datetime import timedelta
from functools import partial

from azure.functions import Blueprint, TimerRequest

from shared.bootstrap import services
from shared.services.audit.record_change import replay_group, replay_organization
from shared.services.exports.export_groups import begin_export, run_export
from shared.services.exports.purge_exports import remove_old_exports
from shared.services.groups.purge_groups import purge_deleted_groups
from shared.services.members.repair_member_index import repair_member_index
from shared.services.uploads.purge_uploads import remove_old_uploads
from shared.services.uploads.recover_stalled_uploads import recover_stalled_uploads
from shared.services.webhooks.run_deliveries import run_deliveries

bp = Blueprint()


@bp.timer_trigger(arg_name="timer", schedule="%EXPORT_SCHEDULE%", run_on_startup=False, use_monitor=True)
async def export_nightly(timer: TimerRequest) -> None:
    """Write everything out as CSV, then mend the second copies of memberships."""
    container = await services()
    await run_export(container.exports, await begin_export(container.exports, "schedule"))
    await repair_member_index(container.copies)


@bp.timer_trigger(arg_name="timer", schedule="0 30 3 * * *", run_on_startup=False, use_monitor=True)
async def remove_expired(timer: TimerRequest) -> None:
    """Audit events that dead processes left; then retention: uploaded files after UPLOAD_RETENTION_DAYS, exports after
    EXPORT_RETENTION_DAYS, history after a year, deleted groups after 30 days."""
    container = await services()
    settings = container.settings
    await remove_old_uploads(container.imports, timedelta(days=settings.upload_retention_days))
    await remove_old_exports(container.exports, timedelta(days=settings.export_retention_days))
    catalogues = container.connectors
    stores = (container.groups.identities, catalogues.connectors, catalogues.actions)
    await replay_organization(container.groups, stores)
    await purge_deleted_groups(container.groups)


@bp.timer_trigger(arg_name="timer", schedule="*/30 * * * * *", run_on_startup=False, use_monitor=False)
async def deliver_webhooks(timer: TimerRequest) -> None:
    """Deliver to connectors what was not delivered at once: what failed before, and what a dead process left."""
    container = await services()
    await run_deliveries(container.groups.webhooks, replay=partial(replay_group, container.groups))


@bp.timer_trigger(arg_name="timer", schedule="0 * * * * *", run_on_startup=False, use_monitor=False)
async def sweep_uploads(timer: TimerRequest) -> None:
    """Wake or fail uploads that have not moved for a while."""
    await recover_stalled_uploads((await services()).imports)
