"""The bodies of answers about the problems of an upload."""

from pydantic import Field

from functions.http.models import Out
from functions.http.paging import Page
from shared.domain.codes import Problem, Severity


class SuggestionOut(Out):
    """What a rejected row probably means: the value to write into the column, and the sentence that says so."""

    column: str
    value: str
    text: str


class UploadProblemOut(Out):
    """A rejected row or number, or a warning about an accepted row."""

    file: str
    sheet: str | None = Field(None, description="The sheet of a workbook; null in a CSV, and for a whole workbook.")
    line: int = Field(description="The line of a CSV, as in an editor, or the row of the sheet; 0 for the whole file.")
    column: str
    code: str
    severity: Severity
    message: str = Field(description="What is wrong and what to do, with phone numbers masked.")
    value: str | None = Field(
        None, description="The rejected cell, or the rejected number of a cell, as written; at most 500 characters of it."
    )
    suggestion: SuggestionOut | None = None


class UploadProblemPage(Page[UploadProblemOut]):
    """Problems in the order of the lines; those of the user group mapping come first."""


def upload_problem_out(problem: Problem) -> UploadProblemOut:
    """The answer for one problem."""
    return UploadProblemOut(
        file=problem.file,
        sheet=problem.sheet or None,
        line=problem.line,
        column=problem.column,
        code=problem.code,
        severity=problem.severity,
        message=problem.message,
        value=problem.value or None,
        suggestion=suggestion_out(problem),
    )


def suggestion_out(problem: Problem) -> SuggestionOut | None:
    """What the problem suggests, or None."""
    if not problem.suggestion:
        return None
    text = f"The {problem.column} is probably {problem.suggestion}. If so, write that."
    return SuggestionOut(column=problem.column, value=problem.suggestion, text=text)
