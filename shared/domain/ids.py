"""Ids that sort newest first, so that history is a range scan (RowKeys sort ascending and cannot be reversed)."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

_MAX_MILLISECONDS = (1 << 48) - 1


def reverse_time_id(at: datetime, seed: str) -> str:
    """A version 8 UUID (RFC 9562, 5.8) whose first 48 bits count milliseconds backwards and whose rest hashes `seed`.

    The same moment and seed give the same id: the second delivery of one blob event finds the first one's job.
    """
    reverse = _MAX_MILLISECONDS - int(at.timestamp() * 1000)
    tail = int.from_bytes(sha256(seed.encode()).digest()[:10], "big")
    value = (reverse << 80) | tail
    value = (value & ~(0xF << 76)) | (0x8 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return str(UUID(int=value))
