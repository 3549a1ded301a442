"""What reading a number costs where a file has numbers of 12, 120 and 245 regions: `python -m benchmarks.region_spread`."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import process_time

import phonenumbers

from benchmarks.report import print_columns
from shared.domain.phone import Number, read_number

_SPREADS = (12, 120, 245)
NUMBERS = 20_000
"""For each spread."""

_WARM = 4  # numbers of each region that are read before, which compiles its patterns


@dataclass(frozen=True, slots=True)
class Spread:
    """The cost of numbers of so many regions."""

    regions: int
    cpu_microseconds_a_number: float
    valid_percent: float


def measure(numbers: int = NUMBERS) -> list[Spread]:
    """Read so many numbers for each spread."""
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    return [_measure_one(regions[:spread], numbers, 3_000 * at) for at, spread in enumerate(_SPREADS)]


def print_spreads(spreads: Sequence[Spread]) -> None:
    """A row for each spread."""
    rows = [(str(s.regions), f"{s.cpu_microseconds_a_number:.0f}", f"{s.valid_percent:.0f}") for s in spreads]
    print_columns([("numbers of so many regions", "CPU µs/number", "valid %"), *rows], left=1)


def _measure_one(regions: list[str], numbers: int, start: int) -> Spread:
    warm = _WARM * len(regions)
    texts = _texts_of(regions, warm + numbers, start)
    for text, region in texts[:warm]:
        read_number(text, region)
    begin = process_time()
    valid = sum(isinstance(read_number(text, region), Number) for text, region in texts[warm:])
    return Spread(len(regions), (process_time() - begin) / numbers * 1e6, 100 * valid / numbers)


def _texts_of(regions: list[str], count: int, start: int) -> list[tuple[str, str]]:
    """Texts of digits in turn from each region, like that region's example number but for the last four digits. No two of
    a run are the same, so that no cache of numbers answers; `start` is below those of the next spread."""
    found = []
    for index in range(count):
        region = regions[index % len(regions)]
        number = phonenumbers.example_number(region)
        if number is None:
            raise ValueError(f"libphonenumber has no example of {region}.")
        last = 7_919 * (start + index // len(regions)) % 10_000
        found.append((f"+{number.country_code}{str(number.national_number)[:-4]}{last:04}", region))
    return found


if __name__ == "__main__":
    print_spreads(measure())
