"""Translates errors of the Azure SDK to those of the domain, for tables and blobs.

By status and error code, never by message. Errors that no caller can correct (credentials, a missing table, an unknown
status) become StorageUnavailable or stay as they are, and are logged once by the trigger.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from azure.core.exceptions import (
    AzureError,
    HttpResponseError,
    ResourceExistsError,
    ServiceRequestError,
    ServiceResponseError,
)

from shared.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    MusterError,
    NotFound,
    PreconditionFailed,
    StorageUnavailable,
    TooLarge,
)

_BY_CODE: dict[str, type[MusterError]] = {
    "EntityAlreadyExists": AlreadyExists,
    "TableAlreadyExists": AlreadyExists,
    "ResourceAlreadyExists": AlreadyExists,
    "ContainerAlreadyExists": AlreadyExists,
    "BlobAlreadyExists": AlreadyExists,
    # The tables and containers are made by the deployment: without them it is not the caller who is wrong.
    "TableNotFound": StorageUnavailable,
    "ContainerNotFound": StorageUnavailable,
    "TableBeingDeleted": StorageUnavailable,
    "ContainerBeingDeleted": StorageUnavailable,
    "RequestBodyTooLarge": TooLarge,
    "EntityTooLarge": TooLarge,
    "PropertyValueTooLarge": TooLarge,
    "KeyValueTooLarge": TooLarge,
    "TooManyProperties": TooLarge,
    "ServerBusy": StorageUnavailable,
    "OperationTimedOut": StorageUnavailable,
    "InternalError": StorageUnavailable,
}

_BY_STATUS: dict[int, type[MusterError]] = {
    400: InvalidInput,
    401: StorageUnavailable,
    403: StorageUnavailable,
    404: NotFound,
    408: StorageUnavailable,
    409: Conflict,
    412: PreconditionFailed,
    413: TooLarge,
    429: StorageUnavailable,
}


def domain_error(error: AzureError, what: str) -> MusterError:
    """The domain's error for the SDK's; `what` names the thing for the person who reads the detail."""
    if isinstance(error, HttpResponseError):
        code, status = error_code(error), error.status_code or 0
        kind = _BY_CODE.get(code) or _BY_STATUS.get(status, StorageUnavailable)
        if not code and isinstance(error, ResourceExistsError):
            # TableClient.create_entity (12.7.0, aio) raises it without the service's code.
            kind = AlreadyExists
        detail = f"{what}: {code or f'status {status}'}"
    else:
        kind, detail = StorageUnavailable, f"{what}: no answer"
    if kind is StorageUnavailable:
        return StorageUnavailable(detail, _retry_after(error))
    return kind(detail)


def error_code(error: HttpResponseError) -> str:
    """The service's error code, "" when it gave none."""
    code = getattr(error, "error_code", None)
    return str(getattr(code, "value", code) or "")


@contextmanager
def domain_errors(what: str) -> Iterator[None]:
    """Around every call of the SDK: `with domain_errors("group 42"): await reader.row(...)`."""
    try:
        yield
    except (HttpResponseError, ServiceRequestError, ServiceResponseError) as error:
        raise domain_error(error, what) from error


def _retry_after(error: AzureError) -> float | None:
    response = getattr(error, "response", None)
    text = response.headers.get("Retry-After", "") if response is not None else ""
    return float(text) if text.isdigit() else None
