"""Why entries of an upload are rejected, counted by code, so that one repair can be offered for all of a cause."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from shared.domain.codes import Problem
from shared.domain.csv.columns import FileKind


@dataclass(frozen=True, slots=True)
class Cause:
    """How many entries of a file are rejected with this code, and how many of them have a suggestion."""

    kind: str
    code: str
    rejected: int
    suggestions: int = 0


class CauseCount:
    """Counts the rejected entries of one file by code."""

    def __init__(self, kind: FileKind) -> None:
        self._kind = kind
        self._rejected: Counter[str] = Counter()
        self._suggestions: Counter[str] = Counter()

    def add(self, problems: Iterable[Problem], entries: int = 1) -> None:
        """Count the entries that are rejected with each of these problems."""
        for problem in problems:
            self._rejected[problem.code] += entries
            self._suggestions[problem.code] += entries if problem.suggestion else 0

    def causes(self) -> tuple[Cause, ...]:
        """The causes, in the order of their codes."""
        counts = sorted(self._rejected.items())
        return tuple(Cause(self._kind, code, count, self._suggestions[code]) for code, count in counts)


def with_causes(known: Iterable[Cause], kind: FileKind, found: Iterable[Cause]) -> tuple[Cause, ...]:
    """The causes of an upload with those of one file replaced, most entries first."""
    causes = [*(each for each in known if each.kind != kind), *found]
    return tuple(sorted(causes, key=lambda cause: (-cause.rejected, cause.kind, cause.code)))
