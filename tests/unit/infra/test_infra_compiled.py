"""What is made of the Bicep compiler's answers, with a fake in its place; and that the tables name every variable."""

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import yaml

from infra.check.agreement import read_environment
from infra.check.compiled import (
    BICEP,
    GOOD,
    REQUIRED,
    RESOURCES,
    WRONG,
    Compiler,
    main,
    parameter_faults,
    snapshot_faults,
    template_faults,
)
from infra.check.rules import ROOT


@dataclass(frozen=True, slots=True)
class FakeCompiler(Compiler):
    """Good at everything but `fault`; judges parameters as the real one does."""

    fault: str = ""

    def run(self, *arguments: str, variables: Mapping[str, str] = REQUIRED) -> CompletedProcess[str]:
        command, name = arguments[:2]
        said, code = "", 0
        if self.fault == f"{command} warns" and name.startswith("main."):
            said = f"/x/{name}(3,7) : Warning BCP318: May be null.\n"
        if self.fault == f"{command} tells":
            said = f"/x/{name}(3,7) : Info use-recent-api-versions: Old.\n"
        if self.fault == f"{command} fails":
            said, code = "no such luck\n", 1
        if command == "build-params" and code == 0:
            wrong = self._wrong(variables)
            said, code = said + wrong, 1 if wrong else 0
        if command == "snapshot":
            self._snapshot(variables)
        formatted = (self.folder / name).read_text() + ("// more" if self.fault == "format differs" else "")
        return CompletedProcess([], code, formatted if command == "format" else "", said)

    def _wrong(self, variables: Mapping[str, str]) -> str:
        for number, line in enumerate((self.folder / "main.bicepparam").read_text().splitlines(), 1):
            if (read := re.search(r"readEnvironmentVariable\('(\w+)'(, )?", line)) is None:
                continue
            name, has_default = read.groups()
            if name not in variables and not has_default and self.fault != "lack is not seen":
                return f'/x/main.bicepparam({number},20) : Error BCP427: Environment variable "{name}" does not exist\n'
            if name in WRONG and variables.get(name) == WRONG[name] and self.fault != f"{name} is not judged":
                return f"/x/main.bicepparam({number},20) : Error BCP033: Expected something else.\n"
        return ""

    def _snapshot(self, variables: Mapping[str, str]) -> None:
        count = RESOURCES["with" if variables.get("PRIVATE_NETWORK") == "true" else "without"]
        resources = ["a resource"] * (count + (self.fault == "snapshot has more"))
        content = {
            "predictedResources": resources,
            "diagnostics": ["not known"] if self.fault == "snapshot complains" else [],
        }
        if self.fault != "snapshot writes nothing":
            (self.folder / "main.snapshot.json").write_text(json.dumps(content))


def test_every_variable_of_the_parameters_file_is_tried() -> None:
    assert read_environment(BICEP / "main.bicepparam") == REQUIRED.keys() | GOOD.keys()
    assert not REQUIRED.keys() & GOOD.keys()
    assert WRONG.keys() < GOOD.keys()


def test_no_faults() -> None:
    compiler = FakeCompiler("", BICEP)
    assert [*template_faults(compiler), *parameter_faults(compiler), *snapshot_faults(compiler)] == []
    assert not (BICEP / "main.snapshot.json").exists()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("build warns", "build: /x/main.bicep(3,7) : Warning BCP318"),
        ("lint warns", "lint: /x/main.bicep(3,7) : Warning BCP318"),
        ("lint fails", "lint main.bicep: ended with 1: no such luck"),
        ("format differs", "format: main.bicepparam is not formatted"),
        ("build-params warns", "build-params: /x/main.bicepparam(3,7) : Warning"),
        ("build-params fails", "PORTAL_SKU=Standard: build-params main.bicepparam --stdout: ended with 1"),
        ("lack is not seen", "AUTH_ISSUER is missing, and build-params does not say so"),
        ("INSTANCE_MEMORY_MB is not judged", "INSTANCE_MEMORY_MB=1000 is wrong, and build-params does not say so"),
        ("snapshot has more", f"snapshot without the optional parts: {RESOURCES['without'] + 1} resources, not"),
        ("snapshot has more", f"snapshot with the optional parts: {RESOURCES['with'] + 1} resources, not"),
        ("snapshot complains", "snapshot with the optional parts: not known"),
        ("snapshot writes nothing", "snapshot: wrote no main.snapshot.json"),
        ("snapshot fails", "ended with 1: no such luck"),
    ],
)
def test_faults(fault: str, expected: str) -> None:
    compiler = FakeCompiler("", BICEP, fault)
    found = [*template_faults(compiler), *parameter_faults(compiler), *snapshot_faults(compiler)]
    assert any(expected in each for each in found), found


def test_what_is_only_told_is_no_fault() -> None:
    assert list(template_faults(FakeCompiler("", BICEP, "lint tells"))) == []


def test_the_linter_has_rules_beyond_its_defaults() -> None:
    lines = (BICEP / "bicepconfig.json").read_text().splitlines()
    config = json.loads("\n".join(line for line in lines if not line.lstrip().startswith("//")))
    levels = {name: rule["level"] for name, rule in config["analyzers"]["core"]["rules"].items()}
    assert {name for name, level in levels.items() if level == "warning"} >= {
        "use-user-defined-types",
        "what-if-short-circuiting",
    }
    assert "off" not in levels.values()


def test_variables_for_other_tools(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["compiled", "--variables"])
    assert main() == 0
    assert dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines()) == {**REQUIRED, **GOOD}


def test_the_workflow_runs_what_is_here() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    steps = workflow["jobs"]["bicep"]["steps"]
    assert any(step.get("run") == "python -m infra.check.compiled" for step in steps)
    (rules,) = [step["with"] for step in steps if step.get("uses", "").startswith("microsoft/ps-rule@")]
    assert (ROOT / rules["option"]).is_file()
    assert (ROOT / rules["inputPath"] / "main.bicepparam").is_file()


def test_every_exclusion_has_its_reason() -> None:
    lines = (ROOT / "infra/ps-rule.yaml").read_text().partition("  exclude:\n")[2].splitlines()
    assert lines
    for before, line in pairwise(lines):
        assert line.lstrip().startswith("#") or before.lstrip().startswith("#"), f"{line.strip()} has no reason"


def test_no_compiler(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", ["compiled", "--bicep", str(tmp_path / "none")])
    assert main() == 1
    assert "there is no Bicep CLI" in capsys.readouterr().out


def test_a_compiler_on_the_path(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """One that takes everything: what it should have refused is a fault. It sees no variable that the shell has set."""
    bicep = tmp_path / "bicep"
    answers = '--version) echo Bicep 0;; format) cat "$2";; build-params) [ -z "$PORTAL_SKU" ] || echo "$PORTAL_SKU";;'
    bicep.write_text(f'#!/bin/sh\necho "$1 $PORTAL_SKU" >>"{tmp_path}/calls"\ncase "$1" in {answers} esac\n')
    bicep.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("PORTAL_SKU", "Mine")
    monkeypatch.setattr(sys, "argv", ["compiled"])
    assert main() == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Bicep 0"
    assert said[-1] == f"compiled: {len(REQUIRED) + len(WRONG) + 2} faults"
    calls = (tmp_path / "calls").read_text()
    assert "build-params Standard" in calls
    assert "Mine" not in calls
