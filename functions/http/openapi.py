"""The OpenAPI 3.1 document, made from the functions that are registered and the very models that validate."""

import importlib
import inspect
import re
from collections.abc import Iterable, Mapping

from azure.functions import Blueprint, FunctionApp

from functions.http.components import IF_MATCH, REQUEST_ID, Json, Model, Schemas, problem_reference
from functions.http.endpoint import LONGEST_PATH_VALUE, Content, Endpoint, Media
from functions.http.phrases import PHRASES
from shared.domain.access import Rule
from shared.domain.column_choices.titles import FINGERPRINT
from shared.domain.csv.columns import FileKind
from shared.domain.exports import FILES
from shared.domain.phone import E164

PREFIX = "/api/v1"
"""extensions.http.routePrefix of host.json; a test holds the two together."""

PATH_VALUES: Mapping[str, Json] = {
    "phone": {"pattern": f"^{E164.pattern}$"},
    "subject": {"minLength": 1, "maxLength": LONGEST_PATH_VALUE},
    "kind": {"enum": [str(kind) for kind in FileKind]},
    "file": {"enum": list(FILES)},
    "fingerprint": {"pattern": f"^{FINGERPRINT.pattern}$"},
}
"""What a parameter of a path may be that is no id; any other value is 404."""

_ROUTE_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
# On every operation: unknown query parameters are rejected, anything can fail, storage can be away.
_ALWAYS = (400, 500, 503)
_DESCRIPTION = """\
Groups of a phone-first workforce. Times are RFC 3339 in UTC, ids are UUIDs, phone numbers are E.164. Errors are RFC 9457
problems with a stable `code`. A query parameter without a value counts as absent. Every answer has the header
X-Request-ID. PATCH, PUT and DELETE of a resource that has an ETag honour If-Match."""


def openapi_document(blueprints: Iterable[Blueprint], server: str) -> Json:
    """The document of all HTTP operations in these blueprints; `server` is the absolute URL that paths follow."""
    operations = list(_operations(blueprints))
    schemas = Schemas(model for _, _, spec in operations for model in _models(spec))
    paths: dict[str, Json] = {}
    for route, method, spec in operations:
        path = _ROUTE_PARAMETER.sub(r"{\1}", f"/{route}")
        paths.setdefault(path, {})[method.lower()] = _operation(spec, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Muster", "version": "1", "description": _DESCRIPTION, "license": {"name": "MIT"}},
        "servers": [{"url": server}],
        "security": [{"bearer": []}],
        "tags": _tags(spec for _, _, spec in operations),
        "paths": dict(sorted(paths.items())),
        "components": schemas.components(spec.query for _, _, spec in operations if spec.query is not None),
    }


def _operations(blueprints: Iterable[Blueprint]) -> Iterable[tuple[str, str, Endpoint]]:
    app = FunctionApp()
    for blueprint in blueprints:
        app.register_functions(blueprint)
    for function in app.get_functions():
        spec = getattr(function.get_user_function(), "endpoint", None)
        if spec is not None:
            binding = function.get_trigger()
            if binding is None:
                continue
            trigger = binding.get_dict_repr()
            yield from ((trigger["route"], str(getattr(m, "value", m)), spec) for m in trigger["methods"])


def _tags(specs: Iterable[Endpoint]) -> list[Json]:
    """One tag a module of handlers; the module's docstring describes it."""
    modules = {_tag(spec): spec.handler.__module__ for spec in specs}
    return [
        {"name": tag, "description": inspect.getdoc(importlib.import_module(module)) or ""}
        for tag, module in sorted(modules.items())
    ]


def _tag(spec: Endpoint) -> str:
    return spec.handler.__module__.rpartition(".")[2].replace("_", " ")


def _models(spec: Endpoint) -> Iterable[Model]:
    for model in (spec.body, spec.query):
        if model is not None:
            yield model, "validation"
    for content in spec.answers.values():
        if isinstance(content, type):
            yield content, "serialization"


def _operation(spec: Endpoint, schemas: Schemas) -> Json:
    operation: Json = {
        "operationId": spec.name,
        "summary": spec.summary,
        "description": spec.description,
        "tags": [_tag(spec)],
        "parameters": [
            *map(_path_parameter, _path_names(spec)),
            *(schemas.query_parameters(spec.query) if spec.query is not None else ()),
            *([IF_MATCH] if 412 in spec.errors else ()),
        ],
        "responses": {
            **{str(status): _success(status, spec.answers[status], schemas) for status in spec.answers},
            **{str(status): problem_reference(status) for status in sorted(_failures(spec))},
        },
    }
    if spec.rule is Rule.PUBLIC:
        operation["security"] = []
    if spec.body is not None:
        content = {"application/json": {"schema": schemas.reference(spec.body, "validation")}}
        operation["requestBody"] = {"required": True, "content": content}
    if spec.content is not None:
        # OpenAPI 3.1, 4.8.14.3: content that is not JSON needs no schema.
        content = {content_type: {} for content_type in spec.content.content_types}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _failures(spec: Endpoint) -> set[int]:
    statuses = {*_ALWAYS, *spec.errors}
    if spec.rule is not Rule.PUBLIC:
        statuses |= {401, 403, 429}  # of the latter two some are for connectors only
    if spec.path_parameters or spec.names_group:
        statuses.add(404)
    if spec.body is not None or spec.content is not None:
        statuses.add(413)
    return statuses


def _success(status: int, content: Content, schemas: Schemas) -> Json:
    response: Json = {"description": PHRASES[status], "headers": REQUEST_ID}
    if isinstance(content, Media):
        response["content"] = {
            content_type: {"schema": {"type": "object" if content_type == "application/json" else "string"}}
            for content_type in content.content_types
        }
    elif content is not None:
        response["content"] = {"application/json": {"schema": schemas.reference(content, "serialization")}}
    return response


def _path_names(spec: Endpoint) -> list[str]:
    return ["group_id", *spec.path_parameters] if spec.names_group else list(spec.path_parameters)


def _path_parameter(name: str) -> Json:
    schema = {"format": "uuid"} if name.endswith("_id") else PATH_VALUES[name]
    schema = {"type": "string", **schema}
    return {"name": name, "in": "path", "required": True, "schema": schema}
