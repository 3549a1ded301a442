"""Parses bodies and query parameters into their models; all errors of one request are one InvalidInput."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from shared.errors import FieldError, InvalidInput, TooLarge

LARGEST_BODY = 1 << 20
"""Bytes. A thousand phone numbers, the most that one request may hold, take about 20 KiB."""

_MOST_ERRORS = 100

# Pydantic's types of error (https://docs.pydantic.dev/latest/errors/validation_errors/) under codes of our own, so that
# a new version of it changes none of them.
_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "json_invalid": "json_invalid",
    "enum": "not_allowed",
    "literal_error": "not_allowed",
    "string_too_long": "too_long",
    "string_too_short": "too_short",
    "too_long": "too_long",
    "too_short": "too_short",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
}


# Where a field may be of several types, pydantic names in the path the one that it tried, which is no field.
_UNION_MEMBER = re.compile(r"(constrained-)?str|(function|list)(-after)?\[.*\]")


class FieldRuleError(ValueError):
    """Raised by a model's own validator: a code of ours and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def parse_content(content: bytes, largest: int) -> bytes:
    """The body as it is. Raises InvalidInput for none, or TooLarge over so many bytes."""
    _check_size(content, largest)
    if not content:
        raise InvalidInput("The request needs a body.", [FieldError("", "missing", "The body is empty.")])
    return content


def _check_size(content: bytes, largest: int) -> None:
    if len(content) > largest:
        raise TooLarge(f"The body is larger than {largest} bytes.")


def parse_body(model: type[BaseModel], content: bytes, largest: int = LARGEST_BODY) -> BaseModel:
    """The body as its model. Raises InvalidInput, or TooLarge over so many bytes."""
    _check_size(content, largest)
    if not content.strip():
        raise InvalidInput("The request needs a JSON body.", [FieldError("", "missing", "The body is empty.")])
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        raise _invalid("body", error) from None


def parse_query(model: type[BaseModel] | None, values: Mapping[str, str]) -> dict[str, BaseModel]:
    """The argument `query` as its model, or none for an operation that takes no parameters. Raises InvalidInput.

    A parameter without a value counts as absent: the Functions host leaves it out (docs/http-api.md), others may not.
    """
    values = {name: value for name, value in values.items() if value}
    try:
        if model is None:
            _NoQuery.model_validate(values)
            return {}
        return {"query": model.model_validate(values)}
    except ValidationError as error:
        raise _invalid("query", error) from None


def _invalid(what: str, error: ValidationError) -> InvalidInput:
    errors = list(dict.fromkeys(_field_error(dict(each)) for each in error.errors(include_url=False)))[:_MOST_ERRORS]
    return InvalidInput(f"The {what} is not valid: {len(errors)} error(s); see errors.", errors)


def _field_error(error: Mapping[str, Any]) -> FieldError:
    own = error.get("ctx", {}).get("error")
    if isinstance(own, FieldRuleError):
        return FieldError(_path(error["loc"]), own.code, str(own))
    kind = error["type"]
    code = _CODES.get(kind) or ("wrong_type" if kind.endswith(("_type", "_parsing")) else "invalid")
    return FieldError(_path(error["loc"]), code, f"{error['msg']}.")


def _path(parts: tuple[int | str, ...]) -> str:
    path = ""
    for part in parts:
        if isinstance(part, str) and _UNION_MEMBER.fullmatch(part):
            continue
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


class _NoQuery(BaseModel, extra="forbid"):
    """No parameter at all."""
