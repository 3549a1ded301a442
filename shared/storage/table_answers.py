"""What the Table service answered, turned into the very errors that azure-data-tables raises for it.

The SDK's own decoding is private and costs about 20 microseconds an operation, hence the counting of status
lines on success and this small decoder otherwise; the contract test compares the two on a real Azurite.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.data.tables import RequestTooLargeError, TableErrorCode, TableTransactionError

# azure.data.tables._error._decode_error maps the same codes to the same classes.
_ERROR_TYPES: dict[str, type[HttpResponseError]] = {
    "ConditionNotMet": ResourceModifiedError,
    "UpdateConditionNotSatisfied": ResourceModifiedError,
    "InvalidAuthenticationInfo": ClientAuthenticationError,
    "AuthenticationFailed": ClientAuthenticationError,
    "ResourceNotFound": ResourceNotFoundError,
    "TableNotFound": ResourceNotFoundError,
    "EntityNotFound": ResourceNotFoundError,
    "ResourceAlreadyExists": ResourceExistsError,
    "TableAlreadyExists": ResourceExistsError,
    "AccountAlreadyExists": ResourceExistsError,
    "EntityAlreadyExists": ResourceExistsError,
}

# Codes that ask for the same request again, later (https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes).
_BUSY_CODES = frozenset({"ServerBusy", "OperationTimedOut", "InternalError"})
_BUSY_STATUSES = frozenset({408, 429, 500, 502, 503, 504})

_PART_STATUS = re.compile(rb"^HTTP/1\.1 (\d{3}) ?([^\r\n]*)\r?\n", re.MULTILINE)
_XML_CODE = re.compile(r"<(?:\w+:)?code[^>]*>([^<]*)<", re.IGNORECASE)


@dataclass(slots=True)
class Answer:
    """A whole response, or one part of a batch's, in the shape that HttpResponseError reads."""

    status_code: int
    reason: str | None
    headers: Mapping[str, str]
    content: bytes
    content_type: str | None = field(default="application/json")

    def text(self, encoding: str | None = None) -> str:
        """The body; the service writes UTF-8, sometimes with a byte order mark."""
        return self.content.decode(encoding or "utf-8-sig", "replace")

    @property
    def is_busy(self) -> bool:
        """Whether the service asks to be asked again later."""
        return self.status_code in _BUSY_STATUSES

    @property
    def retry_after(self) -> float | None:
        """Seconds that the service asks to wait (the date form of Retry-After is not used by storage)."""
        text = self.headers.get("Retry-After", "")
        return float(text) if text.isdigit() else None


def failed_part(answer: Answer, operations: int) -> Answer | None:
    """The part of a 202 that failed, or None when every operation succeeded.

    A transaction is all or nothing, so one failed part stands for all. An answer that ends early is failed too.
    """
    content = answer.content
    if content.count(b"HTTP/1.1 2") == operations == content.count(b"HTTP/1.1 "):
        return None
    for status in _PART_STATUS.finditer(content):
        if not status.group(1).startswith(b"2"):
            return _part(status, content)
    return Answer(502, "the answer to the transaction is incomplete", answer.headers, b"")


def part_is_busy(part: Answer) -> bool:
    """Whether a failed part says that the partition is busy, and nothing was written."""
    return part.is_busy or _error_code(part) in _BUSY_CODES


def transaction_error(part: Answer) -> TableTransactionError:
    """What submit_transaction raises for this failed part; `index` comes from the message, as the SDK does it."""
    kind = RequestTooLargeError if part.status_code == 413 else TableTransactionError
    error = _error(part, kind)
    assert isinstance(error, TableTransactionError)  # noqa: S101 -- tells the type checker what kind says
    return error


def response_error(answer: Answer) -> HttpResponseError:
    """What the SDK raises for a response that failed as a whole."""
    if answer.status_code == 413:
        return _error(answer, RequestTooLargeError)
    return _error(answer, _ERROR_TYPES.get(_error_code(answer) or "", HttpResponseError))


def refusal(code: str, index: int, why: str) -> TableTransactionError:
    """A transaction that is not sent because the service would refuse it: the same class, code and index."""
    kind = RequestTooLargeError if code == "RequestBodyTooLarge" else TableTransactionError
    error = kind(message=f"{index}:{why}\nErrorCode:{code}")
    error.status_code = 413 if kind is RequestTooLargeError else 400
    error.error_code = _as_enum(code)  # type: ignore[assignment]
    return error


def _part(status: re.Match[bytes], content: bytes) -> Answer:
    head, _, rest = content[status.end() :].partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode("latin-1").splitlines() if ": " in line)
    body = rest.split(b"\r\n--", 1)[0]
    return Answer(int(status.group(1)), status.group(2).decode("latin-1"), headers, body)


def _error(answer: Answer, kind: type[HttpResponseError]) -> HttpResponseError:
    code = _error_code(answer)
    error = kind(message=f"{_error_message(answer)}\nErrorCode:{code}", response=answer)
    error.error_code = _as_enum(code)  # type: ignore[attr-defined]
    error.additional_info = {}  # type: ignore[attr-defined]
    return error


def _as_enum(code: str | None) -> TableErrorCode | str | None:
    try:
        return TableErrorCode(code)
    except ValueError:
        return code


def _error_code(answer: Answer) -> str | None:
    code = _odata_error(answer).get("code")
    if isinstance(code, str):
        return code
    in_xml = _XML_CODE.search(answer.text())
    return in_xml.group(1) if in_xml else answer.headers.get("x-ms-error-code")


def _error_message(answer: Answer) -> str:
    message = _odata_error(answer).get("message")
    if isinstance(message, dict):
        return str(message.get("value"))
    return f"Operation returned an invalid status '{answer.reason}'"


def _odata_error(answer: Answer) -> dict[str, object]:
    try:
        document = json.loads(answer.text())
    except ValueError:
        return {}
    error = document.get("odata.error") if isinstance(document, dict) else None
    return error if isinstance(error, dict) else {}
