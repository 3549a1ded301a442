"""The transactions of a first apply as the sink received them, kept in a file to be sent again: the ceiling's bytes."""

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_LENGTH_BYTES = 4
_WANTED = re.compile(rb" (http://[^/]+/\w+)/(Memberships|MemberGroups)\b")
_PARTITION = re.compile(rb"""PartitionKey(?:":\s?"|=')([^"']+)""")
_CONDITION = re.compile(rb"If-Match: [^\r]+\r\n")
_HEAD = 1000


class Recorder:
    """Appends transactions on memberships to a file; those of jobs and groups are left out."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def keep(self, body: bytes) -> None:
        """Write one body, its length first."""
        if _WANTED.search(body, 0, _HEAD):
            self._file.write(len(body).to_bytes(_LENGTH_BYTES, "big") + body)
            self._file.flush()


class Recording:
    """Bodies in a recorded file, read when they are sent, so that the file may be larger than memory."""

    def __init__(self, path: Path, account_url: str) -> None:
        self._descriptor = os.open(path, os.O_RDONLY)
        self._account_url = account_url.encode()
        self.bodies = self._by_partition(path.stat().st_size)

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)

    def body(self, offset: int, length: int) -> bytes:
        """One body, addressed to this recording's account, without conditions: its ETags were those of another server."""
        content = os.pread(self._descriptor, length, offset)
        found = _WANTED.search(content, 0, _HEAD)
        return _CONDITION.sub(b"", content.replace(found.group(1), self._account_url) if found else content)

    def _by_partition(self, end: int) -> list[list[tuple[int, int]]]:
        """The places of the bodies, one list a partition: within one they are sent in their order, as they were."""
        found: dict[bytes, list[tuple[int, int]]] = defaultdict(list)
        for offset, length in self._spans(end):
            partition = _PARTITION.search(os.pread(self._descriptor, min(length, _HEAD), offset))
            found[partition.group(1) if partition else b""].append((offset, length))
        return list(found.values())

    def _spans(self, end: int) -> Iterator[tuple[int, int]]:
        at = 0
        while at < end:
            length = int.from_bytes(os.pread(self._descriptor, _LENGTH_BYTES, at), "big")
            yield at + _LENGTH_BYTES, length
            at += _LENGTH_BYTES + length
