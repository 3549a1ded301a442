"""Positions in lists that are several blobs of JSON lines, one behind the other: "word of the blob:offset in bytes"."""

from collections.abc import Sequence
from typing import TypeVar

from shared.errors import InvalidInput

W = TypeVar("W", bound=str)


def position_in(after: str | None, words: Sequence[W]) -> tuple[W, int]:
    """The word of a blob and the offset in it; the first blob's beginning for None. Raises InvalidInput."""
    if after is None:
        return words[0], 0
    word, _, offset = after.rpartition(":")
    if word not in words or not offset.isdecimal():
        raise InvalidInput("The continuation cannot be read.")
    return words[words.index(word)], int(offset)
