"""The files that the crash tests upload. Each upload has a name of three characters that its groups begin with and a
block of numbers of its own, so that many can share one store and still be compared."""

from collections.abc import Iterator
from dataclasses import dataclass

USER_HEADER = "Group Name,Phone Number,User Type"
PARENT_HEADER = "Parent Group Name,Child Group Name"


@dataclass(frozen=True)
class Case:
    """One upload; `number` is 0 to 99."""

    kind: str
    number: int

    @property
    def name(self) -> str:
        """First path segment of its blobs, and first word of its groups."""
        return f"{self.kind}{self.number:02d}"

    @property
    def block(self) -> str:
        """What all of its numbers begin with."""
        return f"+9198{self.number:02d}{ord(self.kind) % 10}"

    def phone(self, index: int) -> str:
        """The number of one person, 0 to 99,999."""
        return f"{self.block}{index:05d}"

    def row(self, group: str, index: int, role: str = "") -> str:
        """One good row."""
        return f"{self.name} {group},{self.phone(index)},{role}"


def links_file(case: Case, *links: tuple[str, str]) -> str:
    """A parent mapping."""
    return "\n".join([PARENT_HEADER, *(f"{case.name} {above},{case.name} {below}" for above, below in links)]) + "\n"


def seed_rows(case: Case) -> Iterator[str]:
    """Whom the groups have before: 40 members of Alpha and 30 admins of Bravo, or 45 of Romeo."""
    if case.kind in "ru":
        yield from (case.row("Romeo", i, "Admin" if i % 5 == 0 else "Member") for i in range(45))
        return
    yield from (case.row("Alpha", i, "Member") for i in range(40))
    yield from (case.row("Bravo", i, "Admin") for i in range(30))


def merge_file(case: Case) -> str:
    """300 rows: new groups and old ones, new members, new roles, unchanged, repeated, contradictory and bad ones."""
    rows = [case.row("Alpha", i, "Admin" if i < 20 else "Member") for i in range(60)]
    rows += [case.row("Bravo", i, "Member" if i < 10 else "Admin") for i in range(40)]
    rows += [case.row("Charlie", i, "Admin" if i % 10 == 0 else "Member") for i in range(110)]
    rows += [case.row("Delta", i) for i in range(50)]
    rows += [case.row("Echo", i) for i in range(24)]
    rows += [case.row("Alpha", i, "Admin") for i in range(5)]  # the same again
    rows += [case.row("Bravo", i, "Admin") for i in range(3)]  # contradictions: the last one counts
    rows += [
        f"{case.name} Delta,12,Member",
        f"{case.name} Delta,9.19812E+11,Member",
        f",{case.phone(1)},Member",
        f"{case.name} Echo,{case.phone(2)},Boss",
        f'{case.name} Echo,"{case.phone(24)}, 123, {case.phone(25)}",Member',
        f"{case.name} Foxtrot,,",
    ]
    return "\n".join([USER_HEADER, *rows]) + "\n"


def replace_file(case: Case) -> str:
    """Romeo with 30 of its 45, three of them in another role, and 60 new; Tango is new."""
    rows = [case.row("Romeo", i, "Admin" if (i < 30 and i % 5 == 0) or i in (1, 2, 3) else "Member") for i in range(30)]
    rows += [case.row("Romeo", i) for i in range(45, 105)]
    rows += [case.row("Tango", i) for i in range(20)]
    rows.append(f"{case.name} Tango,12,Member")
    return "\n".join([USER_HEADER, *rows]) + "\n"


def parent_file(case: Case) -> str:
    """Links to old, new and unnamed groups; a repeated one, a cycle, a group above itself, a child that nobody named."""
    return links_file(
        case,
        ("Top", "Alpha"),
        ("Top", "Bravo"),
        ("Alpha", "Charlie"),
        ("Alpha", "Delta"),
        ("Bravo", "Delta"),
        ("Alpha", "Charlie"),
        ("Charlie", "Alpha"),
        ("Echo", "Echo"),
        ("Delta", "Nowhere"),
        ("Side", "Echo"),
    )
