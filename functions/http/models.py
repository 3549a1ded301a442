"""What the models of bodies, queries and answers have in common."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Body(BaseModel):
    """A request body: camelCase names, nothing unknown, no value turned into another type."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", strict=True, frozen=True)


class Query(BaseModel):
    """Query parameters, which arrive as text: camelCase names, nothing unknown."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class Out(BaseModel):
    """A body of an answer, built by our own code from Python names."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, frozen=True)
