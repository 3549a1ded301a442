"""What the API says of a problem."""

from functions.models.upload_problems import upload_problem_out
from shared.domain.codes import FilePart, Problem


def test_a_problem_has_the_cell_and_what_it_probably_means() -> None:
    problem = Problem("a.csv", 7, "Phone Number", "number_invalid", "No.", "989812345678", "+989812345678")
    out = upload_problem_out(problem).model_dump(mode="json", by_alias=True)
    assert out["value"] == "989812345678"
    text = "The Phone Number is probably +989812345678. If so, write that."
    assert out["suggestion"] == {"column": "Phone Number", "value": "+989812345678", "text": text}


def test_a_problem_of_a_workbook_says_its_sheet() -> None:
    assert upload_problem_out(FilePart("a.xlsx", "Teams").problem(7, "", "number_invalid", "No.")).sheet == "Teams"
    assert upload_problem_out(FilePart("a.csv").problem(7, "", "number_invalid", "No.")).sheet is None


def test_a_problem_without_a_cell_has_neither() -> None:
    out = upload_problem_out(Problem("a.csv", 7, "", "number_invalid", "No."))
    assert (out.value, out.suggestion) == (None, None)
