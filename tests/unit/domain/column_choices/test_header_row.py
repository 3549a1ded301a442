"""Which row is taken as the header: never one that holds a member, and none that swallows one."""

import pytest

from shared.domain.column_choices.question import MOST_COLUMNS
from tests.people import number
from tests.unit.domain.column_choices.asking import ask, question_of

ROW = f"Depot,Kim,{number(1)},x\n"
TITLES = "Zyx,Wvu,Tsr,Qpo\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (TITLES + ROW, 1),
        ("\n# An instruction\n" + TITLES + ROW, 3),
        ("Staff of the depots\n\n" + TITLES + ROW, 3),
        ("Staff list,as of 2024-05-06\n" + TITLES + ROW, 2),
        (f"Call {number(9)}\n" + TITLES + ROW, 2),
        ("Depot list,North,,\n" + "Team unit,Person,Mobile no.,Age\n" + ROW, 2),
        (TITLES + "Store North,,,Member\n" + ROW, 1),  # a row without a number is refused and seen, not taken for titles
        (TITLES + "Region,Country,x,y\n" + "a,b,c,d\n", 1),
        ("Zyx;Wvu\nSmith, John;Depot, North, East\n", 1),
    ],
)
def test_the_row_above_the_members_that_sounds_most_like_titles(text: str, line: int) -> None:
    assert question_of(text).line == line


@pytest.mark.parametrize(
    "text",
    [
        ROW + ROW,
        ROW + TITLES + ROW,
        "Depot,98123,Member\n" + ROW,  # a digit too few: a member all the same
        "Depot,9.19812E+11\n",
        f"Staff list\n{ROW}",
        "Depot,0221 2300012\n",
        f"Depot;{number(1)}\nDepot;{number(2)}\n",
    ],
)
@pytest.mark.parametrize("region", ["IN", ""])
def test_a_file_that_begins_with_a_member_has_no_header_to_choose_for(text: str, region: str) -> None:
    problem, question = ask(text, region)
    assert question is None
    assert problem.code == "header_unrecognised"
    assert problem.line == 1 + text.startswith("Staff list")
    assert "Add a row with the titles Group Name,Phone Number,User Type" in problem.message


def test_a_letter_is_neither_asked_about_nor_told_of_members() -> None:
    problem, question = ask("Dear Sir or Madam\nplease find enclosed\n")
    assert question is None
    assert "Copy the header from the template" in problem.message


def test_the_problem_is_about_the_row_that_is_asked_about() -> None:
    problem, _ = ask("Staff list of all depots\n\nTeam,Phone,What\n" + f"Depot,{number(1)},x\n")
    assert problem.line == 3
    assert "“Team,Phone,What”" in problem.message


def test_columns_without_title_and_titles_that_come_twice_can_be_told_apart() -> None:
    text = f'Phone,Phone,,"Phone\n(2)",,\nDepot,{number(1)},{number(2)},x,,y\n'
    titles = [column.title for column in question_of(text).columns]
    assert titles == ["Phone", "Phone (2)", "(column 3)", "Phone (2) (2)", "(column 6)"]


def test_samples_are_the_first_cells_that_are_not_blank() -> None:
    rows = "".join(f"{cell},{'z' * 500}\n" for cell in ("", "a", " ", "b", "c", "d"))
    first, second = question_of(f"Zyx,Wvu\n{rows}").columns
    assert first.samples == ("a", "b", "c")
    assert second.samples == ("z" * 100,) * 3


def test_a_question_is_bounded_whatever_the_file() -> None:
    titles = ",".join(f"{n} {'x' * 300}" for n in range(3000))
    question = question_of(f"{titles}\n" + f"{','.join(['9812345678'] * 3000)}\n" * 3)
    assert len(question.columns) == MOST_COLUMNS
    assert max(len(column.title) for column in question.columns) <= 100
    wide = ",".join(f"t{n}" for n in range(150)) + ",Mobile number of the employee"
    assert "Mobile number of the employee" in [column.title for column in question_of(f"{wide}\n").columns], "guesses first"
