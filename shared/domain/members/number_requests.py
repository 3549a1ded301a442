"""Numbers that a request asks for, as text of any form, and what became of each of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from shared.domain.codes import CODES, Fault
from shared.domain.members.membership import Change, Membership, Role, is_admin
from shared.domain.phone import read_number, split_cell


class Outcome(StrEnum):
    """The outcome of one phone number of a request."""

    ADDED = "added"
    ROLE_CHANGED = "roleChanged"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class NumberResult:
    """One number as it was asked for. `code` and `message` say why it was rejected, or that it was there twice."""

    input: str
    outcome: Outcome
    phone_number: str = ""
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class AskedNumber:
    """One text of the request and what was read from it; `is_repeated` where an earlier text is the same number."""

    input: str
    read: str | Fault
    is_repeated: bool = False


def read_asked(texts: Sequence[str], region: str | None) -> list[AskedNumber]:
    """Every number in the texts, each of which may hold several separated as in a cell of an upload."""
    asked: list[AskedNumber] = []
    seen: set[str] = set()
    for text in chain.from_iterable(map(split_cell, texts)):
        read = read_number(text, region)
        if isinstance(read, Fault):
            asked.append(AskedNumber(text, read))
        else:
            asked.append(AskedNumber(text, read.e164, read.e164 in seen))
            seen.add(read.e164)
    return asked


def distinct_numbers(asked: Iterable[AskedNumber]) -> list[str]:
    """The valid numbers, ascending."""
    return sorted({each.read for each in asked if isinstance(each.read, str)})


def results_of(asked: Sequence[AskedNumber], settled: Mapping[str, NumberResult]) -> list[NumberResult]:
    """The outcome of every text in its order; `settled` holds those of the distinct valid numbers."""
    return [_result(each, settled) for each in asked]


def outcome_of(change: Change) -> Outcome:
    """What a written change did to its number."""
    return Outcome.ROLE_CHANGED if change.before else Outcome.ADDED


def loses_admin(change: Change) -> bool:
    """Whether the change takes the group one of its admins."""
    return is_admin(change.before) and not is_admin(change.after)


def keep_one_admin(changes: Sequence[Change], admins: int) -> tuple[list[Change], list[Change]]:
    """Of the changes to a group with so many admins, those that leave it one, and those refused because they do not."""
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
    """The change that gives a number the wanted membership, None when it has that role already. Who was a member keeps
    when and by whom they were added; a role changed over HTTP belongs to no upload any more."""
    if existing is None:
        return Change(wanted.phone_number, None, wanted)
    return (
        None
        if existing.role is wanted.role
        else Change(wanted.phone_number, existing, with_role(existing, wanted.role))
    )


def with_role(row: Membership, role: Role) -> Membership:
    """The row with a role given over HTTP."""
    return Membership(row.group_id, row.phone_number, role, row.added_at, row.added_by)


def _result(asked: AskedNumber, settled: Mapping[str, NumberResult]) -> NumberResult:
    if isinstance(asked.read, Fault):
        code = CODES[asked.read.code]
        message = " ".join(part for part in (code.meaning, _sentence(asked.read.cause), code.remedy) if part)
        return NumberResult(asked.input, Outcome.REJECTED, "", code.code, message)
    result = settled[asked.read]
    if asked.is_repeated:
        message = "The number is there twice in the request."
        return NumberResult(asked.input, Outcome.UNCHANGED, asked.read, "duplicate", message)
    return NumberResult(asked.input, result.outcome, asked.read, result.code, result.message)


def _sentence(cause: str) -> str:
    return f"{cause[0].upper()}{cause[1:]}." if cause else ""
