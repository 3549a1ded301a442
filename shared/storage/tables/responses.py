"""Responses of the Table service, and the errors that azure-data-tables raises for them.

The SDK's own decoding is private and costs about 20 microseconds an operation, hence the counting of status
lines on success and this small decoder otherwise; the contract test compares the two on a real Azurite.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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

# These ask for the same request again, later
# (https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes).
_BUSY_CODES = frozenset({"ServerBusy", "OperationTimedOut", "InternalError"})
_BUSY_STATUSES = frozenset({408, 429, 500, 502, 503, 504})

_PART_STATUS = re.compile(rb"^HTTP/1\.1 (\d{3}) ?([^\r\n]*)(?=\r\n)", re.MULTILINE)
_PART_ETAG = re.compile(rb"^etag: ([^\r\n]+)", re.MULTILINE | re.IGNORECASE)
_XML_CODE = re.compile(r"<(?:\w+:)?code[^>]*>([^<]*)<", re.IGNORECASE)


@dataclass(slots=True)
class Answer:
    """A whole response, or one part of a transaction's, in the shape that HttpResponseError reads.

    `failed` is the failed part of a transaction whose response has status 202.
    """

    status_code: int
    reason: str | None
    headers: Mapping[str, str]
    content: bytes
    failed: Answer | None = None
    request: Any = None

    def text(self, encoding: str | None = None) -> str:
        """The body; the service writes UTF-8, sometimes with a byte order mark."""
        return self.content.decode(encoding or "utf-8-sig", "replace")

    @property
    def is_busy(self) -> bool:
        """Whether the service did nothing and asks to be asked again later."""
        if self.failed:
            return self.failed.is_busy
        return self.status_code in _BUSY_STATUSES or self.error_code in _BUSY_CODES

    @property
    def retry_after(self) -> float | None:
        """Seconds that the service asks to wait (storage does not use the date form of Retry-After)."""
        text = self.headers.get("Retry-After", "")
        return float(text) if text.isdigit() else None

    @property
    def error_code(self) -> str | None:
        """The service's name for what went wrong, such as EntityAlreadyExists."""
        if self.status_code < 400:
            return None
        code = _odata_error(self).get("code")
        if isinstance(code, str):
            return code
        in_xml = _XML_CODE.search(self.text())
        return in_xml.group(1) if in_xml else self.headers.get("x-ms-error-code")

    @property
    def error_message(self) -> str:
        """The service's sentence about it."""
        message = _odata_error(self).get("message")
        if isinstance(message, dict):
            return str(message.get("value"))
        return f"Operation returned an invalid status '{self.reason}'"


def failed_part(answer: Answer, operations: int) -> Answer | None:
    """The part of a 202 that failed, or None when every operation succeeded.

    A transaction is all or nothing, so one failed part stands for all. An answer that ends early has failed:
    nobody knows what happened.
    """
    content = answer.content
    if content.count(b"HTTP/1.1 2") == operations == content.count(b"HTTP/1.1 "):
        return None
    for status in _PART_STATUS.finditer(content):
        if not status.group(1).startswith(b"2"):
            return _part(status, content)
    return Answer(502, "the answer to the transaction is incomplete", answer.headers, b"")


def last_etag(answer: Answer) -> str:
    """The ETag of the transaction's last part, "" where it has none (a delete)."""
    content = answer.content
    part = content[content.rfind(b"HTTP/1.1 ") :]
    found = _PART_ETAG.search(part)
    return found.group(1).decode("latin-1") if found else ""


def transaction_error(part: Answer) -> HttpResponseError:
    """What submit_transaction raises for this failed part; `index` comes from the message, as in the SDK."""
    return _error(part, RequestTooLargeError if part.status_code == 413 else TableTransactionError)


def response_error(answer: Answer) -> HttpResponseError:
    """What the SDK raises for a response that failed as a whole."""
    if answer.status_code == 413:
        return _error(answer, RequestTooLargeError)
    return _error(answer, _ERROR_TYPES.get(answer.error_code or "", HttpResponseError))


def rejection(code: str, index: int, why: str) -> TableTransactionError:
    """The error of a transaction that the service would reject, so that it is not sent: the same class, code and index."""
    kind = RequestTooLargeError if code == "RequestBodyTooLarge" else TableTransactionError
    error = kind(message=f"{index}:{why}\nErrorCode:{code}")
    error.status_code = 413 if kind is RequestTooLargeError else 400
    error.error_code = _as_enum(code)  # type: ignore[attr-defined]
    return error


def _part(status: re.Match[bytes], content: bytes) -> Answer:
    head, _, rest = content[status.end() :].partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode("latin-1").splitlines() if ": " in line)
    body = rest.split(b"\r\n--", 1)[0]
    return Answer(int(status.group(1)), status.group(2).decode("latin-1"), headers, body)


def _error(answer: Answer, kind: type[HttpResponseError]) -> HttpResponseError:
    code = answer.error_code
    error = kind(message=f"{answer.error_message}\nErrorCode:{code}", response=answer)
    error.error_code = _as_enum(code)  # type: ignore[attr-defined]
    error.additional_info = {}  # type: ignore[attr-defined]
    return error


def _as_enum(code: str | None) -> TableErrorCode | str | None:
    try:
        return TableErrorCode(code)
    except ValueError:
        return code


def _odata_error(answer: Answer) -> dict[str, object]:
    try:
        document = json.loads(answer.text())
    except ValueError:
        return {}
    error = document.get("odata.error") if isinstance(document, dict) else None
    return error if isinstance(error, dict) else {}
