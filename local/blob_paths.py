"""Which blobs a blob trigger's path matches, and the values of its {parameters}.

Copies WebJobs' BindingTemplate: `{name}` becomes the greedy `.*`, so a parameter matches across slashes and
may be empty, and the pattern is compared with the whole `container/blob` path
(https://github.com/Azure/azure-webjobs-sdk, Bindings/Path/BindingTemplateToken.cs, BuildCapturePattern);
`{{` and `}}` stand for braces; a path without a blob part takes every blob of the container
(ParameterizedBlobPathSource.cs).
"""

import re
from dataclasses import dataclass

TOKEN = re.compile(r"(?P<escape>\{\{|\}\})|\{(?P<parameter>[^{}]*)\}|(?P<literal>[^{}]+)|(?P<unbalanced>[{}])")
PARAMETER_NAME = re.compile(r"[^\W\d]\w*")


class BlobPathError(ValueError):
    """A blob path that the blob trigger rejects at start."""


@dataclass(frozen=True)
class BlobPathPattern:
    """A trigger path, split once so that matching is one regular expression."""

    path: str
    container: str
    expression: re.Pattern[str] | None

    def match(self, container: str, blob: str) -> dict[str, str] | None:
        """The values of the parameters, or None when the blob is not one that triggers."""
        if container.lower() != self.container.lower():
            return None
        if self.expression is None:
            return {}
        found = self.expression.fullmatch(f"{container}/{blob}")
        return found.groupdict() if found else None


def parse_blob_path(path: str) -> BlobPathPattern:
    """The pattern of a trigger's `path`.

    Raises BlobPathError for a parameter in the container's name, a lone brace or a parameter's odd name.
    """
    container, _, blob = path.partition("/")
    if not container or "{" in container:
        raise BlobPathError(f"'{path}' must begin with the name of a container.")
    if not blob:
        return BlobPathPattern(path, container, None)
    expression = "".join(_token_expression(path, token) for token in TOKEN.finditer(path))
    return BlobPathPattern(path, container, re.compile(expression))


def _token_expression(path: str, token: re.Match[str]) -> str:
    if token["unbalanced"]:
        raise BlobPathError(f"'{path}' has a lone '{token['unbalanced']}' at position {token.start() + 1}.")
    if token["escape"]:
        return re.escape(token["escape"][0])
    if token["literal"]:
        return re.escape(token["literal"])
    name = token["parameter"]
    if not PARAMETER_NAME.fullmatch(name):
        raise BlobPathError(f"'{path}' has the parameter name '{name}', which is not an identifier.")
    return f"(?P<{name}>.*)"
