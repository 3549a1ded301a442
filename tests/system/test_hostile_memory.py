"""Hostile files go through the import, small here, and are reported. How much memory they took is not looked at."""

import subprocess
import sys

from tests.azurite import ROOT

BECOMES = {
    "one quoted cell": "failed, file_not_csv",
    "declared groups": "completed",
    "cells of 1,000 numbers": "completedWithErrors",
    "rows with zero bytes": "completedWithErrors",
    "parents: unknown children": "completed",
}
SECONDS = 600


def test_each_kind_has_an_end_and_a_row_in_the_table() -> None:
    command = [sys.executable, "-m", "benchmarks.hostile_memory", "0", *BECOMES]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines()[2:]]
    assert {row[0]: row[2] for row in rows} == BECOMES
    assert all(float(row[-1]) > 0 for row in rows)
