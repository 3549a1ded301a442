"""All rules on infra/bicep that need no compiler, as one list of sentences: empty when the gate is open."""

import ast
from collections.abc import Iterator
from pathlib import Path

from infra.check.agreement import (
    container_problems,
    hook_problems,
    people_problems,
    role_problems,
    setting_problems,
    trigger_problems,
)
from infra.check.bicep_file import BicepFile, read_bicep
from infra.check.counts import count_problems
from infra.check.language import language_problems, value_problems
from infra.check.names import name_problems, parameter_file_problems
from infra.check.preview import preview_problems
from infra.check.tools import tool_problems

ROOT = Path(__file__).resolve().parents[2]


def problems(infra: Path = ROOT / "infra", functions: Path = ROOT / "functions", root: Path = ROOT) -> list[str]:
    """Every problem of the files under `infra`, held against the triggers under `functions` and what the files of the
    repository `root` say of tools."""
    bicep = (infra / "bicep").resolve()
    files = {path: read_bicep(path) for path in sorted(bicep.rglob("*.bicep"))}
    values = read_bicep(bicep / "main.bicepparam")
    broken = [f"{file.path.name}: {fault}" for file in (*files.values(), values) for fault in file.problems]
    if broken:
        return broken
    tools = tool_problems(root, files[bicep / "modules/function-app.bicep"])
    return [*_agreement(infra, files, values, blob_triggers(functions)), *tools]


def _agreement(infra: Path, files: dict[Path, BicepFile], values: BicepFile, triggers: dict[str, str]) -> Iterator[str]:
    bicep = values.path.parent
    main, subscriptions = files[bicep / "main.bicep"], files[bicep / "event-subscriptions.bicep"]
    yield from name_problems(files)
    yield from parameter_file_problems(values, main)
    yield from language_problems(files)
    yield from value_problems(values, main)
    yield from preview_problems(main, files)
    yield from count_problems(main, files)
    yield from setting_problems(main, files[bicep / "modules/function-app.bicep"])
    yield from container_problems(main)
    yield from trigger_problems(subscriptions, triggers)
    yield from role_problems(files, bicep / "role-ids.json")
    yield from people_problems(files[bicep / "modules/roles.bicep"])
    yield from hook_problems(infra / "hooks", main, subscriptions)


def blob_triggers(functions: Path) -> dict[str, str]:
    """Function name by container, of all blob-triggered functions. Read and not imported: that would take settings."""
    found = {}
    for path in sorted(functions.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(), str(path))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.update(dict.fromkeys(_containers(node), node.name))
    return found


def _containers(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for call in function.decorator_list:
        if not (isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".blob_trigger")):
            continue
        for argument in call.keywords:
            if argument.arg == "path" and isinstance(argument.value, ast.Constant):
                yield str(argument.value.value).partition("/")[0]
