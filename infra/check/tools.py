"""Versions of the tools, which several files name: each has one place that decides, and the others agree with it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from infra.check.bicep_file import BicepFile

OLDEST_AZD = "1.25.6"
"""Older ones deploy the portal to an environment named default, which the service refuses since June 2026
(https://github.com/Azure/azure-dev/issues/8583)."""

_SAY_AZD = ("README.md", "docs/operations.md")
_SAY_NODE = ("README.md", "CONTRIBUTING.md", "Makefile", "azure.yaml", "docs/operations.md", "docs/local-host.md")
_NODE = re.compile(r"\bNode (\d+(?:\.\d+)?)(?=\s+or\s+newer)")


def tool_problems(root: Path, function_app: BicepFile) -> Iterator[str]:
    """What the files under `root` say of azd, Node and Python, and do not agree about."""
    yield from _azd(root)
    yield from _node(root)
    deployed = function_app.variables.get("pythonVersion", "").strip("'")
    workflow: dict[str, Any] = yaml.safe_load((root / ".github/workflows/ci.yml").read_text())
    for step in (step for job in workflow["jobs"].values() for step in job["steps"]):
        if "setup-azd" in step.get("uses", "") and step.get("with", {}).get("version") != OLDEST_AZD:
            yield f"ci.yml: setup-azd does not install {OLDEST_AZD}, the oldest that azure.yaml accepts"
    tested = workflow["jobs"]["gate"]["strategy"]["matrix"]["python"]
    if deployed not in tested:
        yield f"{function_app.path.name}: Python {deployed!r} is deployed, ci.yml runs the tests on {tested}"


def _azd(root: Path) -> Iterator[str]:
    azure: dict[str, Any] = yaml.safe_load((root / "azure.yaml").read_text())
    if azure.get("requiredVersions", {}).get("azd") != f">= {OLDEST_AZD}":
        yield f"azure.yaml: requiredVersions.azd is not '>= {OLDEST_AZD}'"
    for name in _SAY_AZD:
        if f"{OLDEST_AZD} or newer" not in (root / name).read_text():
            yield f"{name}: does not say that azd {OLDEST_AZD} or newer is needed"


def _node(root: Path) -> Iterator[str]:
    """The portal's engines decide."""
    needed = _engine(root / "portal/package.json")
    if _engine(root / "package.json") != needed:
        yield f"package.json: engines.node is not >={needed}, as in portal/package.json"
    said = needed.removesuffix(".0")
    for name in _SAY_NODE:
        found = set(_NODE.findall((root / name).read_text()))
        if found != {said}:
            yield f"{name}: says Node {', '.join(sorted(found)) or 'nothing'}, portal/package.json needs {said}"


def _engine(package: Path) -> str:
    return str(json.loads(package.read_text())["engines"]["node"]).removeprefix(">=").strip()
