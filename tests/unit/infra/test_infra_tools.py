"""Versions of azd, Node and Python are said alike everywhere, and make refuses a Node that is too old."""

import os
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from infra.check.bicep_file import read_bicep
from infra.check.rules import ROOT
from infra.check.tools import tool_problems

_FILES = (
    "README.md",
    "CONTRIBUTING.md",
    "Makefile",
    "azure.yaml",
    "package.json",
    "docs/operations.md",
    "docs/local-host.md",
    "portal/package.json",
    ".github/workflows/ci.yml",
    "infra/bicep/modules/function-app.bicep",
)


def _problems(root: Path) -> list[str]:
    return list(tool_problems(root, read_bicep(root / "infra/bicep/modules/function-app.bicep")))


def test_no_problems() -> None:
    assert _problems(ROOT) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("azure.yaml", 'requiredVersions:\n  azd: ">= 1.25.6"\n', "", "requiredVersions.azd is not '>= 1.25.6'"),
        ("azure.yaml", ">= 1.25.6", ">= 1.18.0", "requiredVersions.azd is not '>= 1.25.6'"),
        ("docs/operations.md", "1.25.6 or newer", "1.18 or newer", "docs/operations.md: does not say that azd 1.25.6"),
        ("README.md", "1.25.6 or newer", "1.18 or newer", "README.md: does not say that azd 1.25.6"),
        ("README.md", "Node 20.19 or newer and", "Node 20 or newer and", "README.md: says Node 20, 20.19, portal"),
        ("CONTRIBUTING.md", "Node 20.19", "Node 20", "CONTRIBUTING.md: says Node 20, portal/package.json needs 20.19"),
        ("Makefile", "Node 20.19 or newer and", "Node 20 or newer and", "Makefile: says Node 20, 20.19"),
        (".github/workflows/ci.yml", 'version: "1.25.6"', 'version: "1.18.0"', "setup-azd does not install 1.25.6"),
        ("package.json", ">=20.19.0", ">=20", "package.json: engines.node is not >=20.19.0"),
        ("infra/bicep/modules/function-app.bicep", "'3.12'", "'3.14'", "Python '3.14' is deployed, ci.yml runs"),
    ],
)
def test_spoilt(tmp_path: Path, file: str, old: str, new: str, expected: str) -> None:
    for name in _FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    before = (tmp_path / file).read_text()
    assert old in before, "the test spoils nothing"
    (tmp_path / file).write_text(before.replace(old, new, 1))
    found = _problems(tmp_path)
    assert any(expected in problem for problem in found), found


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize(
    ("version", "good"),
    [("v18.20.1", False), ("v20.18.3", False), ("v20.19.0", True), ("v22.12.0", True), ("", False)],
)
def test_make_refuses_an_old_node(tmp_path: Path, version: str, good: bool) -> None:
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\n[ -n '{version}' ] && echo '{version}'\n")
    node.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["make", "--silent", "node"], cwd=ROOT, env={"PATH": path}, capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) is good
    assert good or f"need Node 20.19 or newer; node is {version or 'missing'}" in done.stdout


def test_nothing_is_installed_as_a_package() -> None:
    """`azd restore` runs `pip install .`: setuptools must not look for packages among the folders at the root."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["tool"]["setuptools"]["packages"] == []
