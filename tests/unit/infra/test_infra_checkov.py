"""What becomes of checkov's report; checkov itself is run by `make infra-check`."""

from typing import Any

from infra.check.checkov_rules import ACCEPTED, JUDGED, judge, old_types


def _report(**changes: Any) -> dict[str, Any]:
    failed = [{"check_id": rule, "resource": on, "check_name": "", "file_path": ""} for rule, on in ACCEPTED]
    results = {"parsing_errors": [], "failed_checks": failed, "passed_checks": [{"resource": on} for on in JUDGED]}
    return {"results": {**results, **changes}}


def test_what_is_accepted_is_no_problem() -> None:
    assert list(judge(_report())) == []


def test_a_file_that_was_not_parsed() -> None:
    assert list(judge(_report(parsing_errors=["a.bicep"]))) == ["a.bicep cannot be parsed, and was not judged"]


def test_nothing_found() -> None:
    assert list(judge({"passed": 0, "failed": 0})) == ["it found no Bicep file"]


def test_a_new_failure_and_a_stale_acceptance() -> None:
    failure = {"check_id": "CKV_AZURE_1", "resource": "a.b", "check_name": "Too open", "file_path": "/a.bicep"}
    found = list(judge(_report(failed_checks=[failure])))
    assert found[0] == "/a.bicep: a.b: Too open (CKV_AZURE_1)"
    assert sum("take it off the list" in problem for problem in found) == len(ACCEPTED)


def test_a_resource_that_was_not_judged() -> None:
    report = _report(passed_checks=[])
    report["results"]["failed_checks"] = [c for c in report["results"]["failed_checks"] if "guard" not in c["resource"]]
    assert "no rule was run on Microsoft.Network/networkSecurityGroups.guard" in list(judge(report))


def test_types_that_checkov_cannot_read() -> None:
    source = "param tags {*: string}\nparam containers string[]\noutput ids string[] = [for a in b: a]\nparam name string\n"
    assert old_types(source) == (
        "param tags object\nparam containers array\noutput ids array = [for a in b: a]\nparam name string\n"
    )
