"""The real function app, with chunks, transactions and blocks so small that a few hundred rows need many of each, and
with the transport of the Azure SDK wrapped so that a test can end the process at any request (interruption.py)."""

import importlib.util
import os
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from azure.core.pipeline.transport import AioHttpTransport

import shared.services.uploads.apply.connector_events
import shared.services.uploads.apply.step_writer
import shared.services.uploads.recover_stalled_uploads
import shared.services.uploads.start_late_uploads
import shared.services.uploads.validate.validate_upload
import shared.storage.members.member_index
from shared.domain.uploads.chunks import GroupSlice, WantedGroup, split_into_chunks
from tests.system.crash_app.interruption import Interruption

FOLDER = Path(os.environ["CRASH_FOLDER"])
ROOT = Path(__file__).resolve().parents[3]
_LOOK_SECONDS = 0.01


def set_existing(module: Any, name: str, value: Any) -> None:
    """Change what is there; a name that has gone must not pass unnoticed."""
    getattr(module, name)
    setattr(module, name, value)


def load_real_app() -> Any:
    """The app of function_app.py at the root, whose module name this one has taken."""
    spec = importlib.util.spec_from_file_location("real_function_app", ROOT / "function_app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.app


def interrupt(folder: Path) -> None:
    """Let every request of the SDK pass through the interruption."""
    interruption, original = Interruption(folder), AioHttpTransport.send

    @wraps(original)
    async def send(self: AioHttpTransport, request: Any, **options: Any) -> Any:
        return await interruption.send(original, self, request, **options)

    AioHttpTransport.send = send


def wait_for(path: str) -> None:
    """Stand by, loaded, until the test says go: a host that follows on a killed one is then there at once."""
    while path and not Path(path).exists():
        time.sleep(_LOOK_SECONDS)


def split(groups: Iterable[WantedGroup], size: int) -> Iterator[list[GroupSlice]]:
    """Chunks of 80 rows, unless the test needs a large file in quickly."""
    return split_into_chunks(groups, size if (FOLDER / "large-chunks").exists() else 80)


set_existing(shared.services.uploads.validate.validate_upload, "split_into_chunks", split)
set_existing(shared.services.uploads.validate.validate_upload, "_CHUNKS_AT_ONCE", 2)
set_existing(shared.storage.members.member_index, "BUCKETS", 4)
set_existing(shared.services.uploads.apply.step_writer, "_ENTITIES", 25)
set_existing(shared.services.uploads.apply.connector_events, "_LINKS_AT_ONCE", 2)
if "CRASH_STALLED_SECONDS" in os.environ:
    stalled = timedelta(seconds=float(os.environ["CRASH_STALLED_SECONDS"]))
    set_existing(shared.services.uploads.recover_stalled_uploads, "STALLED_AFTER", stalled)
    set_existing(shared.services.uploads.recover_stalled_uploads, "MAX_RECOVERIES", 1000)
if "CRASH_LATE_SECONDS" in os.environ:
    late = timedelta(seconds=float(os.environ["CRASH_LATE_SECONDS"]))
    set_existing(shared.services.uploads.start_late_uploads, "LATE_AFTER", late)
interrupt(FOLDER)
app = load_real_app()
wait_for(os.environ.get("CRASH_STANDBY", ""))
