"""The rules of the layout, held over the syntax trees: who imports whom, who reads the environment, which routes exist."""

import ast
import json
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib import import_module
from inspect import isfunction
from pathlib import Path
from typing import get_origin, get_type_hints

import pytest
from azure.functions import FunctionApp

from functions import blueprints
from functions.http.openapi import PREFIX
from local.routing import build_routes
from shared.bootstrap import Services
from shared.domain.access import OPERATIONS
from shared.services.ports.blobs import UploadUrls
from shared.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
APP = [ROOT / "function_app.py", *(ROOT / "functions").rglob("*.py"), *(ROOT / "shared").rglob("*.py")]
SDKS = ("azure.data", "azure.storage", "azure.identity", "azure.core")

# What each part may import of our own; the longest prefix that fits a module counts.
MAY_IMPORT = {
    "function_app": ("functions", "shared.settings"),
    "functions": (
        "functions",
        "shared.bootstrap",
        "shared.settings",
        "shared.services",
        "shared.domain",
        "shared.errors",
    ),
    "shared.bootstrap": ("shared",),
    "shared.settings": ("shared.domain", "shared.errors"),
    "shared.errors": (),
    "shared.concurrency": ("shared.errors",),
    "shared.services": ("shared.services", "shared.domain", "shared.concurrency", "shared.errors"),
    # It implements Protocols, and never runs a use case.
    "shared.storage": (
        "shared.storage",
        "shared.services.ports",
        "shared.domain",
        "shared.concurrency",
        "shared.errors",
        "shared.settings",
    ),
    # HTTP to receivers of webhooks: an implementation of ports, like storage.
    "shared.network": ("shared.network", "shared.services.ports", "shared.domain", "shared.errors"),
    "shared.domain": ("shared.domain", "shared.errors"),
}
RUNS_ON = {
    "create_task",
    "ensure_future",
    "run_coroutine_threadsafe",
    "call_soon",
    "call_soon_threadsafe",
    "call_later",
    "call_at",
    "run_in_executor",
    "Thread",
    "Timer",
    "Process",
    "Popen",
    "ThreadPoolExecutor",
}
# The domain is handed time, ids and randomness; it asks nobody for them.
IMPURE = {"asyncio", "os", "random", "secrets", "socket", "time", "urllib.request", "subprocess", "logging"}


def module_name(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    """Every module, or name of a module, that the file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part_of(module: str, parts: dict[str, tuple[str, ...]]) -> str | None:
    return max((part for part in parts if within(module, part)), key=len, default=None)


def within(module: str, part: str) -> bool:
    return module == part or module.startswith(f"{part}.")


@pytest.mark.parametrize("path", APP, ids=module_name)
def test_imports_point_inward(path: Path) -> None:
    part = part_of(module_name(path), MAY_IMPORT)
    if part is None:
        assert path.name == "__init__.py"
        return
    for module in imports(path):
        if within(module, "functions") or within(module, "shared") or within(module, "local"):
            assert any(within(module, allowed) for allowed in MAY_IMPORT[part]), f"{path} imports {module}"


def test_packages_of_services_form_no_circle() -> None:
    """Each feature's package, and inside uploads each step's, may be understood after those that it imports."""
    arrows: dict[str, set[str]] = {}
    for path in (ROOT / "shared" / "services").rglob("*.py"):
        room = _room(module_name(path))
        arrows.setdefault(room, set()).update(
            _room(module) for module in imports(path) if within(module, "shared.services") and _room(module) != room
        )
    tuple(TopologicalSorter(arrows).static_order())  # raises CycleError, which names the circle


def _room(module: str) -> str:
    """services.groups, services.uploads.apply, ...: the package, or the module where one suffices."""
    parts = module.split(".")
    is_step = parts[2:3] == ["uploads"] and (ROOT / Path(*parts[:4])).is_dir()
    return ".".join(parts[: 4 if is_step else 3])


@pytest.mark.parametrize("path", APP, ids=module_name)
def test_sdks_stay_where_they_belong(path: Path) -> None:
    module = module_name(path)
    for imported in imports(path):
        if any(within(imported, sdk) for sdk in SDKS):
            assert within(module, "shared.storage"), f"{path} imports {imported}"
        if within(imported, "azure.functions"):
            assert module == "function_app" or within(module, "functions"), f"{path} imports {imported}"


@pytest.mark.parametrize("path", APP, ids=module_name)
def test_nothing_runs_on_behind_an_invocation(path: Path) -> None:
    """The host drops what is logged then, and may stop the process. A TaskGroup waits for its tasks, so its create_task is
    fine; it is told by the name `group`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        assert name.rpartition(".")[2] not in RUNS_ON or name == "group.create_task", f"{path}:{node.lineno} {name}"


def test_stores_inherit_their_port() -> None:
    """So that mypy holds each store to its port where it is written. A store is what bootstrap builds of shared.storage and
    shared.network that a context of services is handed."""
    contexts = [kind for _, kind in contexts_in(Services)]
    contexts += [kind for context in contexts for _, kind in contexts_in(context)]
    ports = {hint for context in contexts for hint in get_type_hints(context).values() if is_port(hint)}
    assert len(ports) >= 15
    found = [store for path in STORES for store in classes_in(path) if implements(store, ports)]
    assert len(found) >= 15
    for store in found:
        assert any(is_port(base) for base in store.__mro__[1:]), f"{store.__name__} inherits no port"


def test_a_store_that_inherits_no_port_is_found() -> None:
    class Bare:
        async def create_url(self, blob_name: str) -> str:
            return blob_name

    assert implements(Bare, {UploadUrls})
    assert not any(is_port(base) for base in Bare.__mro__)


STORES = [path for part in ("storage", "network") for path in (ROOT / "shared" / part).rglob("*.py")]


def is_port(kind: object) -> bool:
    """Whether it is a Protocol of shared.services.ports, generic or not."""
    origin = get_origin(kind) or kind
    is_protocol = isinstance(origin, type) and getattr(origin, "_is_protocol", False)
    return is_protocol and within(origin.__module__, "shared.services.ports")


def classes_in(path: Path) -> list[type]:
    """The classes that the module defines."""
    module = import_module(module_name(path))
    return [kind for kind in vars(module).values() if isinstance(kind, type) and kind.__module__ == module.__name__]


def implements(store: type, ports: set[object]) -> bool:
    """Whether it has every method of a port, whatever it inherits."""
    return any(all(hasattr(store, name) for name in methods(get_origin(port) or port)) for port in ports)


def methods(port: object) -> list[str]:
    """What the port and those it extends promise."""
    bases = [base for base in getattr(port, "__mro__", ()) if is_port(base)]
    return [name for base in bases for name, member in vars(base).items() if isfunction(member) and name[0] != "_"]


def test_the_deployed_app_never_imports_the_local_host() -> None:
    for path in APP:
        assert not any(within(module, "local") or within(module, "tests") for module in imports(path)), path


def test_only_settings_reads_the_environment() -> None:
    for path in APP:
        if module_name(path) != "shared.settings":
            source = path.read_text(encoding="utf-8")
            assert "os.environ" not in source, path
            assert "getenv" not in source, path


@pytest.mark.parametrize("path", sorted((ROOT / "shared" / "domain").rglob("*.py")), ids=module_name)
def test_the_domain_is_pure(path: Path) -> None:
    assert not IMPURE & {module for name in imports(path) for module in (name, name.rpartition(".")[0])}, path
    source = path.read_text(encoding="utf-8")
    for call in ("datetime.now(", "utcnow(", "uuid4(", "uuid1("):
        assert call not in source, f"{path} calls {call}"


@pytest.mark.parametrize("path", sorted((ROOT / "functions").rglob("*.py")), ids=module_name)
def test_triggers_reach_no_store(path: Path) -> None:
    """A trigger hands a context to a use case; it looks into none itself, but for a context inside it."""
    assert not any(within(module, "shared.services.context") for module in imports(path)), path
    assert not list(reads_of_contexts(ast.parse(path.read_text(encoding="utf-8")))), path


@pytest.mark.parametrize(
    "code",
    [
        "await call.services.exports.files.get('x')",
        "context = call.services.imports\nawait context.log.size('x')",
        "context, after = call.services.groups, None\ncontext.members",
        "container = await services()\nreplay(container.connectors.actions)",
        "(await services()).imports.jobs.page(1, None)",
        "container = await services()\ncontext = container.exports\ncontext.exports",
        "async def a():\n    context = call.services.groups\n    context.audit\nasync def b(context): context = 1",
    ],
)
def test_a_trigger_that_reaches_a_store_is_found(code: str) -> None:
    assert list(reads_of_contexts(ast.parse(code)))


def test_a_trigger_may_hand_on_contexts_and_read_settings() -> None:
    code = """
container = await services()
await run(container.groups.webhooks, (await services()).imports)
days = container.settings.upload_retention_days
context, after = call.services.groups, position(call)
await run(context, after)
"""
    assert not list(reads_of_contexts(ast.parse(code)))


def reads_of_contexts(tree: ast.AST) -> Iterator[str]:
    """Every attribute that code reads of a part of the container (Services), such as a store of a context."""
    allowed = {f"{part}.{name}" for part, kind in contexts_in(Services) for name, _ in contexts_in(kind)}
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    scopes: list[ast.AST] = [*functions] or [tree]
    for scope in scopes:
        names = dict(assignments(scope))
        for node in ast.walk(scope):
            path = spelled_out(node, names) if isinstance(node, ast.Attribute) else ""
            part = path.removeprefix("await services().").removeprefix("call.services.")
            if part != path and "." in part and not part.startswith("settings.") and part not in allowed:
                yield path


def contexts_in(container: type) -> list[tuple[str, type]]:
    """The fields of a container that are contexts of services."""
    hints = get_type_hints(container).items()
    return [(name, kind) for name, kind in hints if kind.__module__ == "shared.services.context"]


def spelled_out(node: ast.expr, names: dict[str, ast.expr]) -> str:
    """The expression with the values of local variables in place of their names."""
    if isinstance(node, ast.Attribute):
        return f"{spelled_out(node.value, names)}.{node.attr}"
    if isinstance(node, ast.Name) and node.id in names:
        return spelled_out(names[node.id], {name: value for name, value in names.items() if name != node.id})
    return ast.unparse(node)


def assignments(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=True))
            yield from ((name.id, value) for name, value in pairs if isinstance(name, ast.Name))


def test_settings_and_the_sample_file_name_the_same_settings() -> None:
    sample = json.loads((ROOT / "local.settings.sample.json").read_text(encoding="utf-8"))["Values"]
    expected = {setting.name: setting.sample or setting.default for setting in SETTINGS}
    assert sample == {name: value for name, value in expected.items() if value}


def functions_of_the_app() -> list[tuple[str, str, list[str]]]:
    """(name, route, methods) of every HTTP function."""
    app = FunctionApp()
    for blueprint in blueprints:
        app.register_functions(blueprint)
    found = []
    for function in app.get_functions():
        trigger = function.get_bindings_dict()["bindings"]
        http = next((binding for binding in trigger if binding["type"] == "httpTrigger"), None)
        if http:
            methods = [str(getattr(method, "value", method)) for method in http["methods"]]
            found.append((str(function.get_function_name()), http["route"], methods))
    return found


def test_every_route_is_in_the_access_table_and_nothing_else_is() -> None:
    assert {name for name, _, _ in functions_of_the_app()} == set(OPERATIONS)


def test_handler_names_are_unique() -> None:
    names = Counter(name for name, _, _ in functions_of_the_app())
    assert max(names.values()) == 1, names.most_common(3)


def test_no_route_is_shadowed_by_another() -> None:
    """The host tries routes in alphabetical order of function name and takes the first that fits."""
    functions = functions_of_the_app()
    routes = build_routes(functions, "")
    for name, route, methods in functions:
        for method in methods:
            path = example(route)
            hit = next(found for found in routes if found.match(method, path) is not None)
            assert hit.function_name == name, f"{method} {path} is answered by {hit.function_name}, not by {name}"


def example(route: str) -> str:
    """A path that the route is meant for."""
    segments = []
    for segment in route.split("/"):
        name, _, rest = segment.removeprefix("{").partition("}")
        if segment.startswith("{"):
            value = "6f1c0b8e-3c1d-4d55-9a53-0c5b3c1b7a11" if ":guid" in name else "anything"
            segments.append(value + rest)
        else:
            segments.append(segment)
    return "/".join(segments)


def test_one_method_a_function() -> None:
    """So that each operation has a name, a rule and a description of its own."""
    for name, _, methods in functions_of_the_app():
        assert len(methods) == 1, name


def test_the_documented_prefix_is_that_of_the_host() -> None:
    host = json.loads((ROOT / "host.json").read_text(encoding="utf-8"))
    assert f"/{host['extensions']['http']['routePrefix']}" == PREFIX


def test_folders_stay_readable() -> None:
    """Some twenty modules; what needs more holds more than one feature."""
    for folder in {path.parent for path in APP}:
        assert len([path for path in folder.glob("*.py") if path.name != "__init__.py"]) <= 22, folder


def test_files_stay_readable() -> None:
    """About 300 lines; what needs more says more than one thing."""
    for path in APP:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 330, path
