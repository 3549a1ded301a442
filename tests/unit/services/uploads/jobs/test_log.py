"""Lines of logs and of problem lists."""

import json
from datetime import UTC, datetime

from shared.domain.codes import FilePart, Problem
from shared.services.uploads.jobs.log import decode_problem, encode_problem, log_line, problem_line

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROBLEM = Problem("org/users.csv", 7, "Phone Number", "number_invalid", "“12” is no number.\nSecond line.")
SUGGESTED = Problem("a.csv", 7, "Phone Number", "number_invalid", "No.", "981234567890", "+981234567890")


def test_a_line_of_the_log_is_one_line_of_json_with_its_details() -> None:
    line = log_line(AT, "info", "job_started", "Größe: 3\n", file="org/users.csv", run=2)
    assert line.count(b"\n") == 1
    assert json.loads(line) == {
        "time": "2026-03-02T09:00:00.000Z",
        "level": "info",
        "code": "job_started",
        "message": "Größe: 3\n",
        "file": "org/users.csv",
        "run": 2,
    }


def test_a_problem_in_the_log_says_where_it_is() -> None:
    entry = json.loads(problem_line(AT, PROBLEM))
    assert (entry["file"], entry["row"], entry["column"]) == ("org/users.csv", 7, "Phone Number")
    assert (entry["level"], entry["code"]) == ("error", "number_invalid")


def test_a_problem_of_a_workbook_says_the_sheet_with_numbers_masked() -> None:
    problem = FilePart("org/users.xlsx", "Team of +919812345678").problem(7, "", "group_name_missing", "No name.")
    entry = json.loads(problem_line(AT, problem))
    assert (entry["sheet"], entry["row"]) == ("Team of +••••••••5678", 7)
    assert "sheet" not in json.loads(problem_line(AT, PROBLEM))
    assert decode_problem(encode_problem(problem)) == problem


def test_a_problem_in_a_list_is_one_line_and_comes_back_the_same() -> None:
    for problem in (PROBLEM, SUGGESTED):
        line = encode_problem(problem)
        assert line.count(b"\n") == 1
        assert decode_problem(line) == problem


def test_the_value_and_what_it_means_are_in_the_list_and_not_in_the_log() -> None:
    assert b"981234567890" not in problem_line(AT, SUGGESTED)
