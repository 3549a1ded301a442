"""The rates of mistyped numbers compare with the stored ones of the last version that guessed."""

from benchmarks.wrong_numbers import REGIONS, measure, read_before


def test_numbers_abroad_were_taken_before_and_hardly_any_now() -> None:
    before, now = read_before(), measure(numbers=200)
    assert [rates.region for rates in before] == [rates.region for rates in now] == list(REGIONS)
    assert max(rates.abroad["doubled"] for rates in before) > 60
    # Digits that begin with 00 are international: one of the 200 Nigerian numbers lost the digit before.
    assert max(share for rates in now for share in rates.abroad.values()) <= 0.5
