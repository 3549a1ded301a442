"""Hostile workbooks end in a clear code, in bounded memory and time, each read in a process of its own."""

from pathlib import Path

import pytest

from tests.hostile_workbooks import KINDS, MOST_MEGABYTES, measure

MOST_SECONDS = 60
"""Of CPU; all take a few on an idle machine."""


@pytest.mark.parametrize("title", KINDS)
def test_each_kind_ends_in_its_code_within_limits(title: str, tmp_path: Path) -> None:
    found = measure(KINDS[title], tmp_path)
    assert found.code == KINDS[title].becomes
    assert found.megabytes < MOST_MEGABYTES
    assert found.seconds < MOST_SECONDS
