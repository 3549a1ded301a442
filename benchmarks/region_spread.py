"""What reading a number costs where a file has numbers of 12, 120 and 245 regions: `python -m benchmarks.region_spread`."""

import random
import sys
from time import process_time

import phonenumbers

from shared.domain.phone import Number, read_number

_SPREADS = (12, 120, 245)
_READ = 20_000  # numbers for each spread; all differ, so that no cache of numbers answers
_SEED = 14


def numbers_of(regions: list[str], count: int) -> list[tuple[str, str]]:
    """Texts of digits in turn from each region, like that region's example number but for the last four digits."""
    chance = random.Random(_SEED)
    found = []
    for index in range(count):
        region = regions[index % len(regions)]
        number = phonenumbers.example_number(region)
        if number is None:
            raise ValueError(f"libphonenumber has no example of {region}.")
        found.append((f"+{number.country_code}{str(number.national_number)[:-4]}{chance.randrange(10_000):04}", region))
    return found


def main() -> None:
    """Print a row for each spread: microseconds of CPU a number."""
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    sys.stdout.write("| regions | µs CPU a number | valid |\n|---|---|---|\n")
    for spread in _SPREADS:
        texts = numbers_of(regions[:spread], _READ)
        for text, region in texts[: 4 * spread]:  # compiles the patterns
            read_number(text, region)
        begin = process_time()
        valid = sum(isinstance(read_number(text, region), Number) for text, region in texts)
        cost = (process_time() - begin) / _READ * 1e6
        sys.stdout.write(f"| {len(regions[:spread])} | {cost:.0f} | {100 * valid / _READ:.0f} % |\n")


if __name__ == "__main__":
    main()
