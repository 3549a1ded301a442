"""What the operations of the OpenAPI document share: schemas under public names, problem responses, parameters."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from functions.http.paging import PageQuery
from functions.http.problems import CONTENT_TYPE, Problem

Json = dict[str, Any]
Model = tuple[type[BaseModel], JsonSchemaMode]

_SCHEMA = "#/components/schemas/{model}"
_SUFFIXES = ("Out", "Body")
PUBLIC_NAMES: Mapping[str, str] = {
    "Action": "AuditAction",
    "JobState": "UploadState",
    "Mode": "UploadMode",
    "Outcome": "NumberOutcome",
    "Source": "UploadSource",
}
"""Names of domain classes that say too little outside of their module, or that readers of the API do not know: what they
read as upload is a job inside."""

PROBLEMS: Mapping[int, tuple[str, str]] = {
    400: ("InvalidInput", "The body or a query parameter breaks a rule; `errors` names the fields."),
    401: ("Unauthenticated", "The request has no token, or its token cannot be verified."),
    403: ("Forbidden", "The caller may see the resource, but may not do this."),
    404: ("NotFound", "The resource does not exist, or the caller may not see it."),
    409: ("Conflict", "The request contradicts the current state; `code` says how."),
    412: ("PreconditionFailed", "The resource no longer has the ETag that If-Match names."),
    413: ("TooLarge", "The body is over 1 MiB (some: 4 MiB), or the file is over one answer; ask for parts of it."),
    416: ("RangeNotSatisfiable", "The file ends before the part that Range asks for."),
    429: ("TooManyRequests", "The connector made too many calls; wait as long as Retry-After says."),
    500: ("InternalError", "The service failed; X-Request-ID finds the reason in its log."),
    503: ("ServiceUnavailable", "Storage or the token issuer does not answer; try again later."),
}
"""By status: the name of the response and what it means. Every problem has the same shape and content type."""

REQUEST_ID = {"X-Request-ID": {"$ref": "#/components/headers/RequestId"}}
IF_MATCH = {"$ref": "#/components/parameters/IfMatch"}

_HEADERS: Json = {
    "RequestId": {
        "description": "The id of the request: the one that was sent, or a new one. The log has it too.",
        "schema": {"type": "string"},
    },
    "RetryAfter": {"description": "Seconds to wait before the next try.", "schema": {"type": "integer", "minimum": 1}},
    "Challenge": {
        "description": 'Bearer, with error="invalid_token" when a token was sent (RFC 6750, 3).',
        "schema": {"type": "string"},
    },
}
_HEADERS_OF_STATUS: Mapping[int, Json] = {
    401: {"WWW-Authenticate": {"$ref": "#/components/headers/Challenge"}},
    429: {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}},
    503: {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}},
}
_IF_MATCH: Json = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag that the resource must still have; if it has another one, the answer is 412.",
}


class Schemas:
    """The schemas of these models, each under its public name."""

    def __init__(self, models: Iterable[Model]) -> None:
        wanted: dict[Model, None] = dict.fromkeys([(Problem, "serialization"), (PageQuery, "validation"), *models])
        self._references, document = models_json_schema(
            list(wanted), ref_template=_SCHEMA, schema_generator=_PublicSchemas
        )
        self._definitions: Json = document["$defs"]
        self._paging = list(self._inline_parameters(PageQuery))

    def reference(self, model: type[BaseModel], mode: JsonSchemaMode) -> Json:
        """A reference to the model's schema."""
        return self._references[model, mode]

    def query_parameters(self, query: type[BaseModel]) -> list[Json]:
        """The query parameters that the model reads; those of every list are references."""
        return [
            _parameter_reference(parameter["name"]) if parameter in self._paging else parameter
            for parameter in self._inline_parameters(query)
        ]

    def components(self, queries: Iterable[type[BaseModel]]) -> Json:
        """All components; the models of queries are none, since their fields are parameters."""
        left_out = {_public_name(PageQuery.__name__), *(_public_name(query.__name__) for query in queries)}
        return {
            "schemas": {name: self._definitions[name] for name in sorted(self._definitions) if name not in left_out},
            "responses": {name: self._problem(status) for status, (name, _) in PROBLEMS.items()},
            "parameters": {
                **{_component_name(parameter["name"]): parameter for parameter in self._paging},
                "IfMatch": _IF_MATCH,
            },
            "headers": _HEADERS,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        }

    def _inline_parameters(self, query: type[BaseModel]) -> Iterable[Json]:
        schema = self._definitions[_public_name(query.__name__)]
        for name, field in schema["properties"].items():
            description = {"description": field["description"]} if "description" in field else {}
            yield {
                "name": name,
                "in": "query",
                "required": name in schema.get("required", ()),
                "allowEmptyValue": True,  # parsing.parse_query: it counts as absent
                "schema": {key: value for key, value in field.items() if key != "description"},
                **description,
            }

    def _problem(self, status: int) -> Json:
        return {
            "description": PROBLEMS[status][1],
            "headers": REQUEST_ID | _HEADERS_OF_STATUS.get(status, {}),
            "content": {CONTENT_TYPE: {"schema": self.reference(Problem, "serialization")}},
        }


def problem_reference(status: int) -> Json:
    """A reference to the problem response of this status."""
    return {"$ref": f"#/components/responses/{PROBLEMS[status][0]}"}


class _PublicSchemas(GenerateJsonSchema):
    """Schemas without suffixes in their names, and without titles: pydantic's only repeat names of Python."""

    def normalize_name(self, name: str) -> str:
        return _public_name(super().normalize_name(name))

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def generate_definitions(
        self, inputs: Sequence[tuple[Any, JsonSchemaMode, Any]]
    ) -> tuple[dict[tuple[Any, JsonSchemaMode], Json], dict[Any, Json]]:
        references, definitions = super().generate_definitions(inputs)
        for schema in definitions.values():
            schema.pop("title", None)
        return references, definitions


def _public_name(name: str) -> str:
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return PUBLIC_NAMES.get(name, name)


def _component_name(parameter: str) -> str:
    return parameter[0].upper() + parameter[1:]


def _parameter_reference(parameter: str) -> Json:
    return {"$ref": f"#/components/parameters/{_component_name(parameter)}"}
