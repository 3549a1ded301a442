"""Names of resources are known before the deployment, and modules that only share a name come in the right order.

A preview leaves out a module whose names come from outputs (linter rule what-if-short-circuiting), so main.bicep computes
them. Then nothing but `dependsOn` says that the module that makes a resource comes before one that uses it.
"""

from collections.abc import Iterator
from pathlib import Path

from tree_sitter import Node

from infra.check.bicep_file import BicepFile, Module, Resource, depth_of_objects, key, line, nodes, text

MEANT = "#disable-next-line what-if-short-circuiting"


def preview_problems(main: BicepFile, files: dict[Path, BicepFile]) -> Iterator[str]:
    """Problems of the modules that `main` uses, each beginning with its file."""
    makers: dict[str, str] = {}
    users: list[tuple[str, str]] = []
    for module in main.modules.values():
        target = files.get((main.path.parent / module.path).resolve())
        if target is None:
            continue
        made, used = _named(target, existing=False), _named(target, existing=True)
        for parameter in sorted((made | used) & module.given.keys()):
            value = module.given[parameter]
            if ".outputs." in text(value) and MEANT not in _line_above(value):
                yield (
                    f"{main.path.name}: line {line(value)}: {parameter} names a resource in {module.path}; compute it, "
                    "a preview does not know outputs"
                )
        whole = {text(value) for resource in _deployed(target) for value in _names(resource)}
        makers |= {text(module.given[each]): module.name for each in made & whole & module.given.keys()}
        users += [(text(module.given[each]), module.name) for each in used & module.given.keys()]
    for name, user in users:
        maker = makers.get(name)
        if maker is not None and maker not in _before(main, user):
            yield f"{main.path.name}: module {user} uses {name}, which {maker} makes; add it to dependsOn"


def _deployed(file: BicepFile) -> Iterator[Resource]:
    return (resource for resource in file.resources.values() if not resource.existing)


def _named(file: BicepFile, *, existing: bool) -> set[str]:
    """The parameters that stand in names of the file's resources: those it deploys, or those it expects."""
    found: set[str] = set()
    for resource in file.resources.values():
        if resource.existing == existing:
            found |= {each for value in _names(resource) for each in _identifiers(value)}
    return found & file.parameters.keys()


def _names(resource: Resource) -> Iterator[Node]:
    for node in nodes(resource.node):
        if node.type == "object_property" and key(node) == "name" and depth_of_objects(node, resource.node) == 1:
            yield node.named_children[-1]


def _identifiers(top: Node) -> Iterator[str]:
    yield from (text(node) for node in nodes(top) if node.type == "identifier")


def _line_above(value: Node) -> str:
    before = value.parent.prev_named_sibling if value.parent is not None else None
    return text(before) if before is not None else ""


def _before(main: BicepFile, name: str) -> set[str]:
    """The modules that are deployed before this one: those it mentions, dependsOn included, and theirs."""
    found: set[str] = set()
    waiting: list[Module] = [main.modules[name]]
    while waiting:
        for each in set(_identifiers(waiting.pop().node)) & main.modules.keys() - found - {name}:
            found.add(each)
            waiting.append(main.modules[each])
    return found
