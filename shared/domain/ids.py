"""Ids that sort newest first. Tables return RowKeys in ascending order only, so a history of such ids is a range scan."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

_MAX_MILLISECONDS = (1 << 48) - 1


def reverse_time_id(at: datetime, seed: str) -> str:
    """A version 8 UUID (RFC 9562, 5.8): 48 bits that count milliseconds backwards, then a hash of `seed`.

    The same time and seed give the same id, so that a second delivery of a blob event finds the job of the first.
    """
    reverse = _MAX_MILLISECONDS - int(at.timestamp() * 1000)
    tail = int.from_bytes(sha256(seed.encode()).digest()[:10], "big")
    value = (reverse << 80) | tail
    value = (value & ~(0xF << 76)) | (0x8 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return str(UUID(int=value))
