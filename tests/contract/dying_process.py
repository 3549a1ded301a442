"""One process that runs use cases over any stores and may die after any of its writes; it records which member each step of
an upload wrote, so that nothing is written twice unseen."""

import inspect
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, cast

from shared.domain.uploads.progress import StepKey
from shared.services.context import GroupContext, ImportContext
from tests.fakes.faults import WRITES, ProcessDied


@dataclass
class Written:
    """Numbers by group and step; `twice` are those that one step wrote more than once."""

    by_step: dict[tuple[str, StepKey], set[str]] = field(default_factory=lambda: defaultdict(set))
    twice: list[tuple[StepKey, str]] = field(default_factory=list)

    def note(self, group_id: str, changes: Any, step: StepKey) -> None:
        """One transaction was written."""
        known = self.by_step[group_id, step]
        self.twice += [(step, change.phone_number) for change in changes if change.phone_number in known]
        known.update(change.phone_number for change in changes)


@dataclass
class DyingProcess:
    """Dies after so many writes, never where `writes_left` is None. `on_chunk` hears of each blob that fires a step."""

    writes_left: int | None
    written: Written
    on_chunk: Callable[[str], None]
    is_dead: bool = False

    def imports(self, context: ImportContext) -> ImportContext:
        """The context whose stores die with the process."""
        stores = {name: cast(Any, _Store(self, getattr(context, name), methods)) for name, methods in WRITES.items()}
        return replace(context, **stores)

    def groups(self, context: GroupContext) -> GroupContext:
        """The same for requests."""
        stores = {
            name: cast(Any, _Store(self, getattr(context, name), (*WRITES[name], "commit", "put")))
            for name in ("members", "member_index", "audit")
        }
        return replace(context, **stores)

    def count_write(self) -> None:
        """One write is done; the process may die of it."""
        if self.writes_left is None:
            return
        self.writes_left -= 1
        if self.writes_left <= 0:
            self.is_dead = True
            raise ProcessDied


class _Store:
    """A store as a process has it: nothing happens in it after the process died."""

    def __init__(self, process: DyingProcess, store: object, writes: tuple[str, ...]) -> None:
        self._process, self._store, self._writes = process, store, writes

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)
        if not inspect.iscoroutinefunction(method):
            return method

        async def called(*args: Any, **named: Any) -> Any:
            if self._process.is_dead:
                raise ProcessDied
            result = await method(*args, **named)
            if name == "write_part" and result is not None:
                self._process.written.note(args[0], args[1], args[2])
            if name == "put" and str(args[0]).partition("/")[2].startswith(("chunk-", "undo-", "validate")):
                self._process.on_chunk(args[0])
            if name in self._writes:
                self._process.count_write()
            return result

        return called
