"""The table of codes: complete, documented, and each code of a file or row given by a file that deserves it."""

import dataclasses
import re
import subprocess
import sys

import pytest

from shared.domain.codes import CODES, Level, Problem, Severity, codes_page
from tests.azurite import ROOT
from tests.unit.domain.csv.csv_outcome import USER_HEADER, read_outcome

NUMBER = "+919812345678"
PARENT_HEADER = "Parent Group Name,Child Group Name\n"

# A file for every code that reading a file can give.
DESERVED: dict[str, str | bytes] = {
    "file_empty": "",
    "file_not_csv": b"GIF89a",
    "too_many_rows": USER_HEADER + f"Ops,{NUMBER},\n" * 4,
    "encoding_unreadable": b"\xff\xfe\0\0",
    "header_unrecognised": "Name,Mobile\n",
    "header_ambiguous": "Group Name,Group Name,Phone Number,User Type\n",
    "group_name_missing": USER_HEADER + f",{NUMBER},\n",
    "group_name_too_long": USER_HEADER + f"{'x' * 201},{NUMBER},\n",
    "group_name_invalid": USER_HEADER + f"a\tb,{NUMBER},\n",
    "phone_number_missing": USER_HEADER + "Ops,,\n",
    "number_invalid": USER_HEADER + "Ops,12,\n",
    "number_needs_region": USER_HEADER + "Ops,9812345678,\n",
    "number_of_another_country": USER_HEADER.replace("\n", ",Region\n") + "Ops,79123456780,,IN\n",
    "number_damaged_by_spreadsheet": USER_HEADER + "Ops,9.1E+11,\n",
    "user_type_unknown": USER_HEADER + f"Ops,{NUMBER},Boss\n",
    "region_unknown": USER_HEADER.replace("\n", ",Region\n") + f"Ops,{NUMBER},,Narnia\n",
    "too_many_columns": USER_HEADER + f"Ops,{NUMBER},,x\n",
    "too_many_numbers": USER_HEADER + f'Ops,"{"1;" * 1001}",\n',
    "cell_too_long": USER_HEADER + f"Ops,{NUMBER},{'x' * 40_000}\n",
    "parent_missing": PARENT_HEADER + ",Ops\n",
    "child_missing": PARENT_HEADER + "Ops,\n",
    "self_parent": PARENT_HEADER + "Ops,OPS\n",
    "duplicate_row": USER_HEADER + f"Ops,{NUMBER},\n" * 2,
    "quote_misplaced": USER_HEADER + f'"a\\"b",{NUMBER},\n',
    "encoding_damaged": USER_HEADER.encode() + f"Café,{NUMBER},\n".encode() + b"Caf\xe9,1,\n",
    "encoding_guessed": USER_HEADER.encode() + f"Café,{NUMBER},\n".encode("cp1252"),
    "instruction_looks_like_row": USER_HEADER + f"# Ops,{NUMBER},\n",
    "column_ignored": f"Group Name,Phone Number,User Type,Other\nOps,{NUMBER},,{NUMBER}\n",
    "names_merged": USER_HEADER + f"Ops１,{NUMBER},\nOps1,{NUMBER[:-1]}9,\n",
    "conflicting_user_type": USER_HEADER + f"Ops,{NUMBER},Member\nOps,{NUMBER},Admin\n",
}
# These need more than one row of a file: its size in storage, the other groups, the memberships, all rows, or very many.
DECIDED_ELSEWHERE = {
    *("file_too_large", "cycle", "child_not_in_file", "changed_since", "group_not_undone"),
    *("too_many_groups", "name_looks_alike", "name_damaged_by_spreadsheet", "group_was_renamed", "group_without_admin"),
    *("problems_left_out", "columns_remembered", "correction_without_row"),
    "row_of_another_group",  # of imports into one group
    # of workbooks
    *("file_damaged", "file_encrypted", "file_kind_unsupported", "cell_not_text", "sheet_ignored", "hidden_rows"),
}


@pytest.mark.parametrize(("code", "content"), DESERVED.items(), ids=DESERVED)
def test_file_gets_the_code_it_deserves(code: str, content: str | bytes) -> None:
    outcome = read_outcome(content, max_rows=2000 if code == "too_many_numbers" else 3)
    problems = [outcome.fails] if outcome.fails else outcome.problems
    assert [problem.code for problem in problems] == [code]
    assert problems[0].severity is CODES[code].severity
    assert problems[0].file == "uploaded.csv"
    assert (CODES[code].level is Level.FILE) == (outcome.fails is not None)
    assert re.fullmatch(r"[A-Z+“].+[.]", problems[0].message), problems[0].message


def test_every_code_of_a_file_or_row_has_its_file() -> None:
    about_files = {code for code, entry in CODES.items() if entry.level in (Level.FILE, Level.ROW, Level.WARNING)}
    assert about_files - DECIDED_ELSEWHERE == set(DESERVED)


def test_codes_are_stable_and_explained() -> None:
    for code, entry in CODES.items():
        assert code == entry.code
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)
        assert entry.meaning.endswith(".")
        assert entry.remedy.endswith(".") or entry.severity == "info"
        assert "|" not in entry.meaning + entry.remedy  # they are cells of a table
        assert entry.level is not Level.WARNING or entry.severity is Severity.WARNING


def test_page_is_what_the_table_makes() -> None:
    page = (ROOT / "docs/codes.md").read_text(encoding="utf-8")
    assert page == codes_page(), "Run: python -m shared.domain.codes > docs/codes.md"


def test_module_prints_the_page() -> None:
    command = [sys.executable, "-X", "utf8", "-m", "shared.domain.codes"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert printed.stdout.decode() == codes_page()


def test_problem_is_a_value() -> None:
    problem = Problem("a.csv", 2, "User Type", "user_type_unknown", "“Boss” is no user type.")
    assert problem == dataclasses.replace(problem)
    assert problem.severity is Severity.ERROR
