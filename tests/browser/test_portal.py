"""Runs the browser tests, which are Node scripts: Playwright drives a real Chromium against the real host."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.local_host import LocalHost

HERE = Path(__file__).parent
SCRIPTS = sorted(path.name for path in HERE.glob("*.test.mjs"))
SECONDS = 900


@pytest.mark.parametrize("script", SCRIPTS)
def test_in_a_browser(script: str, chrome: str, portal_host: tuple[LocalHost, str]) -> None:
    """Each script is a story of its own and prepares what it needs."""
    host, portal = portal_host
    done = subprocess.run(
        ["node", "--test", "--test-reporter=spec", script],
        cwd=HERE,
        env=os.environ | {"API": host.origin, "ORIGIN": portal, "CHROME_PATH": chrome},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, f"{script} failed:\n{done.stdout[-8000:]}{done.stderr[-2000:]}"
