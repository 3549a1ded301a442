"""Stored documents say their version (`v`) and are read by name, so that a deploy, or the way back from one, finds every
running job: what the version before did not write gets its default, and what a later one added is passed over.

A field keeps its stored name when the code renames it. VERSION goes up when a stored field changes its meaning, and the
reader then looks at `v`; documents without one were written before there were versions.
"""

from collections.abc import Mapping
from dataclasses import Field, fields
from typing import Any, ClassVar, Protocol, TypeVar

VERSION = 1


class Record(Protocol):
    """A dataclass whose fields are JSON as they are: text, numbers, booleans, None, and lists and mappings of them."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


R = TypeVar("R", bound=Record)


def versioned(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with its version in front."""
    return {"v": VERSION, **document}


def to_document(record: Record) -> dict[str, Any]:
    """The record as a JSON object; `versioned` says its version, or the document that holds it does."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def from_document(kind: type[R], document: Mapping[str, Any]) -> R:
    """The record of this kind. Raises TypeError when a field without a default is missing."""
    return kind(**{field.name: document[field.name] for field in fields(kind) if field.name in document})
