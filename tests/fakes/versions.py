"""Records under keys, each version with an ETag, as Table Storage keeps them."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, TypeVar, cast

from shared.errors import PreconditionFailed

T = TypeVar("T")
K = TypeVar("K")
_versions = itertools.count(1)


def new_etag() -> str:
    """One that nothing had before."""
    return f'"{next(_versions)}"'


class Versions(Generic[K, T]):
    """Dataclasses with a field `etag`. What is written on a condition that does not hold raises PreconditionFailed."""

    def __init__(self) -> None:
        self.rows: dict[K, T] = {}

    def get(self, key: K) -> T | None:
        return self.rows.get(key)

    def where(self, wanted: Callable[[T], bool]) -> list[T]:
        """Those that are wanted, in the order of their keys."""
        return [self.rows[key] for key in sorted(self.rows, key=repr) if wanted(self.rows[key])]

    def check(self, key: K, etag: str) -> None:
        """Raises unless this is the stored version; "" is that there is none."""
        if getattr(self.rows.get(key), "etag", "") != etag:
            raise PreconditionFailed("It was changed meanwhile.")

    def put(self, key: K, row: T) -> T:
        """Store whatever is there."""
        self.rows[key] = cast(T, replace(cast(Any, row), etag=new_etag()))
        return self.rows[key]

    def write(self, key: K, row: T, etag: str) -> T:
        """Store in place of the version with this ETag."""
        self.check(key, etag)
        return self.put(key, row)

    def delete(self, key: K, etag: str) -> None:
        """Delete the version with this ETag, which is not ""."""
        self.check(key, etag or "none")
        del self.rows[key]


def text_order(text: str) -> bytes:
    """Sort key of text as the service orders it: by UTF-16 code units."""
    return text.encode("utf-16-be", "surrogatepass")


def page_of(items: list[T], position_of: Callable[[T], str], after: str | None, limit: int) -> tuple[list[T], str | None]:
    """Up to `limit` of the sorted items after the position, and the position to go on from, None at the end."""
    left = [item for item in items if after is None or text_order(position_of(item)) > text_order(after)]
    page = left[:limit]
    return page, position_of(page[-1]) if len(left) > limit else None
