"""The phone numbers in a request, as text of any form, and the outcome of each."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from shared.domain.codes import CODES, Rejection
from shared.domain.csv.synonyms import Column, column_of
from shared.domain.members.membership import Change, Membership, Role, is_admin
from shared.domain.phone import read_number, split_cell
from shared.domain.uploads.difference import Existing
from shared.domain.uploads.undo import before_of

_ROWS_WITH_TITLE = 2


class Outcome(StrEnum):
    """The outcome of one phone number of a request."""

    ADDED = "added"
    ROLE_CHANGED = "roleChanged"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class NumberResult:
    """One number as the request has it. `code` and `message` say why it was rejected, or that it is a duplicate."""

    input: str
    outcome: Outcome
    phone_number: str = ""
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class AskedNumber:
    """One text of the request, and its E.164 number or rejection; `is_repeated` when an earlier text has that number."""

    input: str
    read: str | Rejection
    is_repeated: bool = False


def pasted_cells(text: str) -> list[str]:
    """The cells of a text that may have been copied from a spreadsheet: tabs between cells, a row a line, line breaks
    inside cells in quotation marks. Below a first line with the title of the numbers only that column is taken.

    Tabs are no part of a number here: two cells are never glued to one number.
    """
    if "\t" not in text and len(text.splitlines()) < _ROWS_WITH_TITLE:
        return [text]
    try:
        rows = [*csv.reader(io.StringIO(text, newline=""), delimiter="\t")]
    except csv.Error:
        rows = [line.split("\t") for line in text.splitlines()]
    rows = [row for row in rows if any(map(str.strip, row))]
    titles = [index for index, cell in enumerate(rows[0]) if column_of(cell) is Column.PHONE_NUMBER] if rows else []
    if len(titles) == 1 and len(rows) >= _ROWS_WITH_TITLE:
        return [row[titles[0]] for row in rows[1:] if titles[0] < len(row)]
    return [cell for row in rows for cell in row if cell.strip()]


def split_text(text: str) -> list[str]:
    """The numbers in one text of a request, each as it was written."""
    return [number for cell in pasted_cells(text) for number in split_cell(cell)]


def read_asked(texts: Sequence[str], region: str | None) -> list[AskedNumber]:
    """Every number in the texts; one text may contain several, separated as in a cell of an upload."""
    asked: list[AskedNumber] = []
    seen: set[str] = set()
    for text in chain.from_iterable(map(split_text, texts)):
        read = read_number(text, region)
        if isinstance(read, Rejection):
            asked.append(AskedNumber(text, read))
        else:
            asked.append(AskedNumber(text, read.e164, read.e164 in seen))
            seen.add(read.e164)
    return asked


def distinct_numbers(asked: Iterable[AskedNumber]) -> list[str]:
    """The valid numbers, each once, in the order of the request: they are written in several transactions, whose order is
    told to connectors that see numbers masked."""
    return list(dict.fromkeys(each.read for each in asked if isinstance(each.read, str)))


def results_of(asked: Sequence[AskedNumber], outcomes: Mapping[str, NumberResult]) -> list[NumberResult]:
    """The outcome of every text in its order; `outcomes` has those of the distinct valid numbers."""
    return [_result(each, outcomes) for each in asked]


def outcome_of(change: Change) -> Outcome:
    """The outcome of a change that was written."""
    return Outcome.ROLE_CHANGED if change.before else Outcome.ADDED


def loses_admin(change: Change) -> bool:
    """Whether the change removes one of the group's admins."""
    return is_admin(change.before) and not is_admin(change.after)


def keep_one_admin(changes: Sequence[Change], admins: int) -> tuple[list[Change], list[Change]]:
    """Splits the changes to a group with `admins` admins into those that leave it at least one, and those rejected."""
    left = admins + sum(change.net.admins for change in changes)
    kept, rejected = list(changes), []
    for change in reversed(changes):
        if left > 0:
            break
        if loses_admin(change):
            kept.remove(change)
            rejected.append(change)
            left += 1
    return kept, rejected


def change_to(existing: Membership | None, wanted: Membership) -> Change | None:
    """The change that gives a number the wanted membership, None when it has that role already. An existing member keeps
    `added_at` and `added_by`."""
    if existing is None:
        return Change(wanted.phone_number, None, wanted)
    return (
        None
        if existing.role is wanted.role
        else Change(wanted.phone_number, existing, with_role(existing, wanted.role))
    )


def with_role(row: Membership, role: Role) -> Membership:
    """The row with a role that was changed over HTTP: it belongs to no upload any more, and `before` keeps what an upload
    wrote, so that its undo can say that it left the row."""
    former = Existing(row.role, row.job_id, row.before)
    before = before_of(former, "") if row.job_id or row.before else ""
    return Membership(row.group_id, row.phone_number, role, row.added_at, row.added_by, before=before)


def _result(asked: AskedNumber, outcomes: Mapping[str, NumberResult]) -> NumberResult:
    if isinstance(asked.read, Rejection):
        return NumberResult(asked.input, Outcome.REJECTED, "", asked.read.code, explanation(asked.read))
    result = outcomes[asked.read]
    if asked.is_repeated:
        message = "The request names this number more than once."
        return NumberResult(asked.input, Outcome.UNCHANGED, asked.read, "duplicate", message)
    return NumberResult(asked.input, result.outcome, asked.read, result.code, result.message)


def explanation(rejection: Rejection) -> str:
    """What is wrong with a number, and what to do, without the number."""
    code = CODES[rejection.code]
    return " ".join(part for part in (code.meaning, _sentence(rejection.cause), code.remedy) if part)


def _sentence(cause: str) -> str:
    return f"{cause[0].upper()}{cause[1:]}." if cause else ""
