# ruff: noqa: N818 -- these are answers to a caller (NotFound, Conflict), named as HTTP and the domain name them
"""The one error family of Muster, without HTTP status: functions/http holds the table from class to answer.

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
    """What was asked for does not exist, or the caller may not know that it does."""

    code = "not_found"


class Conflict(MusterError):
    """The request is well formed but contradicts the present state."""

    code = "conflict"


class AlreadyExists(Conflict):
    """Something of the same key or name is there already."""

    code = "already_exists"


class PreconditionFailed(MusterError):
    """The ETag that the caller or a guard relied on is no longer the current one."""

    code = "precondition_failed"


@dataclass(slots=True, frozen=True)
class FieldError:
    """One refused field of an input; `field` is a path such as "phoneNumbers[2]"."""

    field: str
    code: str
    message: str


class InvalidInput(MusterError):
    """The input breaks a rule; `errors` names each field, and may be empty when the whole is at fault."""

    code = "invalid_input"

    def __init__(self, detail: str = "", errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail or "; ".join(error.message for error in errors))
        self.errors = list(errors)


class Unauthenticated(MusterError):
    """No token, or one that does not verify."""

    code = "unauthenticated"


class Forbidden(MusterError):
    """The caller may see the thing but not do this to it."""

    code = "forbidden"


class TooManyRequests(MusterError):
    """The caller is to slow down; `retry_after` is in seconds, None when unknown."""

    code = "too_many_requests"

    def __init__(self, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class TooLarge(MusterError):
    """The request, a file or an entity is over a limit; the detail names the limit."""

    code = "too_large"


class StorageUnavailable(MusterError):
    """Storage did not answer, or kept answering that it is busy, until the retries were used up."""

    code = "storage_unavailable"

    def __init__(self, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class SettingInvalid(MusterError):
    """A setting is missing or malformed; the sentence names it, because it stops the start."""

    code = "setting_invalid"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"Setting {name} {why}")
        self.name = name
        self.why = why
