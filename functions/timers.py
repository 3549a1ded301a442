"""The timers: the nightly export, retention, deliveries to connectors, and the recovery of stalled uploads."""

from datetime import timedelta
from functools import partial

from azure.functions import Blueprint, TimerRequest

from shared.bootstrap import services
from shared.services.audit.record_change import replay_group, replay_organization
from shared.services.duties import run_duties
from shared.services.exports.export_groups import export_on_schedule
from shared.services.exports.purge_exports import remove_old_exports
from shared.services.groups.purge_groups import purge_deleted_groups
from shared.services.groups.purge_orphans import purge_orphans
from shared.services.members.repair_members import repair_members
from shared.services.uploads.purge_uploads import remove_old_uploads
from shared.services.uploads.recover_stalled_uploads import recover_stalled_uploads
from shared.services.uploads.start_late_uploads import start_late_uploads
from shared.services.webhooks.run_deliveries import run_deliveries

bp = Blueprint()


@bp.timer_trigger(arg_name="timer", schedule="%EXPORT_SCHEDULE%", run_on_startup=False, use_monitor=True)
async def export_nightly(timer: TimerRequest) -> None:
    """Export every organization group as CSV, repair the member index, and check the member counts."""
    container = await services()
    await run_duties(
        {
            "export groups": partial(export_on_schedule, container.exports),
            "repair the member index and check the counts": partial(repair_members, container.imports),
        }
    )


@bp.timer_trigger(arg_name="timer", schedule="0 30 3 * * *", run_on_startup=False, use_monitor=True)
async def remove_expired(timer: TimerRequest) -> None:
    """Remove uploaded files after UPLOAD_RETENTION_DAYS, exports after EXPORT_RETENTION_DAYS, the history of uploads after
    a year and deleted groups after 30 days; record audit events that a process left pending when it died, and remove the
    members that it left of a group that it did not create any more."""
    container = await services()
    uploads_kept = timedelta(days=container.settings.upload_retention_days)
    exports_kept = timedelta(days=container.settings.export_retention_days)
    await run_duties(
        {
            "remove old uploads": partial(remove_old_uploads, container.imports, uploads_kept),
            "remove old exports": partial(remove_old_exports, container.exports, exports_kept),
            "replay pending events of the organization": partial(replay_organization, container.connectors),
            "purge deleted groups": partial(purge_deleted_groups, container.groups),
            "purge what belongs to no group": partial(purge_orphans, container.groups),
        }
    )


@bp.timer_trigger(arg_name="timer", schedule="0 * * * * *", run_on_startup=False, use_monitor=False)
async def sweep(timer: TimerRequest) -> None:
    """Recover or fail uploads that have not moved for a while, start files whose event was lost, and deliver to connectors
    what was not delivered at once. One timer a minute, because each has instances of its own (docs/operations.md)."""
    container = await services()
    await run_duties(
        {
            "start late uploads": partial(start_late_uploads, container.imports),
            "recover stalled uploads": partial(recover_stalled_uploads, container.imports),
            "deliver to connectors": partial(
                run_deliveries, container.groups.webhooks, replay=partial(replay_group, container.groups)
            ),
        }
    )
