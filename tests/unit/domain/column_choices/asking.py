"""What is asked about the text of a file."""

from io import BytesIO

import pytest

from shared.domain.codes import Problem
from shared.domain.column_choices.header_problem import ask_about
from shared.domain.column_choices.question import ColumnQuestion
from shared.domain.column_choices.sample import HeaderError
from shared.domain.csv.reader import open_csv


def ask(text: str, region: str = "IN") -> tuple[Problem, ColumnQuestion | None]:
    """The problem of the file, whose header is not known, and the question about it."""
    with pytest.raises(HeaderError) as raised:
        open_csv(BytesIO(text.encode()), "list.csv")
    return ask_about(raised.value, region)


def question_of(text: str, region: str = "IN") -> ColumnQuestion:
    """The question about the file."""
    _, question = ask(text, region)
    assert question is not None
    return question


def guesses(text: str, region: str = "IN") -> dict[str, str]:
    """The guesses by title, without titles that nothing is guessed of."""
    return {column.title: str(column.guess) for column in question_of(text, region).columns if column.guess}
