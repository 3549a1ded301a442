"""Checks which columns somebody chose for the titles of a file, and makes the choice of it."""

from collections.abc import Iterator, Mapping, Sequence

from shared.domain.column_choices.choice import MAY_LACK, ChosenColumn, ColumnChoice
from shared.domain.column_choices.question import ColumnQuestion
from shared.domain.column_choices.titles import column_names, find_column
from shared.domain.csv.columns import COLUMNS, Column, FileKind
from shared.domain.csv.synonyms import column_of
from shared.errors import FieldError, InvalidInput

_COLUMNS_BY_NAME = {str(column): column for column in Column}
_MOST_CHARACTERS = 4_000
"""Of the titles that a job stores: a property of its entity holds those of two files with all else."""


def read_choice(question: ColumnQuestion, wanted: Mapping[str, str], by: str, at: str) -> ColumnChoice:
    """The choice of `wanted`, which has columns by title, "" for a title to ignore. A title that is known by itself and not
    in `wanted` stays what it is, unless another title was chosen for its column.

    Raises InvalidInput, with a field such as columns.Mobile for each error.
    """
    names = _names(question)
    chosen: dict[int, Column | None] = {}
    errors = list(_errors(names, wanted, chosen))
    if errors:
        raise InvalidInput("The columns cannot be chosen like this.", errors)
    known = _known(question, chosen)
    kind = _kind({column for column in chosen.values() if column}, set(known.values()))
    for index, column in known.items():
        if column in COLUMNS[kind]:
            if column in chosen.values():
                message = f"Two titles mean {column}. Say which of them it is, and ignore the other."
                raise _invalid("columns", "column_chosen_twice", message)
            chosen[index] = column
    for column in COLUMNS[kind]:
        if column not in chosen.values() and column not in MAY_LACK:
            raise _invalid("columns", "column_missing", f"Choose a title for {column}; a {kind.words} needs it.")
    columns = [ChosenColumn(index, names[index], chosen[index] or "") for index in sorted(chosen)]
    return ColumnChoice(question.fingerprint, kind, _fitting(columns), by, at)


def _names(question: ColumnQuestion) -> list[str]:
    width = max((column.index + 1 for column in question.columns), default=0)
    return column_names(question.titles, width)


def _errors(
    names: Sequence[str], wanted: Mapping[str, str], chosen: dict[int, Column | None]
) -> Iterator[FieldError]:
    """The errors of single titles; without any, `chosen` has the column of each index."""
    for title, name in wanted.items():
        field = f"columns.{title}"
        index = find_column(names, title)
        column = _COLUMNS_BY_NAME.get(name)
        if index is None:
            yield FieldError(field, "title_unknown", "The file has no such title.")
        elif name and column is None:
            known = ", ".join(_COLUMNS_BY_NAME)
            yield FieldError(field, "column_unknown", f"There is no such column. Use {known}, or nothing to ignore it.")
        elif index in chosen:
            yield FieldError(field, "title_chosen_twice", "The title is given twice.")
        elif column is not None and column in chosen.values():
            yield FieldError(field, "column_chosen_twice", f"{column} is chosen for another title already.")
        else:
            chosen[index] = column


def _known(question: ColumnQuestion, chosen: Mapping[int, Column | None]) -> dict[int, Column]:
    """The columns that say by their titles what they are, and about which nothing was said."""
    found = {index: column_of(title) for index, title in enumerate(question.titles)}
    taken = set(chosen.values())
    return {index: column for index, column in found.items() if column and index not in chosen and column not in taken}


def _kind(chosen: set[Column], known: set[Column]) -> FileKind:
    """The kind of file that the chosen columns are of; where they say nothing, that of the known titles."""
    kinds = [kind for kind in FileKind if chosen & set(COLUMNS[kind])]
    if len(kinds) > 1:
        message = "The columns are of both kinds of file; choose those of a user or of a parent group mapping."
        raise _invalid("columns", "kinds_mixed", message)
    if kinds:
        return kinds[0]
    complete = [kind for kind in FileKind if known >= set(COLUMNS[kind]) - MAY_LACK]
    if len(complete) == 1:
        return complete[0]
    raise _invalid("columns", "column_missing", "Choose the columns that the file needs.")


def _fitting(columns: list[ChosenColumn]) -> tuple[ChosenColumn, ...]:
    """Those that have a column, and of those to ignore as many as can be stored."""
    left = _MOST_CHARACTERS
    fitting = []
    for each in sorted(columns, key=lambda column: not column.column):
        left -= len(each.title)
        if each.column or left > 0:
            fitting.append(each)
    return tuple(sorted(fitting, key=lambda column: column.index))


def _invalid(field: str, code: str, message: str) -> InvalidInput:
    return InvalidInput(message, [FieldError(field, code, message)])
