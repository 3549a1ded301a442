"""Timer triggers: waits for each schedule's next time and runs its function.

As in Azure without WEBSITE_TIME_ZONE, schedules are in UTC. A timer never runs twice at once by itself: the
next occurrence is counted from the end of a run. Missed occurrences are not made up for, so IsPastDue is
always false (https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer).
"""

import asyncio
import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from azure.functions.meta import Datum

from local.indexing import FunctionInfo
from local.invocation import Invoker
from local.listening import pause
from local.ncrontab import Schedule, parse_schedule
from local.settings import resolve_references

logger = logging.getLogger("local.timers")

# asyncio sleeps on the monotonic clock: waking now and then keeps to the wall clock over a laptop's sleep.
LONGEST_SLEEP_SECONDS = 30.0


@dataclass(frozen=True)
class TimerTrigger:
    """One function and when it is due."""

    function: FunctionInfo
    schedule: Schedule

    @classmethod
    def of(cls, function: FunctionInfo) -> "TimerTrigger":
        """Resolves %SETTING% and parses. Raises SettingError or ScheduleError."""
        return cls(function, parse_schedule(resolve_references(str(function.trigger["schedule"]))))


class TimerListener:
    """Runs every timer function of the app when it is due."""

    def __init__(self, functions: Iterable[FunctionInfo], invoker: Invoker) -> None:
        self._triggers = [TimerTrigger.of(f) for f in functions if f.trigger_type == "timerTrigger"]
        self._invoker = invoker

    async def run(self, stop: asyncio.Event) -> None:
        """Waits and runs until the host stops."""
        await asyncio.gather(*(self._run_timer(trigger, stop) for trigger in self._triggers))

    async def run_by_hand(self, function: FunctionInfo, _: str) -> None:
        """Runs the function now; what the request gave as input is not a timer's business."""
        trigger = next(t for t in self._triggers if t.function is function)
        await self._invoke(trigger)

    async def close(self) -> None:
        """Holds nothing."""

    async def _run_timer(self, trigger: TimerTrigger, stop: asyncio.Event) -> None:
        if trigger.function.trigger.get("runOnStartup"):
            await self._invoke(trigger)
        while not await _stopped_before(trigger.schedule.next_after(datetime.now(UTC)), stop):
            await self._invoke(trigger)

    async def _invoke(self, trigger: TimerTrigger) -> None:
        now = datetime.now(UTC)
        timer = {
            "Schedule": {"AdjustForDST": True},
            "ScheduleStatus": {
                "Last": now.isoformat(),
                "Next": trigger.schedule.next_after(now).isoformat(),
                "LastUpdated": now.isoformat(),
            },
            "IsPastDue": False,
        }
        try:
            await self._invoker.run(trigger.function, Datum(type="json", value=json.dumps(timer)))
        except Exception:  # logged by the invoker; a failed run does not end the timer
            logger.debug("The timer %s waits for its next time.", trigger.function.name)


async def _stopped_before(moment: datetime, stop: asyncio.Event) -> bool:
    while (seconds := (moment - datetime.now(UTC)).total_seconds()) > 0:
        if await pause(stop, min(seconds, LONGEST_SLEEP_SECONDS)):
            return True
    return stop.is_set()
