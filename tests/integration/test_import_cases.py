"""The spreadsheets of csv-cases go in as they are, and what expected.json says comes out."""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.domain.codes import Severity
from tests.integration.driver import Driver

_FOLDER = Path(__file__).parents[1] / "data" / "csv-cases"
CASES: dict[str, Any] = json.loads((_FOLDER / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CASES)
async def test_case_gives_what_is_expected(driver: Driver, name: str) -> None:
    case = CASES[name]
    options = {key: case[key] for key in ("region", "mode") if key in case}
    if "before" in case:
        await driver.drop("before.csv", _FOLDER / f"{case['before']}.csv")

    view = await driver.drop(f"{name}/{name}.csv", _FOLDER / f"{name}.csv", **options)

    problems = await driver.problems(view)
    errors = [[p.line, p.code] for p in problems if p.severity is Severity.ERROR]
    warnings = [[p.line, p.code] for p in problems if p.severity is Severity.WARNING]
    assert await driver.memberships() == {tuple(row) for row in case["memberships"]}
    if "fails" not in case and case.get("problems", []) is not None:
        assert errors == case.get("problems", [])
    assert {code for _, code in warnings} >= set(case.get("warns", []))
    assert [each for each in warnings if each[1] not in case.get("warns", [])] == case.get("warnings", [])
    assert (view.job.error.code if view.job.error else None) == case.get("fails")
    assert view.counts.balanced or case.get("state") == "awaitingReview"  # of which nothing is applied
    assert await driver.rows() == await driver.copies()
    ended = "failed" if "fails" in case else "completedWithErrors" if errors else "completed"
    assert view.job.state == case.get("state", ended)
