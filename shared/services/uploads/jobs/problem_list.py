"""The problems of one file that are kept: the first of each severity, and how many more there are.

A hostile file can have a problem in every byte; kept whole, they would fill the disk of an instance, and nobody corrects
rows by the hundred thousand. The counts of an upload come from elsewhere and are exact.
"""

from collections import Counter
from collections.abc import Iterable

from shared.domain.codes import CODES, FilePart, Problem, Severity

KEPT = 50_000
"""Errors, warnings, and rejected rows of one file that are kept."""


class ProblemCount:
    """Counts the problems of one file."""

    def __init__(self) -> None:
        self._found: Counter[Severity] = Counter()

    def admits(self, problem: Problem) -> bool:
        """Count the problem. Returns whether it is among those that are kept."""
        self._found[problem.severity] += 1
        return self._found[problem.severity] <= KEPT

    def left_out(self, part: FilePart) -> Problem | None:
        """The last entry of the list, which says how many are missing; None when all are there."""
        more = {severity: count - KEPT for severity, count in self._found.items() if count > KEPT}
        if not more:
            return None
        code = "problems_left_out"
        parts = [f"{more[severity]:,} more {severity}s" for severity in Severity if severity in more]
        return part.problem(0, "", code, f"{' and '.join(parts)} are not listed. {CODES[code].remedy}")


def first_of(problems: Iterable[Problem], part: FilePart) -> list[Problem]:
    """The problems that are kept, and the entry that says how many are not."""
    count = ProblemCount()
    kept = [problem for problem in problems if count.admits(problem)]
    left_out = count.left_out(part)
    return [*kept, left_out] if left_out else kept
