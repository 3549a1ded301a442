"""Every CSV file kept for a test, against what it must come to: real spreadsheets' files, and one for each defect."""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.domain.codes import Severity
from tests.azurite import ROOT
from tests.unit.domain.csv.csv_outcome import read_outcome_of

FOLDERS = (
    ROOT / "tests/data/csv-cases",
    ROOT / "tests/data/csv-defects",
)


def cases() -> list[Any]:
    return [
        pytest.param(folder / f"{name}.csv", expected, id=f"{folder.name}/{name}")
        for folder in FOLDERS
        for name, expected in json.loads((folder / "expected.json").read_text(encoding="utf-8")).items()
        if "before" not in expected  # what is left of an earlier file is for tests/integration/test_import_cases.py
    ]


@pytest.mark.parametrize(("path", "expected"), cases())
def test_file_comes_to_what_is_expected(path: Path, expected: dict[str, Any]) -> None:
    outcome = read_outcome_of(path, expected.get("region"))
    if "fails" in expected:
        assert outcome.fails is not None
        assert outcome.fails.code == expected["fails"]
        assert outcome.fails.line == expected.get("line", outcome.fails.line)
        located = [[outcome.fails.line, outcome.fails.code]]
        assert located == expected.get("problems", located)
        return
    assert outcome.fails is None
    assert sorted(outcome.memberships) == sorted(expected.get("memberships", []))
    if expected.get("problems", []) is not None:
        assert outcome.located(Severity.ERROR) == expected.get("problems", [])
    assert not {row[0] for row in outcome.memberships} & set(expected.get("never", []))
    warnings = outcome.located(Severity.WARNING)
    assert {code for _, code in warnings} >= set(expected.get("warns", []))
    assert [each for each in warnings if each[1] not in expected.get("warns", [])] == expected.get("warnings", [])
    assert outcome.empty_groups == expected.get("empty_groups", [])
    assert outcome.links == expected.get("links", [])
    assert outcome.entries == outcome.rejected + outcome.duplicates + len(outcome.memberships)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_file_has_its_expectation(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert {path.stem for path in folder.glob("*.csv")} == set(expected)
