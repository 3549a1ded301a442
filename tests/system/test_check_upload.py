"""The last hook of a deployment drops a file and waits for its upload: on the local host, with an Azure CLI that reaches
Azurite."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.azurite import ROOT, TestAzurite
from tests.local_host import LocalHost
from tests.muster_api import ADMIN, Client, muster_host
from tests.system.fake_az import ACCOUNT


@pytest.fixture(scope="module")
def host(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    running = muster_host(azurite, tmp_path_factory.mktemp("check")).start()
    Client(running, ADMIN).ok("GET", "/groups")  # makes the containers, which are Bicep's in Azure
    yield running
    running.stop()


def check(folder: Path, azurite: TestAzurite, seconds: int = 60, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the hook as azd does."""
    az = folder / "az"
    az.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tests.system.fake_az "$@"\n')
    az.chmod(0o755)
    own = {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "DATA_STORAGE_NAME": ACCOUNT,
        "FAKE_AZ_STORAGE": azurite.connection_string,
    }
    command = ["node", str(ROOT / "infra/hooks/check-upload.mjs"), str(seconds)]
    return subprocess.run(command, env=own | environment, capture_output=True, text=True, check=False, timeout=300)


def test_an_upload_that_the_app_notices_passes_and_changes_nothing(
    host: LocalHost, azurite: TestAzurite, tmp_path: Path
) -> None:
    admin = Client(host, ADMIN)
    before = admin.ok("GET", "/groups?limit=1000")
    done = check(tmp_path, azurite)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "a file in uploads reaches the app" in done.stdout
    job = next(job for job in admin.ok("GET", "/uploads")["value"] if job["name"].startswith("canary-"))
    assert (job["state"], job["counts"]["entries"], len(job["files"])) == ("completed", 0, 1)
    assert admin.ok("GET", "/groups?limit=1000") == before


def test_an_upload_that_nobody_notices_ends_the_deployment(azurite: TestAzurite, tmp_path: Path, host: LocalHost) -> None:
    assert host.stop() == 0
    try:
        done = check(tmp_path, azurite, seconds=3)
    finally:
        host.start()
    assert done.returncode == 1
    assert done.stdout.count("no upload ended within 3 seconds") == 3
    assert "was not noticed" in done.stderr


def test_without_the_role_it_says_that_nothing_was_checked(azurite: TestAzurite, tmp_path: Path) -> None:
    refusal = "You do not have the required permissions needed to perform this operation."
    done = check(tmp_path, azurite, FAKE_AZ_REFUSES=refusal)
    assert (done.returncode, done.stderr) == (0, "")
    assert "NOT CHECKED" in done.stdout
    assert "Storage Table Data Reader" in done.stdout


def test_any_other_error_of_the_cli_is_shown(azurite: TestAzurite, tmp_path: Path) -> None:
    done = check(tmp_path, azurite, FAKE_AZ_REFUSES="ERROR: Please run 'az login' to setup account.")
    assert done.returncode == 1
    assert "az login" in done.stderr


def test_it_needs_what_provisioning_gives(azurite: TestAzurite, tmp_path: Path) -> None:
    done = check(tmp_path, azurite, DATA_STORAGE_NAME="")
    assert done.returncode == 1
    assert "DATA_STORAGE_NAME is not set" in done.stderr
