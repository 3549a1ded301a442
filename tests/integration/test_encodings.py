"""The encoding that a blob's metadata say goes with the upload through real storage."""

from pathlib import Path

from shared.domain.uploads.job import JobState
from tests.integration.driver import Driver

_FILE = Path(__file__).parents[1] / "data" / "csv-cases" / "windows-1251.csv"


async def test_a_drop_that_says_its_encoding_is_not_guessed(driver: Driver) -> None:
    view = await driver.drop("said/users.csv", _FILE, encoding="windows-1251")
    guessed = await driver.drop("guessed/users.csv", _FILE)
    assert (view.job.encoding, guessed.job.encoding) == ("windows-1251", "")
    codes = [[problem.code for problem in await driver.problems(each)] for each in (view, guessed)]
    assert codes == [[], ["encoding_guessed"]]
    assert guessed.counts.unchanged == guessed.counts.entries == view.counts.added


async def test_a_drop_with_an_encoding_that_nobody_knows_fails(driver: Driver) -> None:
    view = await driver.drop("unknown/users.csv", _FILE, encoding="klingon-8")
    assert view.job.state is JobState.FAILED
    assert view.job.error is not None
    assert view.job.error.code == "encoding_unknown"
