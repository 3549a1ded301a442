"""CSV as programs damage it: no name is garbled, no good row is rejected, and what cannot be told is rejected by row."""

import csv
import io
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.codes import Severity
from tests.unit.domain.csv.csv_outcome import USER_HEADER, Outcome, read_outcome

NUMBER, OTHER = "+919812345678", "+919812345679"
GOOD = f"Plain,{OTHER},\n"


def names(outcome: Outcome) -> set[str]:
    return {row[0] for row in outcome.memberships}


@pytest.mark.parametrize("row", [rf'"The \"A\" Team","{NUMBER}",""', f'"C" team,{NUMBER},', f'"C"x,{NUMBER},'])
def test_text_behind_a_closing_mark_rejects_its_row_only(row: str) -> None:
    outcome = read_outcome(f"{USER_HEADER}{row}\n{GOOD}")
    assert outcome.located(Severity.ERROR) == [[2, "quote_misplaced"]]
    assert names(outcome) == {"Plain"}


def test_a_name_may_end_in_a_backslash_where_no_other_row_escapes_with_one() -> None:
    row = f'"Backslash\\","{NUMBER}",\n'
    assert names(read_outcome(USER_HEADER + row)) == {"Backslash\\"}
    escaped = f'"The \\"A\\" Team","{OTHER}",\n'
    assert read_outcome(USER_HEADER + escaped + row).located(Severity.ERROR) == [
        [2, "quote_misplaced"],
        [3, "quote_misplaced"],
    ]


def test_blanks_behind_a_closing_mark_are_no_part_of_the_cell() -> None:
    assert names(read_outcome(f'{USER_HEADER}"Ops, North" , "{NUMBER}" ,"" \n')) == {"Ops, North"}


def test_the_message_names_the_line_where_the_mark_opens() -> None:
    fails = read_outcome(f'{USER_HEADER}{GOOD}"Ops,{NUMBER},\n{GOOD}{GOOD}').fails
    assert fails is not None
    assert (fails.code, fails.line) == ("file_not_csv", 3)
    assert "opens in line 3 is never closed" in fails.message


def test_a_line_break_in_a_name_is_a_blank() -> None:
    outcome = read_outcome(f'{USER_HEADER}"Ops\r\n  North",{NUMBER},\n"Ops\u2028North",{OTHER},\n')
    assert names(outcome) == {"Ops North"}
    assert len(outcome.memberships) == 2


@pytest.mark.parametrize("cells", ['="Depot",="{}",="Admin",="IN"', '"=""Depot""","=""{}""","=""Admin""","=""IN"""'])
def test_formulas_of_text_are_read_in_every_column(cells: str) -> None:
    outcome = read_outcome(f"Group Name,Phone Number,User Type,Region\n{cells.format('98123 45678')}\n")
    assert outcome.memberships == [["Depot", NUMBER, "Admin"]]


def test_invisible_characters_are_taken_out_of_role_and_region() -> None:
    content = "Group Name,Phone Number,User Type,Region\nOps,98123 45678,\u200bAd\u00admin\u200e,\u202aIN\u202c\ufeff\n"
    assert read_outcome(content).memberships == [["Ops", NUMBER, "Admin"]]


@pytest.mark.parametrize("end", ["\x1a", "\n\x1a", "\r\n\x1a\x1a"])
def test_a_final_ctrl_z_is_no_row(end: str) -> None:
    outcome = read_outcome(f"{USER_HEADER}Ops,{NUMBER},Admin{end}")
    assert outcome.memberships == [["Ops", NUMBER, "Admin"]]
    assert outcome.problems == []


def test_rows_with_only_the_default_of_a_drop_down_list_are_blank() -> None:
    header = "Group Name,Phone Number,User Type,Region,Note\n"
    outcome = read_outcome(f"{header},,Member,IN,\n,,,IN,\n\u200b,,admin,,\n,,Boss,,\n,,Member,IN,Anna\n,,Member,XX,\n")
    assert outcome.located(Severity.ERROR) == [[line, "group_name_missing"] for line in (5, 6, 7)]
    assert outcome.entries == 3


@pytest.mark.parametrize("title", ["Members of Ops", "Members,,\n\nAs of 2024-01-15,by Anna,", "Ops;night"])
def test_the_header_may_stand_below_a_title(title: str) -> None:
    outcome = read_outcome(f"{title}\n{USER_HEADER}Ops,{NUMBER},\n")
    assert names(outcome) == {"Ops"}
    assert outcome.problems == []


def test_rows_that_may_be_members_are_not_skipped_to_find_a_header() -> None:
    fails = read_outcome(f"Ops,{NUMBER},Member\n{USER_HEADER}{GOOD}").fails
    assert fails is not None
    assert (fails.code, fails.line) == ("header_unrecognised", 1)


def test_a_sheet_whose_every_line_is_one_quoted_cell() -> None:
    lines = [USER_HEADER.strip(), f'"Ops, North",{NUMBER},Admin', f"Depot,{OTHER},"]
    sink = io.StringIO()
    csv.writer(sink, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([line] for line in lines)
    assert names(read_outcome(sink.getvalue())) == {"Ops, North", "Depot"}


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(
            st.text("abÉя \"\\,;|#'=+營", min_size=1, max_size=8), st.integers(0, 99), st.sampled_from(["Admin", ""])
        ),
        max_size=8,
    ),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["", "# note\n", "\n\n"]),
    st.sampled_from(["", "\x1a", "\n\n", "# note\n"]),
)
def test_any_table_that_the_csv_module_writes_is_read_as_it_was(
    table: list[tuple[str, int, str]],
    delimiter: str,
    line_end: str,
    quoting: int,
    encoding: str,
    above: str,
    below: str,
) -> None:
    rows = {f"a{name}z": (f"+9198123456{number:02}", role) for name, number, role in table}
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, delimiter=delimiter, lineterminator=line_end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["Group Name", "Phone Number", "User Type"])
    writer.writerows([name, number, role] for name, (number, role) in rows.items())
    content = above.replace("\n", line_end) + sink.getvalue() + below.replace("\n", line_end)
    outcome = read_outcome(content.encode(encoding))
    wanted = {(" ".join(name.casefold().split()), number, role or "Member") for name, (number, role) in rows.items()}
    counted = Counter(row[:2] for row in wanted)
    repeated = {row for row, count in counted.items() if count > 1}  # of two roles the last counts
    read = {(" ".join(name.casefold().split()), number, role) for name, number, role in outcome.memberships}
    assert outcome.located(Severity.ERROR) == []
    assert {row[:2] for row in read} == {row[:2] for row in wanted}
    assert {row for row in read if row[:2] not in repeated} == {row for row in wanted if row[:2] not in repeated}
