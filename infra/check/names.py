"""Rules about names: each identifier is declared, each module exists and is given its parameters, nothing is unused."""

from collections.abc import Iterator
from pathlib import Path

from tree_sitter import Node

from infra.check.bicep_file import BicepFile, line, nodes, text

# The functions that our files call; one that is missing here is either misspelt or to be looked up in
# https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions and added.
FUNCTIONS = frozenset(
    {
        "bool",
        "empty",
        "environment",
        "guid",
        "int",
        "listKeys",
        "loadJsonContent",
        "readEnvironmentVariable",
        "resourceGroup",
        "string",
        "subscription",
        "subscriptionResourceId",
        "tenant",
        "union",
        "uniqueString",
    }
)
DECORATORS = frozenset(
    {"allowed", "batchSize", "description", "maxLength", "maxValue", "minLength", "minValue", "secure"}
)

_DECLARATIONS = ("parameter_declaration", "variable_declaration", "resource_declaration", "module_declaration")


def name_problems(files: dict[Path, BicepFile]) -> Iterator[str]:
    """All problems of names, each beginning with its file."""
    for file in files.values():
        for problem in (*_references(file), *_unused(file), *_modules(file, files), *_outputs(file, files)):
            yield f"{file.path.name}: {problem}"


def parameter_file_problems(values: BicepFile, main: BicepFile) -> Iterator[str]:
    """A parameters file names parameters of its template only, and gives every one that has no default."""
    for name in values.parameters.keys() - main.parameters.keys():
        yield f"{values.path.name}: {main.path.name} has no parameter {name}"
    for parameter in main.parameters.values():
        if parameter.default is None and parameter.name not in values.parameters:
            yield f"{values.path.name}: parameter {parameter.name} is not given"


def _references(file: BicepFile) -> Iterator[str]:
    if file.path.suffix == ".bicepparam":
        return
    for node in references(file):
        name = text(node)
        if name not in file.declared and name not in _loop_names(node):
            yield f"line {line(node)}: {name} is not declared"
    for node in nodes(file.root):
        if node.type == "call_expression" and (function := node.child_by_field_name("function")) is not None:
            known = DECORATORS if node.parent is not None and node.parent.type == "decorator" else FUNCTIONS
            if function.type == "identifier" and text(function) not in known:
                yield f"line {line(node)}: {text(function)} is no function that is known here"


def references(file: BicepFile) -> Iterator[Node]:
    """The identifiers that stand for a declaration: no keys, declarations or functions."""
    for node in nodes(file.root):
        if node.type != "identifier" or node.parent is None:
            continue
        parent = node.parent
        is_first = parent.named_children[0] == node
        if is_first and (parent.type in (*_DECLARATIONS, "output_declaration", "object_property")):
            continue
        if parent.type == "call_expression" and parent.child_by_field_name("function") == node:
            continue
        yield node


def _loop_names(node: Node) -> set[str]:
    """The names that the loops around a node bring in."""
    names: set[str] = set()
    at: Node | None = node
    while at is not None:
        if at.type == "for_statement":
            head = at.named_children[0]
            names.update(text(child) for child in (head.named_children or [head]))
        at = at.parent
    return names


def _unused(file: BicepFile) -> Iterator[str]:
    used = {text(node) for node in references(file)}
    for name in (*file.parameters, *file.variables):
        if name not in used and file.path.suffix == ".bicep":
            yield f"{name} is declared and never used"


def _modules(file: BicepFile, files: dict[Path, BicepFile]) -> Iterator[str]:
    for module in file.modules.values():
        target = files.get((file.path.parent / module.path).resolve())
        if target is None:
            yield f"module {module.name}: there is no file {module.path}"
            continue
        for name in sorted(module.given.keys() - target.parameters.keys()):
            yield f"module {module.name}: {module.path} has no parameter {name}"
        for parameter in target.parameters.values():
            if parameter.default is None and parameter.name not in module.given:
                yield f"module {module.name}: parameter {parameter.name} of {module.path} is not given"


def _outputs(file: BicepFile, files: dict[Path, BicepFile]) -> Iterator[str]:
    """Every `module.outputs.name` is an output of that module's file."""
    for node in nodes(file.root):
        parts = text(node).replace("!.", ".").split(".") if node.type == "member_expression" else []
        if len(parts) != 3 or parts[1] != "outputs" or parts[0] not in file.modules:
            continue
        target = files.get((file.path.parent / file.modules[parts[0]].path).resolve())
        if target is not None and parts[2] not in target.outputs:
            yield f"line {line(node)}: {file.modules[parts[0]].path} has no output {parts[2]}"
