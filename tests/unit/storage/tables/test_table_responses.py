"""Answers of the Table service: success by counting, failures as the SDK's errors, errors as the domain's."""

from __future__ import annotations

import pytest
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
    ServiceRequestError,
)
from azure.data.tables import RequestTooLargeError, TableTransactionError

from shared import errors
from shared.storage.errors import domain_error, domain_errors, error_code
from shared.storage.tables.pipeline import Backoff
from shared.storage.tables.responses import Answer, failed_part, rejection, response_error, transaction_error

GOOD = (
    "--changesetresponse_1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    "HTTP/1.1 204 No Content\r\nContent-ID: 0\r\nDataServiceVersion: 3.0;\r\n"
    "Location: http://a/T(PartitionKey='g',RowKey='HTTP%2F1.1%20500')\r\n\r\n\r\n"
)
HEAD = "--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changesetresponse_1\r\n\r\n"
TAIL = "--changesetresponse_1--\r\n--batchresponse_1--\r\n"


def bad(status: str, code: str, index: int) -> str:
    return (
        "--changesetresponse_1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        f"HTTP/1.1 {status}\r\nRetry-After: 3\r\nContent-Type: application/json;odata=minimalmetadata\r\n\r\n"
        f'{{"odata.error":{{"code":"{code}","message":{{"lang":"en-US","value":"{index}:Because.\\nTime:1"}}}}}}'
        "\r\n"
    )


def accepted(*parts: str) -> Answer:
    return Answer(202, "Accepted", {}, (HEAD + "".join(parts) + TAIL).encode())


def answered(status: int, body: str = "", **headers: str) -> Answer:
    return Answer(status, "Reason", {key.replace("_", "-"): value for key, value in headers.items()}, body.encode())


def test_success_is_as_many_good_parts_as_operations() -> None:
    assert failed_part(accepted(GOOD, GOOD), 2) is None


@pytest.mark.parametrize("content", ["", HEAD, HEAD + GOOD, HEAD + GOOD + "--changesetresponse_1\r\n"])
def test_a_short_answer_is_a_failure_worth_another_attempt(content: str) -> None:
    part = failed_part(Answer(202, "Accepted", {}, content.encode()), 2)
    assert part is not None
    assert part.is_busy


def test_the_failed_part_speaks_for_the_transaction() -> None:
    part = failed_part(accepted(bad("409 Conflict", "EntityAlreadyExists", 7)), 100)
    assert part is not None
    assert not part.is_busy
    error = transaction_error(part)
    assert isinstance(error, TableTransactionError)
    assert (error.status_code, error_code(error), error.index) == (409, "EntityAlreadyExists", 7)
    assert error.reason == "Conflict"
    assert error.message == "7:Because.\nTime:1\nErrorCode:EntityAlreadyExists"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("503 Service Unavailable", "ServerBusy"),
        ("500 Internal Server Error", "OperationTimedOut"),
        ("400 Bad Request", "ServerBusy"),
    ],
)
def test_busy_inside_an_accepted_transaction(status: str, code: str) -> None:
    answer = accepted(bad(status, code, 0))
    answer.failed = failed_part(answer, 3)
    assert answer.is_busy
    assert answer.failed is not None
    assert answer.failed.retry_after == 3.0


def test_a_part_that_is_too_large() -> None:
    part = failed_part(accepted(bad("413 Request Entity Too Large", "RequestBodyTooLarge", 0)), 3)
    assert part is not None
    assert isinstance(transaction_error(part), RequestTooLargeError)


@pytest.mark.parametrize(("status", "busy"), [(503, True), (500, True), (429, True), (404, False), (200, False)])
def test_busy_as_a_whole(status: int, busy: bool) -> None:
    assert answered(status).is_busy is busy


XML = '<?xml version="1.0"?><m:error xmlns:m="x"><m:code>{}</m:code><m:message>No.</m:message></m:error>'
ODATA = '{{"odata.error":{{"code":"{}","message":{{"value":"No."}}}}}}'


@pytest.mark.parametrize("body", [ODATA, XML, "\ufeff" + ODATA])
@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (404, "TableNotFound", ResourceNotFoundError),
        (409, "TableAlreadyExists", ResourceExistsError),
        (412, "UpdateConditionNotSatisfied", ResourceModifiedError),
        (403, "AuthenticationFailed", ClientAuthenticationError),
        (400, "InvalidInput", HttpResponseError),
        (413, "RequestBodyTooLarge", RequestTooLargeError),
    ],
)
def test_a_response_that_failed_as_a_whole(body: str, status: int, code: str, kind: type[Exception]) -> None:
    error = response_error(answered(status, body.format(code)))
    assert type(error) is kind
    assert (error.status_code, error_code(error)) == (status, code)


def test_a_code_that_is_only_in_a_header_or_unknown() -> None:
    assert error_code(response_error(answered(503, "<html>", x_ms_error_code="ServerBusy"))) == "ServerBusy"
    assert error_code(response_error(answered(418, ODATA.format("Teapot")))) == "Teapot"
    assert error_code(response_error(answered(502, "not json"))) == ""


@pytest.mark.parametrize(("text", "seconds"), [("7", 7.0), ("", None), ("Wed, 21 Oct 2026 07:28:00 GMT", None)])
def test_retry_after(text: str, seconds: float | None) -> None:
    assert answered(503, Retry_After=text).retry_after == seconds


DOMAIN = [
    (404, "EntityNotFound", errors.NotFound),
    (404, "ResourceNotFound", errors.NotFound),
    (404, "BlobNotFound", errors.NotFound),
    (404, "TableNotFound", errors.StorageUnavailable),
    (404, "ContainerNotFound", errors.StorageUnavailable),
    (409, "EntityAlreadyExists", errors.AlreadyExists),
    (409, "BlobAlreadyExists", errors.AlreadyExists),
    (409, "LeaseAlreadyPresent", errors.Conflict),
    (412, "UpdateConditionNotSatisfied", errors.PreconditionFailed),
    (412, "ConditionNotMet", errors.PreconditionFailed),
    (400, "InvalidInput", errors.InvalidInput),
    (400, "EntityTooLarge", errors.TooLarge),
    (413, "RequestBodyTooLarge", errors.TooLarge),
    (403, "AuthorizationFailure", errors.StorageUnavailable),
    (503, "ServerBusy", errors.StorageUnavailable),
    (400, "OperationTimedOut", errors.StorageUnavailable),
    (507, "", errors.StorageUnavailable),
]


@pytest.mark.parametrize(("status", "code", "kind"), DOMAIN)
def test_domain_errors_go_by_code_then_status(status: int, code: str, kind: type[errors.MusterError]) -> None:
    with pytest.raises(kind) as caught, domain_errors("group 42"):
        raise response_error(answered(status, ODATA.format(code)))
    assert type(caught.value) is kind
    assert "group 42" in caught.value.detail
    assert isinstance(caught.value.__cause__, AzureError)


def test_a_rejection_is_translated_too() -> None:
    assert isinstance(domain_error(rejection("EntityTooLarge", 0, "big"), "x"), errors.TooLarge)


def test_no_answer_and_a_wait() -> None:
    with pytest.raises(errors.StorageUnavailable), domain_errors("x"):
        raise ServiceRequestError("rejected")
    busy = domain_error(response_error(answered(503, "", Retry_After="9")), "x")
    assert isinstance(busy, errors.StorageUnavailable)
    assert busy.retry_after == 9.0


def test_what_is_not_storage_passes() -> None:
    with pytest.raises(KeyError), domain_errors("x"):
        raise KeyError("x")


def test_backoff_doubles_with_jitter_and_obeys_the_service() -> None:
    calm, wild = Backoff(jitter=lambda: 0.0), Backoff(jitter=lambda: 1.0)
    assert [calm.delay(n, None) for n in range(7)] == [0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 4.0]
    assert [wild.delay(n, None) for n in range(7)] == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0]
    assert wild.delay(0, 5.0) == 5.0
    assert wild.delay(9, 5.0) == 8.0
