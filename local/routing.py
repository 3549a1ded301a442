"""Finds the HTTP function for a request: ASP.NET Core route templates as the Functions host uses them.

The host adds one classic `Route` a function in alphabetical order of function name and takes the first that
matches (https://github.com/Azure/azure-functions-host/issues/9876 and WebScriptHostHttpRoutesManager.cs);
the method is a constraint of the route, so a wrong method is simply no match and ends as 404. Constraints
are those of https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-constraints.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote

Constraint = Callable[[str], bool]

TOKEN = re.compile(
    r"\{(?P<star>\*{0,2})(?P<name>[^{}:=?*]+)(?P<constraints>(?::[^{}=?]+)*)"
    r"(?:=(?P<default>[^{}?]*))?(?P<optional>\?)?\}"
)


class RouteError(ValueError):
    """A route template that the host could not map; the message names the template."""


@dataclass(frozen=True)
class Parameter:
    """One `{name:constraint?}` of a template."""

    name: str
    constraints: tuple[Constraint, ...]
    catch_all: bool
    optional: bool
    default: str | None


@dataclass(frozen=True)
class Segment:
    """What stands between two slashes: a lone parameter, or literals and parameters mixed."""

    expression: re.Pattern[str]
    parameters: tuple[Parameter, ...]

    @property
    def lone(self) -> Parameter | None:
        """The parameter when the segment is nothing else, which alone may be absent or catch the rest."""
        return self.parameters[0] if self.expression.pattern == "(.+)" else None

    def match(self, text: str) -> dict[str, str] | None:
        """Values of this segment's parameters, or None."""
        found = self.expression.fullmatch(text)
        if not found:
            return None
        values = {p.name: value for p, value in zip(self.parameters, found.groups(), strict=True)}
        allowed = all(check(values[p.name]) for p in self.parameters for check in p.constraints)
        return values if allowed else None


@dataclass(frozen=True)
class Route:
    """A function's template and methods, ready to match."""

    function_name: str
    template: str
    methods: frozenset[str]
    segments: tuple[Segment, ...]

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """The route values when the route matches, else None.

        `path` is percent-encoded, as the request had it. No methods in the binding means any method.
        """
        if self.methods and method.upper() not in self.methods:
            return None
        parts = decode_path(path).strip("/").split("/")
        return _match_segments(self.segments, [] if parts == [""] else parts)


def build_routes(functions: Iterable[tuple[str, str, Iterable[str]]], prefix: str) -> list[Route]:
    """Routes in the order in which the host tries them; `functions` are (name, route, methods)."""
    in_order = sorted(functions, key=lambda function: function[0].lower())
    return [parse_route(name, _join(prefix, route), methods) for name, route, methods in in_order]


def parse_route(function_name: str, template: str, methods: Iterable[str]) -> Route:
    """One route. Raises RouteError for an unknown constraint or a catch-all that is not last."""
    segments = tuple(_parse_segment(template, text) for text in template.strip("/").split("/") if text)
    for segment in segments[:-1]:
        if any(parameter.catch_all or parameter.optional for parameter in segment.parameters):
            raise RouteError(f"In '{template}' an optional or catch-all parameter may only come last.")
    return Route(function_name, template, frozenset(method.upper() for method in methods), segments)


def decode_path(path: str) -> str:
    """Percent-decodes as ASP.NET Core does: everything but %2F, which would invent a segment."""
    return "%2F".join(unquote(part) for part in re.split("%2[Ff]", path))


def _join(prefix: str, route: str) -> str:
    return f"{prefix.strip('/')}/{route.lstrip('/')}".strip("/")


def _match_segments(segments: tuple[Segment, ...], parts: list[str]) -> dict[str, str] | None:
    values: dict[str, str] = {}
    for index, segment in enumerate(segments):
        lone = segment.lone
        if lone and lone.catch_all:
            return _match_rest(segment, lone, "/".join(parts[index:]), values)
        if index >= len(parts):
            if not lone or not (lone.optional or lone.default is not None):
                return None
            if lone.default is not None:
                values[lone.name] = lone.default
            continue
        found = segment.match(parts[index])
        if found is None:
            return None
        values |= found
    return values if len(parts) <= len(segments) else None


def _match_rest(segment: Segment, lone: Parameter, rest: str, values: dict[str, str]) -> dict[str, str] | None:
    if not rest:
        # An empty catch-all has no value, which the host leaves out of the parameters altogether.
        return values if lone.default is None else values | {lone.name: lone.default}
    found = segment.match(rest)
    return None if found is None else values | found


def _parse_segment(template: str, text: str) -> Segment:
    expression = ""
    parameters: list[Parameter] = []
    position = 0
    for token in TOKEN.finditer(text):
        expression += re.escape(text[position : token.start()]) + "(.+)"
        parameters.append(_parse_parameter(template, token))
        position = token.end()
    rest = text[position:]
    if "{" in rest or "}" in rest:
        raise RouteError(f"'{template}' has a brace without its partner.")
    # Literal parts match without regard to case in ASP.NET Core.
    return Segment(re.compile(expression + re.escape(rest), re.IGNORECASE | re.DOTALL), tuple(parameters))


def _parse_parameter(template: str, token: re.Match[str]) -> Parameter:
    texts = [text for text in token["constraints"].split(":") if text]
    return Parameter(
        name=token["name"],
        constraints=tuple(_parse_constraint(template, text) for text in texts),
        catch_all=bool(token["star"]),
        optional=bool(token["optional"]),
        default=token["default"],
    )


def _parse_constraint(template: str, text: str) -> Constraint:
    name, _, rest = text.partition("(")
    arguments = rest.removesuffix(")")
    if name in PLAIN_CONSTRAINTS and not rest:
        return PLAIN_CONSTRAINTS[name]
    if name == "regex":
        expression = re.compile(arguments, re.IGNORECASE)
        return lambda value: expression.search(value) is not None
    if name in BOUNDED_CONSTRAINTS and re.fullmatch(r"-?\d+(,\s*-?\d+)?", arguments):
        return BOUNDED_CONSTRAINTS[name](*(int(number) for number in arguments.split(",")))
    raise RouteError(f"'{template}' uses the constraint '{text}', which this host does not know.")


def _integer(bits: int) -> Constraint:
    limit = 1 << (bits - 1)
    return lambda value: bool(re.fullmatch(r"\s*[+-]?[0-9]+\s*", value)) and -limit <= int(value) < limit


def _matching(expression: str) -> Constraint:
    compiled = re.compile(expression, re.IGNORECASE)
    return lambda value: compiled.fullmatch(value) is not None


def _length(low: int, high: int | None = None) -> Constraint:
    return lambda value: low <= len(value) <= (low if high is None else high)


def _number_between(low: int, high: int) -> Constraint:
    is_long = _integer(64)
    return lambda value: is_long(value) and low <= int(value) <= high


# Guid.TryParse takes 32 digits, the same with hyphens, and that in braces or parentheses.
GUID = r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

PLAIN_CONSTRAINTS: dict[str, Constraint] = {
    "alpha": _matching("[a-z]*"),
    "bool": _matching("true|false"),
    "decimal": _matching(r"[+-]?[0-9]*\.?[0-9]+"),
    "double": _matching(r"[+-]?[0-9]*\.?[0-9]+(e[+-]?[0-9]+)?"),
    "float": _matching(r"[+-]?[0-9]*\.?[0-9]+(e[+-]?[0-9]+)?"),
    "guid": _matching(rf"({GUID})|\{{({GUID})\}}|\(({GUID})\)"),
    "int": _integer(32),
    "long": _integer(64),
    "required": lambda value: value != "",
}

BOUNDED_CONSTRAINTS: dict[str, Callable[..., Constraint]] = {
    "length": _length,
    "max": lambda high: _number_between(-(1 << 63), high),
    "maxlength": lambda high: _length(0, high),
    "min": lambda low: _number_between(low, (1 << 63) - 1),
    "minlength": lambda low: _length(low, 1 << 31),
    "range": _number_between,
}
