# ruff: noqa: N818 -- responses to a caller (NotFound, Conflict), with the names of HTTP and the domain
"""The errors of Muster, without HTTP status: functions/http has the table from class to status.

Every class has a stable `code` that callers and clients may rely on, and every error a `detail`, a sentence
for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class MusterError(Exception):
    """The root of the family; raised only as one of its subclasses."""

    code: ClassVar[str] = "error"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class NotFound(MusterError):
    """The requested thing does not exist, or the caller may not know that it does."""

    code = "not_found"


class Conflict(MusterError):
    """The request is well formed but conflicts with the present state."""

    code = "conflict"


class AlreadyExists(Conflict):
    """Something with the same key or name exists already."""

    code = "already_exists"


class PreconditionFailed(MusterError):
    """The ETag that the caller or a conditional write relied on is no longer current."""

    code = "precondition_failed"


@dataclass(slots=True, frozen=True)
class FieldError:
    """One rejected field of an input; `field` is a path such as "phoneNumbers[2]"."""

    field: str
    code: str
    message: str


class InvalidInput(MusterError):
    """The input breaks a rule; `errors` names each rejected field, and is empty when the whole input is rejected."""

    code = "invalid_input"

    def __init__(self, detail: str = "", errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail or "; ".join(error.message for error in errors))
        self.errors = list(errors)


class Unauthenticated(MusterError):
    """No token, or an invalid one."""

    code = "unauthenticated"


class Forbidden(MusterError):
    """The caller may see the thing but not do this with it."""

    code = "forbidden"


class TooManyRequests(MusterError):
    """The caller must slow down; `retry_after` is in seconds, None when unknown."""

    code = "too_many_requests"

    def __init__(self, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class TooLarge(MusterError):
    """The request, a file or an entity is over a limit; the detail names the limit."""

    code = "too_large"


class RangeNotSatisfiable(MusterError):
    """The part of a file that is asked for lies behind its end; `size` is the file's length in bytes."""

    code = "range_not_satisfiable"

    def __init__(self, size: int) -> None:
        super().__init__(f"The file has {size} bytes.")
        self.size = size


class StorageUnavailable(MusterError):
    """Storage did not respond, or stayed busy, until all attempts were used up; `retry_after` is in seconds."""

    code = "storage_unavailable"

    def __init__(self, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class SettingInvalid(MusterError):
    """A setting is missing or malformed, so the app does not start; the message names the setting."""

    code = "setting_invalid"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"Setting {name} {why}")
        self.name = name
        self.why = why
