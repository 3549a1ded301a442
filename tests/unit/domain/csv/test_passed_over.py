"""Numbers in instructions and unknown columns: nothing that could be a member vanishes without a warning."""

import pytest

from shared.domain.codes import Severity
from shared.domain.csv import instructions, passed_over
from tests.unit.domain.csv.csv_outcome import USER_HEADER, read_outcome

NUMBER = "+919812345678"


@pytest.mark.parametrize(
    "line",
    [f"# Ops,{NUMBER},Admin", f'"# Ops","{NUMBER}",', "# moved to +91 98123 45678 last week", "# Ops;(981) 234-5678;"],
)
def test_an_instruction_below_the_header_that_holds_a_number_is_a_warning(line: str) -> None:
    outcome = read_outcome(
        f"# Example: Ops,{NUMBER},Admin\n{USER_HEADER}\n{line}\nOps,{NUMBER},\n{line}\n", region="IN"
    )
    assert outcome.located(Severity.WARNING) == [[4, "instruction_looks_like_row"], [6, "instruction_looks_like_row"]]
    assert "5678" in outcome.problems[0].message
    assert "98123" not in outcome.problems[0].message
    assert len(outcome.memberships) == 1


def test_an_instruction_without_a_valid_number_is_none() -> None:
    outcome = read_outcome(f"{USER_HEADER}# since 2024-01-15, row 123\n# +91 12\n#general,{NUMBER},\n", region="IN")
    assert outcome.problems == []


def test_only_so_many_instructions_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instructions, "NUMBERED_LIMIT", 2)
    outcome = read_outcome(USER_HEADER + f"# Ops,{NUMBER},\n" * 3)
    assert [problem.line for problem in outcome.problems] == [2, 3]


def test_numbers_in_an_unknown_column_are_a_warning_with_their_count() -> None:
    header = "Group Name,Phone Number,Other phone,,User Type,Note\n"
    rows = f"Ops,{NUMBER},{NUMBER},,,none\nOps,,98123 45679,12,,2024-01-15\nOps,,,{NUMBER},,\n"
    outcome = read_outcome(f"# title\n{header}{rows}", region="IN")
    warnings = [problem for problem in outcome.problems if problem.code == "column_ignored"]
    assert [problem.line for problem in warnings] == [2, 2]
    assert warnings[0].message.startswith(
        "Column 3, “Other phone”, was ignored; 2 of its cells hold numbers that could be of members. "
    )
    assert warnings[1].message.startswith("Column 4, which has no title, was ignored; 1 of its cells ")


def test_only_so_many_cells_of_unknown_columns_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passed_over, "_CHECKED", 2)
    content = "Group Name,Phone Number,User Type,Other\n" + f"Ops,,,{NUMBER}\n" * 3
    assert "at least 2 of its cells" in read_outcome(content).problems[-1].message
