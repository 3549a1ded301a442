"""How often a mistyped mobile number is taken for somebody else's: `python -m benchmarks.wrong_numbers [MODULE]`.

For ten regions, mobile numbers of random digits that are valid get one digit doubled, dropped or swapped with the next,
and are read without country code, as a row of that region has them. What is read must be compared between versions:
MODULE is the file of another version's module with read_number and Number, instead of this one's.
"""

import importlib.util
import random
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import phonenumbers

from shared.domain import phone

REGIONS = ("IN", "US", "GB", "DE", "BR", "ID", "KE", "NG", "ZA", "PH")
_NUMBERS = 2000  # for each region
_SEED = 14


def _doubled(digits: str, at: int) -> str:
    return digits[: at + 1] + digits[at:]


def _dropped(digits: str, at: int) -> str:
    return digits[:at] + digits[at + 1 :]


def _swapped(digits: str, at: int) -> str:
    return digits[:at] + digits[at + 1 : at + 2] + digits[at] + digits[at + 2 :]


ERRORS: tuple[Callable[[str, int], str], ...] = (_doubled, _dropped, _swapped)


def _mobiles(region: str, chance: random.Random) -> list[str]:
    """Valid mobile numbers of the region, national without trunk prefix: an example's first digits, then random ones."""
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    if example is None:
        raise ValueError(f"libphonenumber has no example of {region}.")
    national = str(example.national_number)
    found: list[str] = []
    while len(found) < _NUMBERS:
        digits = national[:2] + "".join(chance.choices("0123456789", k=len(national) - 2))
        if phonenumbers.is_valid_number(phonenumbers.PhoneNumber(example.country_code, int(digits))):
            found.append(digits)
    return found


def rates(module: Any, region: str) -> tuple[dict[str, float], dict[str, float]]:
    """The share of mistyped numbers that are read, by error: as a number abroad, and as one of the region's country."""
    chance = random.Random(_SEED)
    code = f"+{phonenumbers.country_code_for_region(region)}"
    abroad: Counter[str] = Counter()
    within: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for digits in _mobiles(region, chance):
        for error in ERRORS:
            text = error(digits, chance.randrange(len(digits) - 1))
            if text == digits:
                continue
            tried[error.__name__] += 1
            read = module.read_number(text, region)
            if isinstance(read, module.Number):
                (within if read.e164.startswith(code) else abroad)[error.__name__] += 1
    return tuple({name: 100 * count[name] / tried[name] for name in tried} for count in (abroad, within))  # type: ignore[return-value]


def _load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("other_phone", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Print the table, in per cent."""
    module = _load(Path(sys.argv[1])) if len(sys.argv) > 1 else phone
    names = [error.__name__.removeprefix("_") for error in ERRORS]
    sys.stdout.write(f"| region | abroad: {' / '.join(names)} | same country: {' / '.join(names)} |\n|---|---|---|\n")
    for region in REGIONS:
        cells = [" / ".join(f"{share[e.__name__]:.1f}" for e in ERRORS) for share in rates(module, region)]
        sys.stdout.write(f"| {region} | {cells[0]} | {cells[1]} |\n")


if __name__ == "__main__":
    main()
