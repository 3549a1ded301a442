"""What every HTTP function shares: signatures as the worker wants them, problems, parsing, ETags, paging."""

import inspect
import typing
from typing import Any

import pytest
from azure.functions import FunctionApp, HttpRequest, HttpResponse, get_binding_registry
from pydantic import Field

from functions import blueprints
from functions.http.call import Answer, Call
from functions.http.endpoint import Media, endpoint, http_response
from functions.http.etags import etag_of, precondition
from functions.http.models import Body, Query
from functions.http.parsing import LARGEST_BODY, parse_body, parse_query
from functions.http.problems import problem_answer, status_of
from functions.models.fields import PhoneNumbers
from shared.domain.conflicts import LastAdmin, NameTaken
from shared.errors import (
    FieldError,
    InvalidInput,
    MusterError,
    PreconditionFailed,
    SettingInvalid,
    StorageUnavailable,
    TooLarge,
    Unauthenticated,
)
from tests.unit.functions.calls import call_of


class Sample(Body):
    """A body with a few kinds of fields."""

    a_number: int = Field(ge=1)
    some_text: str | None = Field(None, max_length=5)
    phone_numbers: PhoneNumbers = ""


class SampleQuery(Query):
    """Parameters with a few kinds of fields."""

    limit: int = 5
    deep: bool = False


def test_the_worker_sees_a_function_of_req() -> None:
    """It compares parameters and type hints with the bindings, through functools.wraps if it is let."""
    app = FunctionApp()
    for blueprint in blueprints:
        app.register_functions(blueprint)
    for function in app.get_functions():
        user_function = function.get_user_function()
        if not hasattr(user_function, "endpoint"):
            continue
        assert list(inspect.signature(user_function).parameters) == ["req"]
        assert typing.get_type_hints(user_function) == {"req": HttpRequest, "return": HttpResponse}
        assert inspect.iscoroutinefunction(user_function)


def media_types() -> set[str]:
    """Of all answers that are not JSON of a model."""
    specs = [
        function.get_user_function().endpoint
        for blueprint in blueprints
        for function in _functions_of(blueprint)
        if hasattr(function.get_user_function(), "endpoint")
    ]
    contents = [content for spec in specs for content in spec.answers.values() if isinstance(content, Media)]
    return {content_type for content in contents for content_type in content.content_types}


def _functions_of(blueprint: Any) -> list[Any]:
    app = FunctionApp()
    app.register_functions(blueprint)
    return list(app.get_functions())


@pytest.mark.parametrize("content_type", sorted(media_types() | {"application/json", "application/problem+json"}))
def test_the_content_type_is_sent_as_it_is_said(content_type: str) -> None:
    """The SDK's converter appends a charset to the mimetype of text."""
    response = http_response(Answer(b"x", content_type=content_type), "id")
    datum = get_binding_registry().get("http").encode(response, expected_type=None)
    sent = [value.value for name, value in datum.value["headers"].items() if name.lower() == "content-type"]
    assert sent == [content_type]
    assert not content_type.startswith("text/") or content_type.endswith("; charset=utf-8")


def test_text_is_among_the_content_types() -> None:
    assert {"text/csv; charset=utf-8", "text/html; charset=utf-8"} <= media_types()


def test_a_handler_without_a_rule_cannot_be_registered() -> None:
    async def get_everything(call: Call) -> Any:
        """Nobody said who may."""

    with pytest.raises(KeyError, match="get_everything"):
        endpoint("Everything", {200: None})(get_everything)


def test_the_nearest_listed_class_decides_the_status() -> None:
    assert status_of(NameTaken("x")) == status_of(LastAdmin()) == 409
    assert status_of(SettingInvalid("X", "is bad")) is None
    assert status_of(MusterError("x")) is None


def test_a_problem_has_its_code_its_fields_and_the_headers_of_its_status() -> None:
    error = InvalidInput("Bad.", [FieldError("name", "missing", "Field required.")])
    answer = problem_answer(error, 400)
    assert answer.content_type == "application/problem+json"
    assert answer.content() == (
        b'{"type":"about:blank","title":"Bad Request","status":400,"detail":"Bad.","code":"invalid_input",'
        b'"errors":[{"field":"name","code":"missing","message":"Field required."}]}'
    )
    assert problem_answer(Unauthenticated("x"), 401).headers == {"WWW-Authenticate": "Bearer"}
    assert problem_answer(StorageUnavailable("x", 0.2), 503).headers == {"Retry-After": "1"}


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        (b'{"aNumber": 0}', "aNumber", "out_of_range"),
        (b'{"aNumber": "1"}', "aNumber", "wrong_type"),
        (b"{}", "aNumber", "missing"),
        (b'{"aNumber": 1, "someText": "too long"}', "someText", "too_long"),
        (b'{"aNumber": 1, "a_number": 1}', "a_number", "unknown_field"),
        (b'{"aNumber": 1, "phoneNumbers": [1]}', "phoneNumbers[0]", "wrong_type"),
        (b'{"aNumber": 1, "someText": "\\ud800"}', "", "json_invalid"),
        (b'{"aNumber": 1', "", "json_invalid"),
        (b"\xff", "", "json_invalid"),
        (b"[" * 100_000, "", "json_invalid"),
        (b"[]", "", "wrong_type"),
        (b" ", "", "missing"),
    ],
)
def test_a_bad_body_is_named_by_field_and_code(body: bytes, field: str, code: str) -> None:
    with pytest.raises(InvalidInput) as error:
        parse_body(Sample, body)
    assert (field, code) in {(each.field, each.code) for each in error.value.errors}


def test_a_body_may_be_so_large_and_no_larger() -> None:
    assert parse_body(Sample, b'{"aNumber": 1}' + b" " * 1000) == Sample.model_validate({"aNumber": 1})
    with pytest.raises(TooLarge):
        parse_body(Sample, b" " * (LARGEST_BODY + 1))


def test_queries_are_text_and_nothing_unknown() -> None:
    assert parse_query(SampleQuery, {"limit": "7", "deep": "true"})["query"] == SampleQuery(limit=7, deep=True)
    assert parse_query(None, {}) == {}
    for model, values, field in [(SampleQuery, {"limit": "x"}, "limit"), (None, {"x": "1"}, "x")]:
        with pytest.raises(InvalidInput) as error:
            parse_query(model, values)
        assert error.value.errors[0].field == field


def test_if_match_lets_through_the_version_that_it_names() -> None:
    stored = "W/\"datetime'2026-01-01T00%3A00%3A00.000Z'\""
    tag = etag_of(stored)
    assert tag.startswith('"')
    for header in ("", "*", tag, f"W/{tag}", f'"other", {tag}'):
        precondition(call_of("http://x", if_match=header))(stored)
    for header in ('"other"', "nonsense", tag[:-2] + '"'):
        with pytest.raises(PreconditionFailed):
            precondition(call_of("http://x", if_match=header))(stored)
    for header in ("*", tag):
        with pytest.raises(PreconditionFailed):
            precondition(call_of("http://x", if_match=header))("")
    precondition(call_of("http://x"))("")
