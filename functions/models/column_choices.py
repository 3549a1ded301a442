"""The bodies about unknown titles: what is asked, what is chosen, and what is remembered of it."""

from datetime import datetime

from pydantic import Field

from functions.http.models import Body, Out
from functions.http.paging import Page
from shared.domain.column_choices.question import MOST_COLUMNS, AskedColumn, ColumnQuestion
from shared.domain.column_choices.remembered import RememberedChoice
from shared.domain.csv.columns import FileKind


class AskedColumnOut(Out):
    """A column of a file whose header is not known."""

    title: str = Field(
        description="The title, on one line and cut to 100 characters; a column without one is called by its place, "
        "(column 3), and a title that was there before gets a number, Phone (2)."
    )
    sheet: str = Field(description="The sheet of a workbook, empty for a CSV.")
    guess: str | None = Field(description="The column that it probably is; absent where nothing says so.")
    samples: list[str] = Field(description="The first three cells that are not blank, cut to 100 characters.")


class ChosenColumnsBody(Body):
    """What the columns of a file are."""

    columns: dict[str, str] = Field(
        max_length=MOST_COLUMNS,
        description="The column, such as Phone Number, by the title in error.columns; empty to ignore the title. A title "
        "that is not given stays what it is known to be.",
    )


class ColumnChoiceOut(Out):
    """What is remembered for files with these titles, in this order."""

    id: str = Field(description="The SHA-256 of the titles, as they are compared.")
    kind: FileKind
    titles: list[str]
    columns: dict[str, str] = Field(description="The column by title; empty for a title that is ignored.")
    chosen_by: str
    chosen_at: datetime


class ColumnChoicePage(Page[ColumnChoiceOut]):
    """Remembered choices."""


def asked_columns(question: ColumnQuestion) -> list[AskedColumnOut]:
    """The columns of a question."""
    return [_asked(column, question.sheet) for column in question.columns]


def _asked(column: AskedColumn, sheet: str) -> AskedColumnOut:
    return AskedColumnOut(title=column.title, sheet=sheet, guess=column.guess or None, samples=list(column.samples))


def column_choice_out(remembered: RememberedChoice) -> ColumnChoiceOut:
    """The answer for one remembered choice."""
    choice = remembered.choice
    return ColumnChoiceOut(
        id=remembered.id,
        kind=FileKind(choice.kind),
        titles=list(remembered.titles),
        columns=choice.by_title,
        chosen_by=choice.by,
        chosen_at=datetime.fromisoformat(choice.at),
    )
