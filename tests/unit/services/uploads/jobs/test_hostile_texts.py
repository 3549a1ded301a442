"""What an upload's sender chose never reaches the job log with a whole phone number, or at any length."""

import re
from collections.abc import Sequence
from typing import Any

import pytest

from shared.domain.uploads.job import JobState
from tests.fakes.world import FakeWorld
from tests.mappings import log_of, parents, users

NUMBER = "9812345678"
LONGEST = 2_000
"""Characters of one message: ten excerpts of 60 and the words around them take less than half."""
_WHOLE = re.compile(r"\d(?:[^\w]{0,3}\d){6,}")


def walk(lines: Sequence[dict[str, Any]]) -> list[str]:
    """The codes of all lines, after looking at each."""
    for line in lines:
        for text in (line["message"], line.get("file", "")):
            assert not _WHOLE.search(text), line
        assert len(line["message"]) <= LONGEST, line["code"]
    return [line["code"] for line in lines]


async def test_all_lines_of_an_upload_with_numbers_in_its_names() -> None:
    world = FakeWorld()
    names = [f"{NUMBER} {n:02d} {'x' * 150}" for n in range(40)]
    world.put(f"{NUMBER}/parents.csv", parents(*zip(names, [*names[1:], names[0]], strict=True), ("P", f"{NUMBER}9")))
    job = await world.drop(f"{NUMBER}/users.csv", users(*((name, n + 1, NUMBER) for n, name in enumerate(names))))
    assert {"job_started", "user_type_unknown", "child_not_in_file"} <= set(walk(await log_of(world, job)))
    job = await world.drop(f"{NUMBER}/users.csv", users(*((name, n + 1, "Member") for n, name in enumerate(names))))
    assert "cycle" in walk(await log_of(world, job))


async def test_the_names_of_held_groups() -> None:
    world = FakeWorld()
    name = f"{NUMBER} {'x' * 150}"
    await world.drop("org/users.csv", users(*((name, n, "Member") for n in range(1, 251))))
    job = await world.drop("org/users.csv", users((name, 1, "Member")), mode="replace")
    assert job.state is JobState.AWAITING_REVIEW
    assert "import_too_large_removal" in walk(await log_of(world, job))


@pytest.mark.parametrize("option", ["mode", "region", "review"])
async def test_options_of_the_metadata(option: str) -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", users(("A", 1, "Member")), **{option: NUMBER + "x" * 5_000})
    assert job.error is not None
    assert job.error.code == f"{option}_unknown"
    assert NUMBER not in job.error.message
    assert len(job.error.message) < 200
