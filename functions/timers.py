"""The timers: the nightly export, and the sweeper that looks after uploads that stopped moving."""

from azure.functions import Blueprint, TimerRequest

from shared.bootstrap import services
from shared.services.export_groups import begin_export, run_export
from shared.services.sweep_jobs import sweep_jobs

bp = Blueprint()


@bp.timer_trigger(arg_name="timer", schedule="%EXPORT_SCHEDULE%", run_on_startup=False, use_monitor=True)
async def export_nightly(timer: TimerRequest) -> None:
    """Write everything out as CSV."""
    exports = (await services()).exports
    await run_export(exports, await begin_export(exports, "schedule"))


@bp.timer_trigger(arg_name="timer", schedule="0 * * * * *", run_on_startup=False, use_monitor=False)
async def sweep_uploads(timer: TimerRequest) -> None:
    """Wake or fail uploads that have not moved for a while."""
    await sweep_jobs((await services()).imports)
