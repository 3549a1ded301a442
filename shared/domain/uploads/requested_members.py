"""The memberships that a file requests, by group: each number once, with the role of its last row."""

from collections.abc import Iterator

from shared.domain.codes import CODES, Problem
from shared.domain.csv.columns import Column
from shared.domain.csv.reader import GroupDeclaration
from shared.domain.csv.user_rows import Entries, RejectedRow
from shared.domain.members.membership import Role
from shared.domain.phone import mask
from shared.domain.uploads.chunks import WantedGroup, WantedRow

_ADMIN_BIT = 1


class EntryBook:
    """The entries of one file. Each takes about 150 bytes: a number, and one integer for its line and role."""

    def __init__(self) -> None:
        self.entries = 0
        self.rejected = 0
        self.duplicates = 0
        self._names: dict[str, str] = {}
        self._groups: dict[str, dict[str, int]] = {}

    def add(self, row: Entries | RejectedRow) -> list[Problem]:
        """Count a row and keep its numbers. Returns a warning, duplicate_row or conflicting_user_type, for each number
        that the group has already; the last role wins.
        """
        if isinstance(row, RejectedRow):
            self.entries += row.entries
            self.rejected += row.entries
            return []
        self.entries += len(row.numbers) + len(row.rejected)
        self.rejected += len(row.rejected)
        if not row.numbers:
            return []
        members = self._members(row.normalised, row.group_name)
        entry = row.line << 1 | (row.role is Role.ADMIN)
        warnings = []
        for number in row.numbers:
            kept = members.get(number)
            if kept is None:
                members[number] = entry
            else:
                warnings.append(self._repeat(row, members, number, kept, entry))
        return warnings

    def declare(self, declaration: GroupDeclaration) -> None:
        """Add a group that may have no members."""
        self._members(declaration.normalised, declaration.group_name)

    def names(self) -> Iterator[str]:
        """The normalised names of all groups, ascending."""
        return iter(sorted(self._groups))

    def groups(self) -> Iterator[WantedGroup]:
        """The groups by normalised name, each with its numbers, both ascending; created one at a time, to save memory."""
        for normalised in self.names():
            members = self._groups[normalised]
            rows = [WantedRow(number, _role(members[number]), members[number] >> 1) for number in sorted(members)]
            yield WantedGroup(self._names[normalised], normalised, rows)

    def _members(self, normalised: str, display: str) -> dict[str, int]:
        """A group is created with the first spelling of its name in the file."""
        self._names.setdefault(normalised, display)
        return self._groups.setdefault(normalised, {})

    def _repeat(self, row: Entries, members: dict[str, int], number: str, kept: int, entry: int) -> Problem:
        self.duplicates += 1
        if _role(kept) is row.role:
            code = "duplicate_row"
            text = f"{mask(number)} is already in “{row.group_name}” by line {kept >> 1}."
            return self._warning(row, Column.PHONE_NUMBER, code, text)
        members[number] = entry
        text = f"{mask(number)} is {_role(kept)} of “{row.group_name}” by line {kept >> 1} and {row.role} by this line."
        return self._warning(row, Column.USER_TYPE, "conflicting_user_type", text)

    def _warning(self, row: Entries, column: Column, code: str, text: str) -> Problem:
        return Problem(row.file, row.line, column, code, f"{text} {CODES[code].remedy}")


def _role(entry: int) -> Role:
    return Role.ADMIN if entry & _ADMIN_BIT else Role.MEMBER
