"""The memberships that a file requests, by group: each number once, with the role of its last row that has one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from shared.domain.codes import CODES, FilePart, Problem
from shared.domain.csv.columns import Column
from shared.domain.csv.reader import GroupDeclaration
from shared.domain.csv.user_rows import Entries, RejectedRow, SkippedRow
from shared.domain.members.membership import Role
from shared.domain.phone import mask
from shared.domain.redaction import excerpt
from shared.domain.uploads.chunks import WantedGroup, WantedRow
from shared.domain.uploads.rejected_groups import RefusedGroups, RejectedGroups
from shared.domain.uploads.spellings import Spellings

_ROLES = (Role.MEMBER, Role.ADMIN, None)
_ROLE_BITS = 2
"""An entry is the line, shifted, and the index of its role."""


class EntryBook:
    """The entries of one file. Each takes about 120 bytes: an integer for its number, and one for its line and role."""

    def __init__(self) -> None:
        self.entries = 0
        self.rejected = 0
        self.duplicates = 0
        self.skipped = 0
        self.rejected_groups = RejectedGroups()
        self.skipped_groups = RejectedGroups()
        self._spellings = Spellings()
        self._groups: dict[str, dict[int, int]] = {}

    def add(self, row: Entries | RejectedRow | SkippedRow) -> list[Problem]:
        """Count a row and keep its numbers. Returns a warning, duplicate_row or conflicting_user_type, for each number
        that the group has already; the last role wins, and a blank one says nothing against another. The first is
        names_merged when the group's name was spelled otherwise before.

        What corrections leave out is no entry, but counted by itself.
        """
        if isinstance(row, SkippedRow):
            self._skip(row.entries, row.normalised)
            return []
        if isinstance(row, RejectedRow):
            self.entries += row.entries
            self.rejected += row.entries
            self.rejected_groups.add(row.normalised)
            return []
        self.entries += len(row.numbers) + len(row.rejected)
        if row.rejected:
            self.rejected += len(row.rejected)
            self.rejected_groups.add(row.rejected_group)
        if row.skipped:
            self._skip(row.skipped, row.rejected_group)
        if not row.numbers:
            return []
        warnings = self._spellings.add(row.part, row.line, row.group_name, row.normalised)
        members = self._groups.setdefault(row.normalised, {})
        entry = row.line << _ROLE_BITS | _ROLES.index(row.role)
        for number in row.numbers:
            digits = int(number)
            kept = members.get(digits)
            if kept is not None:
                warnings.append(self._repeat(row, number, kept))
            if kept is None or (row.role is not None and _role(kept) is not row.role):
                members[digits] = entry
        return warnings

    def _skip(self, entries: int, normalised: str) -> None:
        self.skipped += entries
        self.skipped_groups.add(normalised)

    def declare(self, part: FilePart, declaration: GroupDeclaration) -> list[Problem]:
        """Add a group that may have no members. Returns the warning names_merged where there is one."""
        self._groups.setdefault(declaration.normalised, {})
        return self._spellings.add(part, declaration.line, declaration.group_name, declaration.normalised)

    @property
    def group_count(self) -> int:
        """How many groups the file names so far."""
        return len(self._groups)

    @property
    def name_characters(self) -> int:
        """How many characters the names of its groups have."""
        return self._spellings.characters

    def names(self) -> Iterator[str]:
        """The normalised names of all groups, ascending."""
        return iter(sorted(self._groups))

    def refused_groups(self) -> RefusedGroups:
        """The groups with accepted rows and others that are rejected or left out."""
        return RefusedGroups(self.rejected_groups.among(self._groups), self.skipped_groups.among(self._groups))

    def display(self, normalised: str) -> str:
        """The first spelling of a group's name in the file."""
        return self._spellings.first(normalised)

    def line(self, normalised: str) -> int:
        """The first line that gives the group a member; 0 when none does."""
        return min(self._groups[normalised].values(), default=0) >> _ROLE_BITS

    def groups(self) -> Iterator[WantedGroup]:
        """The groups by normalised name, each with its numbers, both ascending; created one at a time, to save memory."""
        for normalised in self.names():
            rows = _WantedRows(self._groups[normalised])
            yield WantedGroup(self.display(normalised), normalised, rows)

    def _repeat(self, row: Entries, number: str, kept: int) -> Problem:
        self.duplicates += 1
        if _role(kept) is row.role or row.role is None or _role(kept) is None:
            code = "duplicate_row"
            text = f"{mask(number)} is already in {excerpt(row.group_name)} by line {_line(kept)}."
            return self._warning(row, Column.PHONE_NUMBER, code, text)
        group = excerpt(row.group_name)
        text = f"{mask(number)} is {_role(kept)} of {group} by line {_line(kept)} and {row.role} by this line."
        return self._warning(row, Column.USER_TYPE, "conflicting_user_type", text)

    def _warning(self, row: Entries, column: Column, code: str, text: str) -> Problem:
        return row.part.problem(row.line, column, code, f"{text} {CODES[code].remedy}")


class _WantedRows(Sequence[WantedRow]):
    """The rows of one group, ascending by number, each made when it is asked for: there may be a million."""

    def __init__(self, members: Mapping[int, int]) -> None:
        self._members = members
        self._order = sorted(members, key=str)

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, at: int) -> WantedRow: ...
    @overload
    def __getitem__(self, at: slice) -> list[WantedRow]: ...
    def __getitem__(self, at: int | slice) -> WantedRow | list[WantedRow]:
        if isinstance(at, slice):
            return [self._row(digits) for digits in self._order[at]]
        return self._row(self._order[at])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def _row(self, digits: int) -> WantedRow:
        entry = self._members[digits]
        return WantedRow(f"+{digits}", _role(entry), _line(entry))


def _role(entry: int) -> Role | None:
    return _ROLES[entry & ((1 << _ROLE_BITS) - 1)]


def _line(entry: int) -> int:
    return entry >> _ROLE_BITS
