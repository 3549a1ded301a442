"""What tests of use cases share."""

from typing import Any, cast

import pytest

from shared.concurrency import retry_on_conflict


async def _no_pause(_: float) -> None:
    """Go on at once."""


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Conflicts are retried without the pauses between attempts, which use cases leave at their default."""
    monkeypatch.setitem(cast(Any, retry_on_conflict).__kwdefaults__, "sleep", _no_pause)
