"""The files that are kept for tests with what must result, as expected.json beside them says: spreadsheets' CSV files, and
workbooks as different programs write them."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.domain.codes import Problem, Severity
from tests.azurite import ROOT

DATA = ROOT / "tests" / "data"


@dataclass(frozen=True)
class Case:
    """A file, and what must result of it."""

    path: Path
    expected: dict[str, Any]

    @property
    def options(self) -> dict[str, str]:
        """The metadata with which it is dropped."""
        return {key: self.expected[key] for key in ("region", "mode") if key in self.expected}

    @property
    def before(self) -> Path | None:
        """A file that is imported before."""
        name = self.expected.get("before")
        return self.path.with_name(f"{name}.csv") if name else None

    @property
    def memberships(self) -> set[tuple[str, str, str]]:
        """Group, number and role."""
        return {(group, number, role) for group, number, role in self.expected.get("memberships", [])}

    @property
    def links(self) -> set[tuple[str, str]]:
        """Parent and child."""
        return {(parent, child) for parent, child in self.expected.get("links", [])}

    @property
    def fails(self) -> str | None:
        """The code with which the whole file fails."""
        return self.expected.get("fails")


def cases(*folders: str) -> dict[str, Case]:
    """The cases of these folders of tests/data, by folder and name."""
    found = {}
    for folder in folders:
        entries = json.loads((DATA / folder / "expected.json").read_text(encoding="utf-8"))
        for name, expected in entries.items():
            path = DATA / folder / expected.get("file", f"{name}.csv")
            found[f"{folder}/{path.stem}"] = Case(path, expected)
    return found


def check_problems(case: Case, problems: Collection[Problem]) -> None:
    """The problems of a file that does not fail are those that are expected."""
    expected = case.expected
    errors = _located(problems, Severity.ERROR)
    if expected.get("problems", []) is not None:
        assert errors == expected.get("problems", [])
    assert {line for line, _ in errors} >= set(expected.get("error_lines", []))
    warnings = _located(problems, Severity.WARNING)
    assert {code for _, code in warnings} >= set(expected.get("warns", []))
    assert [each for each in warnings if each[1] not in expected.get("warns", [])] == expected.get("warnings", [])


def check_fault(case: Case, fault: Problem) -> None:
    """The fault of a file that fails is the one that is expected, and where it is expected."""
    assert fault.code == case.fails
    assert fault.line == case.expected.get("line", fault.line)
    located = [[fault.line, fault.code]]
    assert located == case.expected.get("problems", located)


def check_names(case: Case, groups: Collection[str]) -> None:
    """No group has a name that must never come of the file."""
    assert not set(groups) & set(case.expected.get("never", []))


def _located(problems: Collection[Problem], severity: Severity) -> Sequence[Any]:
    return [[problem.line, problem.code] for problem in problems if problem.severity is severity]
