"""The one table from error class to HTTP answer, and that answer's shape (RFC 9457)."""

import math
from collections.abc import Mapping

from pydantic import Field

from functions.http.call import Answer
from functions.http.models import Out
from functions.http.phrases import PHRASES
from shared import errors

STATUSES: Mapping[type[errors.MusterError], int] = {
    errors.InvalidInput: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.PreconditionFailed: 412,
    errors.TooLarge: 413,
    errors.RangeNotSatisfiable: 416,
    errors.TooManyRequests: 429,
    errors.StorageUnavailable: 503,
}

CONTENT_TYPE = "application/problem+json"


class FieldProblem(Out):
    """A rejected field of the input."""

    field: str = Field(description="The path of the field, such as phoneNumbers[2]; empty for the whole input.")
    code: str
    message: str


class Problem(Out):
    """Why a request failed. `code` is stable; `detail` is for people and may change."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] | None = None


def status_of(error: errors.MusterError) -> int | None:
    """The status of the error's class or its nearest listed base; None for an error that must not reach a caller."""
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), None)


def problem_answer(error: errors.MusterError, status: int) -> Answer:
    """The error as an answer, with the headers that its status calls for."""
    fields = getattr(error, "errors", None)
    problem = Problem(
        title=PHRASES[status],
        status=status,
        detail=error.detail,
        code=error.code,
        errors=[FieldProblem(field=e.field, code=e.code, message=e.message) for e in fields] if fields else None,
    )
    return Answer(problem, status, _headers(error, status), CONTENT_TYPE)


def unexpected_answer(request_id: str) -> Answer:
    """The answer for an unexpected error. It holds only the id that finds the error in the log."""
    detail = f"The service failed unexpectedly. Its log has the reason under request {request_id}."
    problem = Problem(title=PHRASES[500], status=500, detail=detail, code="internal_error")
    return Answer(problem, 500, {}, CONTENT_TYPE)


def _headers(error: errors.MusterError, status: int) -> dict[str, str]:
    headers = {}
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        headers["Retry-After"] = str(max(1, math.ceil(retry_after)))
    if isinstance(error, errors.RangeNotSatisfiable):
        headers["Content-Range"] = f"bytes */{error.size}"
    if status == 401:
        # RFC 6750, 3: no error code where the request had no token at all.
        invalid = getattr(error, "token_was_given", False)
        headers["WWW-Authenticate"] = 'Bearer error="invalid_token"' if invalid else "Bearer"
    return headers
