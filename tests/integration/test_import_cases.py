"""The spreadsheets of csv-cases and xlsx-cases go in as they are, and what expected.json says comes out."""

import pytest

from shared.domain.codes import Severity
from tests.import_cases import Case, cases, check_fault, check_names, check_problems
from tests.integration.driver import Driver

CASES = cases("csv-cases", "xlsx-cases")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_case_gives_what_is_expected(driver: Driver, case: Case) -> None:
    if case.before is not None:
        await driver.drop("before.csv", case.before)

    # The name says nothing of what a file is.
    view = await driver.drop(f"{case.path.stem}/{case.path.stem}.csv", case.path, **case.options)

    problems = await driver.problems(view)
    assert await driver.memberships() == case.memberships
    assert await driver.links() == case.links
    check_names(case, await driver.group_names())
    if case.fails:
        assert view.job.error is not None
        assert view.job.error.code == case.fails
        check_fault(case, problems[0])
    else:
        check_problems(case, problems)
    assert view.counts.balanced or case.expected.get("state") == "awaitingReview"  # of which nothing is applied
    assert await driver.rows() == await driver.copies()
    has_errors = any(problem.severity is Severity.ERROR for problem in problems)
    ended = "failed" if case.fails else "completedWithErrors" if has_errors else "completed"
    assert view.job.state == case.expected.get("state", ended)
