"""The endpoint decorator: identity, access, validation and errors around a handler of a few lines.

It stands right above `def` and below `@bp.route`. A handler is

    async def get_member(call: Call, phone: str) -> Answer

Parameters named `body` and `query` are models that the request must satisfy, `content` is a body that is no JSON as
bytes; every other one but `call` is a parameter of the route, and one whose name ends in _id is a UUID. Where the
operation's rule names a group, the route has a group_id, and the handler finds the group in call.group, past all checks.
The handler's name is its operation in the table of shared/domain/access.py, its docstring its description in the OpenAPI
document.
"""

import functools
import inspect
import logging
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from azure.functions import HttpRequest, HttpResponse
from pydantic import BaseModel

from functions.http.call import Answer, Call
from functions.http.identity import token_verifier
from functions.http.parsing import LARGEST_BODY, parse_body, parse_content, parse_query
from functions.http.problems import problem_answer, status_of, unexpected_answer
from shared.bootstrap import Services, services
from shared.domain.access import (
    GROUP_RULES,
    OPERATIONS,
    Caller,
    Rule,
    check_caller,
    check_connector_call,
    check_self,
)
from shared.errors import MusterError, NotFound
from shared.services.access.authorize import GroupAccess, authorize, with_number
from shared.services.access.authorize_connector import authorize_connector
from shared.services.access.identify_connector import identify_connector

logger = logging.getLogger(__name__)

Handler = Callable[..., Awaitable[Answer]]
HttpFunction = Callable[[HttpRequest], Awaitable[HttpResponse]]

_REQUEST_ID = re.compile(r"[A-Za-z0-9._\-]{1,64}")
_GROUP_ID = "group_id"
LONGEST_PATH_VALUE = 255
"""Characters of a value in the path; a subject is the longest of them (OpenID Connect Core 1.0, 2: sub)."""
_NO_RESOURCE = "There is no resource at this URL."
_ON_EVERY_ANSWER = {
    # The portal is of another origin, and the host's CORS exposes nothing (Fetch Standard, 3.3.2): without ETag a page
    # could send no If-Match, and its change would overwrite another's unseen.
    "Access-Control-Expose-Headers": "ETag, Location, Retry-After, Content-Disposition, X-Request-ID",
    "Cache-Control": "no-store",
    # A browser must not take text that others wrote, such as a file of numbers, for a page (Fetch Standard, 3.6).
    "X-Content-Type-Options": "nosniff",
}
_ANONYMOUS = Caller("")


class Media:
    """A success that is no model: the content types that it may have."""

    def __init__(self, *content_types: str) -> None:
        self.content_types = content_types


Content = type[BaseModel] | Media | None
"""What the body of a success is: a model, another media type, or nothing."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What is known of one operation: enough to run it and to document it.

    `answers` maps each status of success to its content; `errors` lists statuses of failure beyond those that follow
    from the rule and the inputs (409, 412, 429); `largest_body` is in bytes; `content` is what a
    body may be that is no JSON.
    """

    name: str
    rule: Rule
    summary: str
    description: str
    answers: Mapping[int, Content]
    errors: Sequence[int]
    body: type[BaseModel] | None
    content: Media | None
    query: type[BaseModel] | None
    path_parameters: Sequence[str]
    names_group: bool
    largest_body: int
    handler: Handler


def endpoint(
        summary: str,
    answers: Mapping[int, Content],
    errors: Sequence[int] = (),
    largest_body: int = LARGEST_BODY,
    content: Media | None = None,
) -> Callable[[Handler], HttpFunction]:
    """Make an HTTP function of a handler. Raises KeyError at import for a handler that the access table lacks."""

    def decorate(handler: Handler) -> HttpFunction:
        spec = _describe(handler, summary, answers, errors, largest_body, content)

        @functools.wraps(handler)
        async def run(req: HttpRequest) -> HttpResponse:
            return await _respond(spec, req)

        # The worker checks a function's signature and type hints against its bindings and follows functools.wraps
        # to the handler (azure-functions-python-worker, functions.py; its issue 1168), so both are said again.
        run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [inspect.Parameter("req", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=HttpRequest)],
            return_annotation=HttpResponse,
        )
        run.__annotations__ = {"req": HttpRequest, "return": HttpResponse}
        run.endpoint = spec  # type: ignore[attr-defined]
        return run

    return decorate


def _describe(
    handler: Handler,
    summary: str,
    answers: Mapping[int, Content],
    errors: Sequence[int],
    largest_body: int,
    content: Media | None,
) -> Endpoint:
    parameters = inspect.signature(handler, eval_str=True).parameters
    models = {name: parameters[name].annotation for name in ("body", "query") if name in parameters}
    return Endpoint(
        name=handler.__name__,
        rule=OPERATIONS[handler.__name__],
        summary=summary,
        description=inspect.getdoc(handler) or "",
        answers=answers,
        errors=errors,
        body=models.get("body"),
        content=content,
        query=models.get("query"),
        path_parameters=[name for name in parameters if name not in ("call", "body", "query", "content")],
        names_group=OPERATIONS[handler.__name__] in GROUP_RULES,
        largest_body=largest_body,
        handler=handler,
    )


async def _respond(spec: Endpoint, req: HttpRequest) -> HttpResponse:
    request_id = _request_id(req)
    try:
        return http_response(await _run(spec, req, request_id), request_id)
    except MusterError as error:
        return http_response(_problem(spec, error, request_id), request_id)
    except Exception:  # the outermost edge: whatever it is, the caller gets the id that finds it in the log
        logger.exception("%s failed; request %s", spec.name, request_id)
        return http_response(unexpected_answer(request_id), request_id)


def _problem(spec: Endpoint, error: MusterError, request_id: str) -> Answer:
    status = status_of(error)
    if status is None:
        logger.error("%s failed; request %s", spec.name, request_id, exc_info=error)
        return unexpected_answer(request_id)
    if status >= 500:
        logger.warning("%s could not be answered: %s; request %s", spec.name, error.detail, request_id)
    return problem_answer(error, status)


def http_response(answer: Answer, request_id: str) -> HttpResponse:
    """The answer as the SDK sends it, with the headers that every answer has."""
    # The SDK would append a second charset to a text/* type (HttpResponseConverter.encode), but not to a header.
    headers = {"Content-Type": answer.content_type, "X-Request-ID": request_id, **_ON_EVERY_ANSWER, **answer.headers}
    return HttpResponse(answer.content(), status_code=answer.status, headers=headers, mimetype=answer.content_type)


async def _run(spec: Endpoint, req: HttpRequest, request_id: str) -> Answer:
    container = await services()
    arguments: dict[str, Any] = {name: _path_value(req, name) for name in spec.path_parameters}
    caller, access = await _admit(spec, req, container, arguments)
    arguments |= parse_query(spec.query, req.params)
    if spec.body is not None:
        arguments["body"] = parse_body(spec.body, req.get_body(), spec.largest_body)
    if spec.content is not None:
        arguments["content"] = parse_content(req.get_body(), spec.largest_body)
    return await spec.handler(Call(req, request_id, container, caller, access), **arguments)


async def _admit(
    spec: Endpoint, req: HttpRequest, container: Services, arguments: Mapping[str, str]
) -> tuple[Caller, GroupAccess | None]:
    """Who is calling and, where the rule names a group, what they are to it. Raises Unauthenticated, Forbidden, NotFound,
    TooManyRequests.

    Access comes before the inputs are looked at: what a caller may not do is not explained to them either.
    """
    if spec.rule is Rule.PUBLIC:
        return _ANONYMOUS, None
    caller = await token_verifier(container.settings.auth).caller(req.headers.get("Authorization"))
    caller = await identify_connector(container.connectors, caller)
    check_caller(spec.rule, caller)
    if spec.rule in GROUP_RULES and caller.connector:
        group_id = _path_value(req, _GROUP_ID)
        return caller, await authorize_connector(container.groups, caller.connector, spec.name, group_id)
    if spec.rule in GROUP_RULES:
        caller, access = await authorize(container.groups, caller, spec.rule, _path_value(req, _GROUP_ID))
        check_self(spec.rule, access.access_level, caller, arguments.get("phone", ""))
        return caller, access
    check_connector_call(spec.name, caller)
    if spec.rule is Rule.SIGNED_IN:
        caller = await with_number(container.groups, caller)
    return caller, None


def _path_value(req: HttpRequest, name: str) -> str:
    value: str = req.route_params[name]
    if not name.endswith("_id"):
        # The host decodes everything in a path but %2F, which would look like another segment.
        value = value.replace("%2F", "/").replace("%2f", "/")
        if len(value) > LONGEST_PATH_VALUE:
            raise NotFound(_NO_RESOURCE)
        return value
    try:
        return str(uuid.UUID(value))
    except ValueError:
        raise NotFound(_NO_RESOURCE) from None


def _request_id(req: HttpRequest) -> str:
    given = req.headers.get("X-Request-ID", "")
    return given if _REQUEST_ID.fullmatch(given) else str(uuid.uuid4())
