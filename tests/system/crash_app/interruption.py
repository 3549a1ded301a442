"""Ends this process, or holds a request up, at the point of the pipeline that a test has chosen.

The choice is `plan.json` in the folder CRASH_FOLDER; without it everything runs as it would, and `steps.log` there
records the writes. Only this app reads either, and only tests start this app.
"""

import asyncio
import json
import os
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tests.system.crash_app.storage_steps import step_of

Send = Callable[..., Awaitable[Any]]

PLAN, FIRED, STEPS, HELD = "plan.json", "fired", "steps.log", "held"
_LOOK_SECONDS = 0.02


class Interruption:
    """Counts the requests of the planned step, and acts at the one that the plan names.

    A plan is {"step", "nth", "when": "before" or "after", "act": "kill" or "hold"}: "after" is when the answer has
    arrived, and a request that is held goes on when the test deletes the file `held`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._plan: dict[str, Any] = {}
        self._read_at = 0
        self._seen: Counter[str] = Counter()

    async def send(self, original: Send, transport: Any, request: Any, **options: Any) -> Any:
        """Stands in for the transport's own send."""
        step = step_of(request)
        if step is None:
            return await original(transport, request, **options)
        self._note(request.method, step)
        due = self._is_due(step)
        if due and self._plan["when"] == "before":
            await self._act()
        answer = await original(transport, request, **options)
        if due and self._plan["when"] == "after":
            await self._act()
        return answer

    def _note(self, method: str, step: str) -> None:
        if method not in ("GET", "HEAD"):
            with (self._folder / STEPS).open("a") as file:
                file.write(f"{step}\n")

    def _is_due(self, step: str) -> bool:
        self._refresh()
        self._seen[step] += 1
        return self._plan.get("step") == step and self._seen[step] == self._plan["nth"]

    def _refresh(self) -> None:
        """A new plan counts from where it was laid down."""
        try:
            read_at = (self._folder / PLAN).stat().st_mtime_ns
        except FileNotFoundError:
            self._plan, self._read_at = {}, 0
            return
        if read_at != self._read_at:
            self._plan, self._read_at = json.loads((self._folder / PLAN).read_text()), read_at
            self._seen.clear()

    async def _act(self) -> None:
        (self._folder / FIRED).touch()
        if self._plan["act"] == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        held = self._folder / HELD
        while held.exists():  # noqa: ASYNC110 -- another process deletes it
            await asyncio.sleep(_LOOK_SECONDS)
