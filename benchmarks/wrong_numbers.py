"""How often a mistyped mobile number is taken for somebody else's: `python -m benchmarks.wrong_numbers [MODULE]`.

For ten regions, mobile numbers of random digits that are valid get one digit doubled, dropped or swapped with the next,
and are read without country code, as a row of that region has them. The same seed gives the same numbers, so the rates of
another version compare: MODULE is the file of its module with read_number and Number, whose rates are printed as JSON.
results/wrong-numbers-before.json was made so from shared/domain/phone.py of commit 12e2ce9, the last that guessed.
"""

import importlib.util
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import phonenumbers

from benchmarks.report import print_columns
from shared.domain import phone

REGIONS = ("IN", "US", "GB", "DE", "BR", "ID", "KE", "NG", "ZA", "PH")
NUMBERS = 2000  # for each region
_SEED = 14
_BEFORE = Path(__file__).parent / "results" / "wrong-numbers-before.json"


@dataclass(frozen=True, slots=True)
class Rates:
    """Per cent of a region's mistyped numbers that are read, by error: as a number abroad, and as one of its country."""

    region: str
    abroad: dict[str, float]
    same_country: dict[str, float]


def _doubled(digits: str, at: int) -> str:
    return digits[: at + 1] + digits[at:]


def _dropped(digits: str, at: int) -> str:
    return digits[:at] + digits[at + 1 :]


def _swapped(digits: str, at: int) -> str:
    return digits[:at] + digits[at + 1 : at + 2] + digits[at] + digits[at + 2 :]


_ERRORS: dict[str, Callable[[str, int], str]] = {"doubled": _doubled, "dropped": _dropped, "swapped": _swapped}


def _mobiles(region: str, numbers: int, chance: random.Random) -> list[str]:
    """Valid mobile numbers of the region, national without trunk prefix: an example's first digits, then random ones."""
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    if example is None:
        raise ValueError(f"libphonenumber has no example of {region}.")
    national = str(example.national_number)
    found: list[str] = []
    while len(found) < numbers:
        digits = national[:2] + "".join(chance.choices("0123456789", k=len(national) - 2))
        if phonenumbers.is_valid_number(phonenumbers.PhoneNumber(example.country_code, int(digits))):
            found.append(digits)
    return found


def measure(numbers: int = NUMBERS, module: Any = phone) -> list[Rates]:
    """The rates of each region, of so many numbers."""
    return [_rates(module, region, numbers) for region in REGIONS]


def print_rates(before: Sequence[Rates], now: Sequence[Rates]) -> None:
    """A row for each region: before and now, abroad and in the same country."""
    print(f"Per cent of mobile numbers with a digit {' / '.join(_ERRORS)} that are taken for another number:")
    head = ("region", "abroad, before", "abroad", "same country, before", "same country")
    rows = [
        (old.region, *map(_cell, (old.abroad, new.abroad, old.same_country, new.same_country)))
        for old, new in zip(before, now, strict=True)
    ]
    print_columns([head, *rows], left=1)


def read_before() -> list[Rates]:
    """The rates of the last version that guessed, of 2,000 numbers."""
    return [Rates(**rates) for rates in json.loads(_BEFORE.read_text(encoding="utf-8"))]


def _rates(module: Any, region: str, numbers: int) -> Rates:
    chance = random.Random(_SEED)
    code = f"+{phonenumbers.country_code_for_region(region)}"
    abroad: Counter[str] = Counter()
    within: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for digits in _mobiles(region, numbers, chance):
        for name, error in _ERRORS.items():
            text = error(digits, chance.randrange(len(digits) - 1))
            if text == digits:
                continue
            tried[name] += 1
            read = module.read_number(text, region)
            if isinstance(read, module.Number):
                (within if read.e164.startswith(code) else abroad)[name] += 1
    shares = ({name: round(100 * count[name] / tried[name], 2) for name in tried} for count in (abroad, within))
    return Rates(region, *shares)


def _cell(rates: dict[str, float]) -> str:
    return " / ".join(f"{rates[name]:.1f}" for name in _ERRORS)


def _load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("other_phone", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Print the table beside the stored rates, or the rates of the module in the command."""
    if len(sys.argv) > 1:
        rates = measure(module=_load(Path(sys.argv[1])))
        sys.stdout.write(json.dumps([asdict(each) for each in rates], indent=1) + "\n")
    else:
        print_rates(read_before(), measure())


if __name__ == "__main__":
    main()
