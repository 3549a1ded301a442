"""What the models of bodies, queries and answers have in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema


class Body(BaseModel):
    """A request body: camelCase names, nothing unknown, no value turned into another type."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", strict=True, frozen=True)


class _AbsentForNone(BaseModel):
    """A model that is never null anywhere: a field that is None in Python is absent outside."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The schema in which what may be None may be absent."""
        reference = handler(core_schema)
        schema = handler.resolve_ref_schema(reference)
        required = set(schema.get("required", ()))
        for name, field in schema.get("properties", {}).items():
            types = [kind for kind in field.get("anyOf", ()) if kind != {"type": "null"}]
            if len(types) == len(field.get("anyOf", ())):
                continue
            del field["anyOf"]
            field.pop("default", None)
            field.update(types[0] if len(types) == 1 else {"anyOf": types})
            required.discard(name)
        if "required" in schema:
            schema["required"] = sorted(required)
        return reference


class Query(_AbsentForNone):
    """Query parameters, which arrive as text: camelCase names, nothing unknown."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class Out(_AbsentForNone):
    """A body of an answer, built by our own code from Python names. A field without a value is left out, never null
    (call.Answer)."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, frozen=True)
