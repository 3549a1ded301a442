"""How many resources a deployment makes, counted in the text: what compiled.py expects of the compiler's snapshot."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tree_sitter import Node

from infra.check.bicep_file import BicepFile, Module, Resource, text
from infra.check.compiled import RESOURCES


def count_problems(main: BicepFile, files: Mapping[Path, BicepFile]) -> Iterator[str]:
    """The numbers in compiled.py are those of the files."""
    for parts, optional in (("without", False), ("with", True)):
        found = resource_count(main, files, optional=optional)
        if found != RESOURCES[parts]:
            yield f"compiled.py: {RESOURCES[parts]} resources {parts} the optional parts, the files have {found}"


def resource_count(
    file: BicepFile, files: Mapping[Path, BicepFile], given: Mapping[str, Node] | None = None, *, optional: bool
) -> int:
    """Resources of a file and its modules; `given` are the parameters that are literal arrays, `optional` counts what
    has a condition."""
    count = 0
    for resource in file.resources.values():
        if not resource.existing and (optional or not _conditional(resource)):
            count += _times(resource, file, given or {})
    for module in file.modules.values():
        target = files.get((file.path.parent / module.path).resolve())
        if target is not None and (optional or not module.conditional):
            count += resource_count(target, files, _arrays(module), optional=optional)
    return count


def _conditional(resource: Resource) -> bool:
    return resource.node.named_children[-1].type == "if_statement"


def _times(resource: Resource, file: BicepFile, given: Mapping[str, Node]) -> int:
    """How often a loop makes the resource: the elements of the array that it walks through."""
    loop = resource.node.named_children[-1]
    if loop.type != "for_statement":
        return 1
    name = text(loop.named_children[1])
    walked = given.get(name) or _variable(file, name)
    if walked is None or walked.type != "array":
        raise ValueError(f"{file.path.name}: the loop of {resource.name} walks through {name}, which is no literal array")
    return len([element for element in walked.named_children if element.type != "comment"])


def _variable(file: BicepFile, name: str) -> Node | None:
    for node in file.root.named_children:
        if node.type == "variable_declaration" and text(node.named_children[0]) == name:
            return node.named_children[-1]
    return None


def _arrays(module: Module) -> dict[str, Node]:
    return {name: value for name, value in module.given.items() if value.type == "array"}
