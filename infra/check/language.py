"""What the compiler rejects or warns of, and can be seen in the text: types, values of parameters, optional modules."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from infra.check.bicep_file import BicepFile, line, nodes, text

_COMPUTED_INT = re.compile(r"^param (\w+) = int\(", re.MULTILINE)
_READ = re.compile(r"^param (\w+) = (?:\w+\()?readEnvironmentVariable\('(\w+)'(, )?", re.MULTILINE)


def language_problems(files: dict[Path, BicepFile]) -> Iterator[str]:
    """Problems of templates, each beginning with its file."""
    for file in files.values():
        for problem in (*_untyped(file), *_optional_outputs(file)):
            yield f"{file.path.name}: {problem}"
    yield from _versions(files)


def value_problems(values: BicepFile, main: BicepFile) -> Iterator[str]:
    """Values of a parameters file that the compiler rejects, or whose lack it reports without naming the variable."""
    source = values.path.read_text()
    for name in _COMPUTED_INT.findall(source):
        parameter = main.parameters.get(name)
        if parameter is not None and "allowed" in parameter.decorators:
            # https://github.com/Azure/bicep/issues/10098: int() has the type int, @allowed makes a union of literals.
            yield f"{values.path.name}: {name} is int(...), which @allowed rejects (BCP033); make it a string"
    for name, variable, default in _READ.findall(source):
        parameter = main.parameters.get(name)
        if parameter is not None and parameter.default is None and default:
            # With a default the compiler says that a length is wrong (BCP333), without it that AUTH_ISSUER is missing.
            yield f"{values.path.name}: {variable} is required and must have no default here"


def _untyped(file: BicepFile) -> Iterator[str]:
    """`object` and `array` say nothing of what is in them (linter rule use-user-defined-types)."""
    for node in nodes(file.root):
        if node.type == "primitive_type" and text(node) in ("object", "array"):
            yield f"line {line(node)}: {text(node)} says nothing of its parts, as {{ *: string }} or string[] does"


def _optional_outputs(file: BicepFile) -> Iterator[str]:
    """Outputs of a module under a condition are read with `!.` or `.?`, or the compiler warns (BCP318)."""
    for node in nodes(file.root):
        if node.type != "member_expression" or text(node.named_children[-1]) != "outputs":
            continue
        name = text(node.named_children[0])
        if name in file.modules and file.modules[name].conditional and text(node) == f"{name}.outputs":
            yield f"line {line(node)}: {name} has a condition; write {name}!.outputs"


def _versions(files: dict[Path, BicepFile]) -> Iterator[str]:
    """One version of each resource type, sub-resources included: two would be two answers about the same thing."""
    found = defaultdict(set)
    for file in files.values():
        for resource in file.resources.values():
            kind, _, version = resource.kind.partition("@")
            found["/".join(kind.split("/")[:2])].add(version)
    for kind, versions in sorted(found.items()):
        if len(versions) > 1:
            yield f"{kind} is used in the versions {', '.join(sorted(versions))}"
