"""A believable organisation of any size: distinct valid numbers of twelve countries in groups of unequal size.

The same size gives the same rows on every machine. Each number occurs once, so that no cache of the code under test
helps it: a real file, in which people are in several groups, costs less.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SEED = 20230831  # the day on which Kaizala went
ROWS_A_GROUP = 500
MOST_ROWS = 1_000_000
"""An upload may have no more (UPLOAD_MAX_ROWS), and the narrowest range of numbers has no more."""
_ADMINS_IN_A_THOUSAND = 30


@dataclass(frozen=True, slots=True)
class Country:
    """`weight` of 100 rows; `prefix` and then `digits` free ones are a valid mobile number, whatever the free ones are."""

    region: str
    weight: int
    calling_code: str
    prefix: str
    digits: int


COUNTRIES = (
    Country("IN", 40, "91", "98", 8),
    Country("ID", 12, "62", "8123", 7),
    Country("NG", 10, "234", "803", 7),
    Country("PH", 8, "63", "917", 7),
    Country("BR", 7, "55", "119", 8),
    Country("KE", 6, "254", "72", 7),
    Country("VN", 5, "84", "90", 7),
    Country("MX", 4, "52", "55", 8),
    Country("DE", 3, "49", "151", 8),
    Country("ES", 2, "34", "61", 7),
    Country("GB", 2, "44", "7400", 6),
    Country("US", 1, "1", "2123", 6),
)
_PLACES = ("Pune", "Lagos", "Jakarta", "Cebu", "Recife", "Nairobi", "Hanoi", "Puebla", "Leipzig", "Bilbao")
_TEAMS = ("Night Shift", "Drivers", "Warehouse", "Field Sales", "Cleaning", "Nurses", "Stores", "Maintenance", "Depot")


@dataclass(frozen=True, slots=True)
class Row:
    """One membership: the cells as the file has them, and the number that they stand for."""

    group: str
    e164: str
    written: str
    role: str
    region: str


def groups_for(rows: int) -> int:
    """A larger organisation has more groups, not only larger ones: 200 for 100,000 rows."""
    return max(4, rows // ROWS_A_GROUP)


def make_rows(rows: int, groups: int | None = None) -> Iterator[Row]:
    """The rows in the order of the file, which is by person and not by group. Raises ValueError beyond MOST_ROWS."""
    if rows > MOST_ROWS:
        raise ValueError(f"at most {MOST_ROWS} rows")
    chance = random.Random(SEED)
    names = _group_names(groups or groups_for(rows))
    # Sizes of teams are skewed: a few are ten times the median.
    weights = [chance.lognormvariate(0, 0.8) for _ in names]
    chosen = chance.choices(names, weights, k=rows)
    countries = chance.choices(COUNTRIES, [country.weight for country in COUNTRIES], k=rows)
    for index in range(rows):
        yield _row(index, chosen[index], countries[index], chance)


def write_csv(path: Path, rows: int, groups: int | None = None) -> None:
    """The rows as a user group mapping."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("Group Name,Phone Number,User Type,Region\r\n")
        file.writelines(f"{r.group},{r.written},{r.role},{r.region}\r\n" for r in make_rows(rows, groups))


def _group_names(groups: int) -> list[str]:
    return [
        f"{_PLACES[index % len(_PLACES)]} {_TEAMS[index // len(_PLACES) % len(_TEAMS)]} {index + 1}"
        for index in range(groups)
    ]


def _row(index: int, group: str, country: Country, chance: random.Random) -> Row:
    # Odd and no multiple of 5, the factor makes neighbouring indexes far and keeps all of them distinct.
    free = index * 7_654_321 % 10**country.digits
    national = f"{country.prefix}{free:0{country.digits}d}"
    e164 = f"+{country.calling_code}{national}"
    role = "Admin" if chance.randrange(1000) < _ADMINS_IN_A_THOUSAND else "Member"
    style = chance.randrange(20)
    if style < 14:
        return Row(group, e164, e164, role, country.region)
    if style < 17:
        return Row(group, e164, f"+{country.calling_code} {national[:3]}-{national[3:]}", role, country.region)
    return Row(group, e164, national, role, country.region)
