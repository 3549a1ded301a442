"""Runs the duties of a timer one by one, so that a duty that fails does not keep the others from running."""

import logging
from collections.abc import Awaitable, Callable, Mapping

logger = logging.getLogger(__name__)


async def run_duties(duties: Mapping[str, Callable[[], Awaitable[object]]]) -> None:
    """Runs every duty in the order given, whether or not one before it failed; a duty is named by what it does.

    Raises ExceptionGroup after the last duty if any failed, so that the platform counts the timer as failed. Each failure
    is logged with the name of its duty. Cancellation, as when the host stops, ends the run at once.
    """
    errors = []
    for name, duty in duties.items():
        try:
            await duty()
        except Exception as error:  # whatever one duty does, the next ones have their turn
            logger.exception("Duty failed: %s", name)
            error.add_note(f"Duty: {name}")
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"{len(errors)} of {len(duties)} duties failed", errors)
