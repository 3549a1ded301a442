"""A choice of columns that later files with the same titles get."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.column_choices.choice import ColumnChoice
from shared.domain.column_choices.question import ColumnQuestion
from shared.domain.column_choices.titles import column_names

_MOST_CHARACTERS = 10_000
"""A string property of a table has at most 32,768 UTF-16 units, and a character may be two of them."""


@dataclass(frozen=True, slots=True)
class RememberedChoice:
    """A choice under its fingerprint, with the names of the file's columns, the first of them where there are very many."""

    choice: ColumnChoice
    titles: tuple[str, ...]
    etag: str = ""

    @property
    def id(self) -> str:
        """The fingerprint of the titles."""
        return self.choice.fingerprint


def to_remember(choice: ColumnChoice, question: ColumnQuestion) -> RememberedChoice:
    """What is stored of a choice that answers this question."""
    return RememberedChoice(choice, _first_of(column_names(question.titles)))


def _first_of(names: Sequence[str]) -> tuple[str, ...]:
    left, kept = _MOST_CHARACTERS, []
    for name in names:
        left -= len(name)
        if left < 0:
            break
        kept.append(name)
    return tuple(kept)
