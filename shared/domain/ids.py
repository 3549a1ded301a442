"""Ids that sort newest first. Tables return RowKeys in ascending order only, so a history of such ids is a range scan.

An id is a version 8 UUID (RFC 9562, 5.8), 48 bits of which count milliseconds backwards; 34 bits then count backwards
what orders ids of one millisecond; 40 bits are a hash. Ids made before there was an order have hash bits in its place:
they sort by their milliseconds all the same, and hash their seed alike.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

MOST_ORDER = (1 << 34) - 1
_MAX_MILLISECONDS = (1 << 48) - 1
_LOW_BITS = 22
"""Those bits of the order that stand behind the variant; 12 stand before it."""
_HASH_BYTES = 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CLOCKS_APART = timedelta(days=1)


def reverse_time_id(at: datetime, seed: str, order: int | None = None) -> str:
    """The id of this moment and seed. The same arguments give the same id.

    `order` (0 to MOST_ORDER, larger is newer; larger numbers count as MOST_ORDER) decides between ids of one
    millisecond; without it the microseconds of `at` do.
    """
    reverse = _MAX_MILLISECONDS - _milliseconds(at)
    among = MOST_ORDER - min(at.microsecond % 1000 if order is None else order, MOST_ORDER)
    high, low = among >> _LOW_BITS, among & ((1 << _LOW_BITS) - 1)
    return str(UUID(int=(reverse << 80) | (0x8 << 76) | (high << 64) | (0x2 << 62) | (low << 40) | _hash(seed)))


def order_of_arrival(stored_at: datetime, arrived_at: datetime) -> int:
    """The order of things that storage dates by the second: by when they arrived here, which is to the millisecond.

    `arrived_at` may be up to a day before `stored_at`: the two clocks may differ.
    """
    return max((arrived_at - stored_at + _CLOCKS_APART) // timedelta(milliseconds=1), 0)


def moment_prefix(at: datetime) -> str:
    """What all ids of this millisecond begin with, and only they."""
    digits = f"{_MAX_MILLISECONDS - _milliseconds(at):012x}"
    return f"{digits[:8]}-{digits[8:]}-"


def is_of_seed(id_: str, seed: str) -> bool:
    """Whether the id was made with this seed; whatever its moment and order."""
    return UUID(id_).int & ((1 << 8 * _HASH_BYTES) - 1) == _hash(seed)


def _milliseconds(at: datetime) -> int:
    # In whole numbers: a float of a timestamp may fall into the millisecond before, and the microseconds would not fit.
    return (at - _EPOCH) // timedelta(milliseconds=1)


def _hash(seed: str) -> int:
    return int.from_bytes(sha256(seed.encode()).digest()[5 : 5 + _HASH_BYTES], "big")
