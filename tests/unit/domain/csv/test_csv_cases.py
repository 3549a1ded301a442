"""Every file kept for a test, against what it must come to: real spreadsheets' files, and one for each defect."""

import json
from typing import Any

import pytest

from tests.import_cases import DATA, Case, cases, check_fault, check_names, check_problems
from tests.unit.domain.csv.csv_outcome import read_outcome_of

FOLDERS = ("csv-cases", "csv-defects", "xlsx-cases")
# What is left of an earlier file is for tests/integration/test_import_cases.py.
CASES = {name: case for name, case in cases(*FOLDERS).items() if case.before is None}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_file_comes_to_what_is_expected(case: Case) -> None:
    outcome = read_outcome_of(case.path, case.expected.get("region"))
    if case.fails:
        assert outcome.fails is not None
        check_fault(case, outcome.fails)
        return
    assert outcome.fails is None
    assert {tuple(row) for row in outcome.memberships} == case.memberships
    check_problems(case, outcome.problems)
    check_names(case, [*outcome.empty_groups, *(row[0] for row in outcome.memberships)])
    assert outcome.empty_groups == case.expected.get("empty_groups", [])
    assert {tuple(link) for link in outcome.links} == case.links
    assert outcome.entries == outcome.rejected + outcome.duplicates + len(outcome.memberships)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_has_its_expectation(folder: str) -> None:
    expected: dict[str, Any] = json.loads((DATA / folder / "expected.json").read_text(encoding="utf-8"))
    files = {path.name for path in (DATA / folder).iterdir()} - {"expected.json", "README.md"}
    assert files == {entry.get("file", f"{name}.csv") for name, entry in expected.items()}
