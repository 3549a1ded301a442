"""The problem of a file whose header is not known: about the row that is asked about, or that there is no header at all."""

from dataclasses import replace

from shared.domain.codes import CODES, Problem, Rejection
from shared.domain.column_choices.question import ColumnQuestion, ask_columns, first_member_row
from shared.domain.column_choices.sample import HeaderError
from shared.domain.csv.columns import COLUMNS, FileKind, recognise_header

HEADER_CODES = frozenset({"header_unrecognised", "header_ambiguous"})
"""The faults after which columns can be chosen, where there is a question."""


def ask_about(error: HeaderError, region: str) -> tuple[Problem, ColumnQuestion | None]:
    """The problem, and what is asked, None where no row can be the header."""
    question = ask_columns(error.sample, region)
    if question is not None:
        return _about(error.problem, question), question
    row = first_member_row(error.sample, region)
    if row is None:
        return error.problem, None
    titles = ",".join(COLUMNS[FileKind.USER])
    message = (
        f"The first row to hold a phone number has no header above it. Add a row with the titles {titles} above the rows, "
        "and upload the file again."
    )
    return replace(error.problem, line=row.line, message=message), None


def _about(problem: Problem, question: ColumnQuestion) -> Problem:
    """The problem at the row that is asked about, which may lie below titles of the sheet."""
    found = recognise_header(question.titles)
    if problem.line == question.line or not isinstance(found, Rejection):
        return problem
    message = f"{found.cause} {CODES[found.code].remedy}"
    return replace(problem, line=question.line, code=found.code, message=message)
