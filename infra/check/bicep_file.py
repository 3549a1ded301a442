"""One Bicep file as the rules see it: what it declares, what it refers to, and where its syntax is broken.

Parsed by tree-sitter-bicep, whose tree has an ERROR node where the grammar fits nowhere and a missing node where
something was left out; Bicep's own compiler would reject both.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import tree_sitter_bicep
from tree_sitter import Language, Node, Parser

_PARSER = Parser(Language(tree_sitter_bicep.language()))

# In a parameters file `param name = value` has no type, which the grammar of .bicep files asks for.
_UNTYPED_PARAMETER = re.compile(rb"^(param +\w+) *(?==)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; `default` is the text of the expression, None when a value must be given."""

    name: str
    default: str | None
    type: str
    decorators: frozenset[str]


@dataclass(frozen=True, slots=True)
class Module:
    """A use of another file: its path as written, the values of the parameters given, and whether it has a condition."""

    name: str
    path: str
    given: Mapping[str, Node]
    conditional: bool
    node: Node


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource; `kind` is its type with the API version, `existing` that this file does not deploy it."""

    name: str
    kind: str
    existing: bool
    node: Node


@dataclass(slots=True)
class BicepFile:
    """Declarations by name, in the order of the file; `problems` are faults of syntax, each with its line."""

    path: Path
    root: Node
    problems: list[str] = field(default_factory=list)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    outputs: set[str] = field(default_factory=set)

    @property
    def declared(self) -> set[str]:
        """Every name that expressions of the file may use."""
        return {*self.parameters, *self.variables, *self.resources, *self.modules}


def read_bicep(path: Path) -> BicepFile:
    """Parse a .bicep or .bicepparam file. Broken syntax is reported in `problems`, not raised."""
    source = path.read_bytes()
    if path.suffix == ".bicepparam":
        source = _UNTYPED_PARAMETER.sub(rb"\1 string ", source)
    file = BicepFile(path, _PARSER.parse(source).root_node)
    for node in nodes(file.root):
        if node.type == "ERROR" or node.is_missing:
            file.problems.append(f"line {line(node)}: not Bicep: {text(node)[:40]!r}")
    for node in file.root.named_children:
        _declare(file, node)
    return file


def _declare(file: BicepFile, node: Node) -> None:
    children = node.named_children
    if not children or children[0].type != "identifier":
        return
    name = text(children[0])
    if node.type == "parameter_declaration":
        default = text(children[-1]) if len(children) > 2 else None
        file.parameters[name] = Parameter(name, default, text(children[1]), frozenset(_decorators(node)))
    elif node.type == "variable_declaration":
        file.variables[name] = text(children[-1])
    elif node.type == "resource_declaration":
        existing = any(child.type == "existing" for child in node.children)
        file.resources[name] = Resource(name, string_value(children[1]) or "", existing, node)
    elif node.type == "module_declaration":
        conditional = children[-1].type == "if_statement"
        file.modules[name] = Module(name, string_value(children[1]) or "", dict(_given(node)), conditional, node)
    elif node.type == "output_declaration":
        file.outputs.add(name)


def _given(module: Node) -> Iterator[tuple[str, Node]]:
    for node in nodes(module):
        if node.type == "object_property" and key(node) == "params" and depth_of_objects(node, module) == 1:
            yield from ((key(child), child.named_children[-1]) for child in properties(node.named_children[-1]))


def _decorators(declaration: Node) -> Iterator[str]:
    """The names of the decorators, which stand in a node of their own before the declaration."""
    before = declaration.prev_named_sibling
    if before is not None and before.type == "decorators":
        for decorator in before.named_children:
            yield text(decorator).removeprefix("@").partition("(")[0]


def depth_of_objects(node: Node, top: Node) -> int:
    """How many object literals lie between the node and `top`."""
    depth, at = 0, node.parent
    while at is not None and at != top:
        depth += at.type == "object"
        at = at.parent
    return depth


def nodes(top: Node) -> Iterator[Node]:
    """The node and all below it, in the order of the text."""
    yield top
    for child in top.children:
        yield from nodes(child)


def properties(node: Node) -> list[Node]:
    """The properties of an object literal; of anything else none."""
    if node.type != "object":
        return []
    return [child for child in node.named_children if child.type == "object_property"]


def key(node: Node) -> str:
    """The key of an object's property."""
    first = node.named_children[0]
    return text(first) if first.type == "identifier" else (string_value(first) or text(first))


def string_value(node: Node) -> str | None:
    """What a string literal says, None for another expression or an interpolated string."""
    if node.type != "string" or any(child.type == "interpolation" for child in node.named_children):
        return None
    return text(node)[1:-1]


def text(node: Node) -> str:
    """The node's own text."""
    return node.text.decode() if node.text else ""


def line(node: Node) -> int:
    """The line on which the node begins, from 1."""
    return node.start_point.row + 1
