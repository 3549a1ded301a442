"""A duty of a timer that fails keeps none of the others from running, and the timer fails in the end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import pytest

from shared.errors import StorageUnavailable
from shared.services.duties import run_duties


class Diary:
    """Duties that note that they ran."""

    def __init__(self) -> None:
        self.ran: list[str] = []

    def duty(self, name: str, error: BaseException | None = None) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            self.ran.append(name)
            if error is not None:
                raise error

        return run


async def test_duties_run_in_order() -> None:
    diary = Diary()
    await run_duties({name: diary.duty(name) for name in ("first", "second", "third")})
    assert diary.ran == ["first", "second", "third"]


async def test_the_others_run_and_the_errors_surface(caplog: pytest.LogCaptureFixture) -> None:
    diary = Diary()
    away, broken = StorageUnavailable("Storage is away."), ValueError("broken")
    duties = {
        "remove old uploads": diary.duty("first", away),
        "remove old exports": diary.duty("second", broken),
        "purge deleted groups": diary.duty("third"),
    }
    with caplog.at_level(logging.ERROR), pytest.raises(ExceptionGroup, match="2 of 3 duties failed") as raised:
        await run_duties(duties)

    assert diary.ran == ["first", "second", "third"]
    assert raised.value.exceptions == (away, broken)
    logged = [record.getMessage() for record in caplog.records if record.exc_info]
    assert logged == ["Duty failed: remove old uploads", "Duty failed: remove old exports"]


async def test_cancelling_ends_the_run() -> None:
    diary = Diary()
    with pytest.raises(asyncio.CancelledError):
        await run_duties({"first": diary.duty("first", asyncio.CancelledError()), "second": diary.duty("second")})
    assert diary.ran == ["first"]
