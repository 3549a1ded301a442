"""A stored file that callers get whole or in parts, so that no answer holds more of it than an instance has room for."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of `size` bytes; `read(offset, size)` gives a part of it."""

    size: int
    read: Callable[[int, int], Awaitable[bytes]]
