"""The OpenAPI 3.1 document, made from the functions that are registered and the very models that validate."""

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from azure.functions import Blueprint, FunctionApp
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from functions.http.endpoint import Content, Endpoint, Media
from functions.http.problems import CONTENT_TYPE, Problem
from shared.domain.access import Rule

PREFIX = "/api/v1"
"""extensions.http.routePrefix of host.json; a test holds the two together."""

_REFERENCE = "#/components/schemas/{model}"
_ROUTE_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
# On every operation: unknown query parameters are refused, anything can fail, storage can be away.
_ALWAYS = (400, 500, 503)
_REQUEST_ID = {
    "description": "The request's id, as sent or newly made; the log has it too.",
    "schema": {"type": "string"},
}
_DESCRIPTION = """\
Groups of a phone-first workforce. Times are RFC 3339 in UTC, ids UUIDs, phone numbers E.164. Errors are RFC 9457
problems with a stable `code`. Every answer carries X-Request-ID. PATCH, PUT and DELETE of what carries an ETag honour
If-Match."""

Model = tuple[type[BaseModel], JsonSchemaMode]


def openapi_document(blueprints: Iterable[Blueprint], server: str) -> dict[str, Any]:
    """The document of all HTTP operations in these blueprints; `server` is the absolute URL that paths follow."""
    operations = list(_operations(blueprints))
    schemas, definitions = _schemas([spec for _, _, spec in operations])
    paths: dict[str, dict[str, Any]] = {}
    for route, method, spec in operations:
        path = _ROUTE_PARAMETER.sub(r"{\1}", f"/{route}")
        paths.setdefault(path, {})[method.lower()] = _operation(spec, path, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Muster", "version": "1", "description": _DESCRIPTION, "license": {"name": "MIT"}},
        "servers": [{"url": server}],
        "security": [{"bearer": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": definitions,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
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


def _models(spec: Endpoint) -> Iterable[Model]:
    for model in (spec.body, spec.query):
        if model is not None:
            yield model, "validation"
    for content in spec.answers.values():
        if isinstance(content, type):
            yield content, "serialization"


def _schemas(specs: Iterable[Endpoint]) -> tuple[Mapping[Any, dict[str, Any]], dict[str, Any]]:
    models: dict[Model, None] = {(Problem, "serialization"): None}
    models |= {model: None for spec in specs for model in _models(spec)}
    schemas, definitions = models_json_schema(list(models), ref_template=_REFERENCE)
    queries = {spec.query.__name__ for spec in specs if spec.query is not None}
    components = {name: schema for name, schema in definitions.get("$defs", {}).items() if name not in queries}
    return schemas, dict(sorted(components.items()))


def _operation(spec: Endpoint, path: str, schemas: Mapping[Any, dict[str, Any]]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": spec.name,
        "summary": spec.summary,
        "description": spec.description,
        "tags": [path.split("/")[1]],
        "parameters": [*map(_path_parameter, _path_names(spec)), *_query_parameters(spec)],
        "responses": {
            **{str(status): _success(status, spec.answers[status], schemas) for status in spec.answers},
            **{str(status): _failure(status) for status in sorted(_failures(spec))},
        },
    }
    if spec.rule is Rule.PUBLIC:
        operation["security"] = []
    if 412 in spec.errors:
        operation["parameters"].append(_if_match())
    if spec.body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schemas[spec.body, "validation"]}},
        }
    return operation


def _failures(spec: Endpoint) -> set[int]:
    statuses = {*_ALWAYS, *spec.errors}
    if spec.rule is not Rule.PUBLIC:
        statuses |= {401, 403, 429}  # of the latter two some are for connectors only
    if spec.path_parameters or spec.names_group:
        statuses.add(404)
    if spec.body is not None:
        statuses.add(413)
    return statuses


def _success(status: int, content: Content, schemas: Mapping[Any, dict[str, Any]]) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "headers": {"X-Request-ID": _REQUEST_ID},
    }
    if isinstance(content, Media):
        kind = "object" if content.content_type == "application/json" else "string"
        response["content"] = {content.content_type: {"schema": {"type": kind}}}
    elif content is not None:
        response["content"] = {"application/json": {"schema": schemas[content, "serialization"]}}
    return response


def _failure(status: int) -> dict[str, Any]:
    return {
        "description": HTTPStatus(status).phrase,
        "headers": {"X-Request-ID": _REQUEST_ID},
        "content": {CONTENT_TYPE: {"schema": {"$ref": _REFERENCE.format(model=Problem.__name__)}}},
    }


def _path_names(spec: Endpoint) -> list[str]:
    return ["group_id", *spec.path_parameters] if spec.names_group else list(spec.path_parameters)


def _path_parameter(name: str) -> dict[str, Any]:
    schema = {"type": "string", "format": "uuid"} if name.endswith("_id") else {"type": "string"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(spec: Endpoint) -> Iterable[dict[str, Any]]:
    if spec.query is None:
        return
    schema = spec.query.model_json_schema(ref_template=_REFERENCE)
    for name, field in schema.get("properties", {}).items():
        parameter = {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "schema": field,
        }
        if "description" in field:
            parameter["description"] = field.pop("description")
        yield parameter


def _if_match() -> dict[str, Any]:
    return {
        "name": "If-Match",
        "in": "header",
        "required": False,
        "schema": {"type": "string"},
        "description": "An ETag that the resource must still have; otherwise the answer is 412.",
    }
