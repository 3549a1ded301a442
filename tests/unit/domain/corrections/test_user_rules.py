"""Rules for all entries of a cause: set, accept and skip, each for the rejected number alone."""

import pytest

from shared.domain.corrections.file_corrections import CorrectedCells, Rule
from shared.domain.csv.columns import Column
from shared.domain.csv.user_rows import Entries, RejectedRow, SkippedRow
from shared.domain.members.membership import Role
from tests.people import number
from tests.unit.domain.corrections.reading import HEADER, WITH_REGION, accept, cells, read_one, set_region, skip

NATIONAL = "98123 45678"  # of India, and of no other country with a + in front
AMERICAN = "12015550123"  # no number of India; with a + it is one of the United States


def rejected_codes(row: object) -> list[str]:
    """The codes of the rejected numbers of a row."""
    assert isinstance(row, Entries), row
    return [problem.code for problem in row.rejected]


def test_a_region_is_set_for_numbers_that_need_one_and_for_no_others() -> None:
    content = f'{HEADER}Depot,"+44 7400 123456, {NATIONAL}, 12",Admin\n'
    assert rejected_codes(read_one(content)) == ["number_needs_region", "number_invalid"]
    row = read_one(content, None, set_region("number_needs_region", "in"))
    assert rejected_codes(row) == ["number_invalid"]
    assert isinstance(row, Entries)
    assert (row.numbers, row.role) == (["+447400123456", "+919812345678"], Role.ADMIN)
    assert row.cells[1] == "+44 7400 123456; +919812345678; 12", "no region can change what the rule has settled"


def test_a_number_of_another_country_is_read_there_while_the_others_stay_in_the_region_of_the_row() -> None:
    content = f'{WITH_REGION}Depot,"{NATIONAL}; {AMERICAN}",,IN\n'
    row = read_one(content, None, set_region("number_of_another_country", "US"))
    assert isinstance(row, Entries)
    assert (row.numbers, row.rejected) == (["+919812345678", "+12015550123"], [])
    assert row.cells == ["Depot", f"{NATIONAL}; +12015550123", "", "IN"]


def test_a_suggestion_is_accepted_for_its_piece_of_the_cell() -> None:
    row = read_one(f'{HEADER}Depot,"{number(1)}, {AMERICAN}, 12"\n', None, accept("number_of_another_country"), region="IN")
    assert rejected_codes(row) == ["number_invalid"]
    assert isinstance(row, Entries)
    assert (row.numbers, row.rejected_pieces) == ([number(1), "+12015550123"], ["12"])
    assert row.cells[1] == f"{number(1)}; +12015550123; 12"


def test_where_there_is_no_suggestion_accepting_changes_nothing() -> None:
    content = f"{HEADER}Depot,12,\n"
    assert read_one(content, None, accept("number_invalid")) == read_one(content)


def test_only_the_rejected_number_is_skipped() -> None:
    row = read_one(f'{HEADER}Depot,"{number(1)}; 12; 13",\n', None, skip("number_invalid"))
    assert isinstance(row, Entries)
    assert (row.numbers, row.rejected, row.skipped, row.entries) == ([number(1)], [], 2, 1)
    assert row.cells[1] == number(1)


def test_a_row_of_which_all_is_skipped_is_no_entry() -> None:
    assert read_one(f'{HEADER}Depot,"12; 13",\n', None, skip("number_invalid")) == SkippedRow(2, 2, "depot")


@pytest.mark.parametrize(
    ("row", "code", "entries", "group"),
    [
        (f",{number(1)},", "group_name_missing", 1, ""),
        ('Depot,"12, 13",Boss', "user_type_unknown", 2, "depot"),
        ("Depot,12,,,x", "too_many_columns", 1, ""),
        ('"A \\"B\\" C",12,Member', "quote_misplaced", 1, ""),
        ("Depot,,Admin", "phone_number_missing", 1, "depot"),
    ],
)
def test_rows_are_skipped_by_the_code_that_rejects_them(row: str, code: str, entries: int, group: str) -> None:
    content = f"{HEADER}{row}\n"
    assert read_one(content, None, skip(code)) == SkippedRow(2, entries, group)
    assert read_one(content, None, skip("number_needs_region")) == read_one(content)


@pytest.mark.parametrize(("role", "read_as"), [("Admin", Role.ADMIN), ("mitglied", Role.MEMBER), ("", None)])
def test_an_unknown_user_type_is_set(role: str, read_as: Role | None) -> None:
    rule = Rule("user_type_unknown", {Column.USER_TYPE: role})
    row = read_one(f"{HEADER}Depot,{number(1)},Boss\n", None, rule)
    assert isinstance(row, Entries)
    assert (row.role, row.numbers, row.cells[2]) == (read_as, [number(1)], role)


def test_an_unknown_region_is_set_for_the_whole_row() -> None:
    row = read_one(f'{WITH_REGION}Depot,"{NATIONAL}, 98123 45679",,India\n', None, set_region("region_unknown", "IN"))
    assert isinstance(row, Entries)
    assert (row.numbers, row.cells[3]) == (["+919812345678", "+919812345679"], "IN")


def test_what_a_rule_makes_is_rejected_again_and_another_rule_may_follow() -> None:
    """Whichever was made first: a row is read with all of them."""
    content = f"{WITH_REGION}Depot,{AMERICAN},Boss,Narnia\n"
    region = set_region("region_unknown", "IN")
    role = Rule("user_type_unknown", {Column.USER_TYPE: "Member"})
    again = read_one(content, None, region)
    assert isinstance(again, RejectedRow)
    assert again.problem.code == "user_type_unknown"
    assert rejected_codes(read_one(content, None, region, role)) == ["number_of_another_country"]
    for rules in ([region, role, accept("number_of_another_country")], [accept("number_of_another_country"), role, region]):
        row = read_one(content, None, *rules)
        assert isinstance(row, Entries)
        assert (row.numbers, row.role) == (["+12015550123"], Role.MEMBER)


def test_rules_of_two_codes_take_turns_and_end() -> None:
    """The number needs a region, is of another country then, and is no number of the region that the second rule sets."""
    rules = [set_region("number_needs_region", "IN"), set_region("number_of_another_country", "IN")]
    assert rejected_codes(read_one(f"{HEADER}Depot,{AMERICAN},\n", None, *rules)) == ["number_of_another_country"]


def test_rows_are_corrected_before_rules_apply() -> None:
    rules = [skip("number_invalid"), accept("number_of_another_country")]
    content = f"{HEADER}Depot,12,\n"
    row = read_one(content, {2: cells(phone=f"{number(1)}, 13, {AMERICAN}")}, *rules, region="IN")
    assert isinstance(row, Entries)
    assert (row.numbers, row.skipped) == ([number(1), "+12015550123"], 1)
    assert read_one(content, {2: CorrectedCells(skip=True)}, *rules) == SkippedRow(2, 1, "depot")


def test_a_rule_that_matches_nothing_changes_nothing() -> None:
    content = f'{HEADER}Depot,"{number(1)}, 12",\n'
    rules = [skip("cycle"), skip("number_needs_region"), accept("number_of_another_country")]
    assert read_one(content, None, *rules) == read_one(content)
