"""What the browser tests need: a browser, the built portal, and a host that serves it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from azure.storage.blob import BlobServiceClient, CorsRule

from tests.azurite import ROOT, TestAzurite, free_ports
from tests.local_host import LocalHost

NO_BROWSER = "The browser tests did not run: there is no Chromium or Chrome. Install one, or set CHROME_PATH."
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


@pytest.fixture(scope="session")
def chrome() -> str:
    """The browser's program; without one the tests are skipped, and with CI=true they fail."""
    given = os.environ.get("CHROME_PATH")
    places = [given] if given else [*map(shutil.which, NAMES), *MAC_PLACES]
    found = next((place for place in places if place and Path(place).is_file()), None)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    return found


@pytest.fixture(scope="session")
def portal() -> None:
    """The portal built from its sources as they are; `make` knows whether it is."""
    built = subprocess.run(["make", "--no-print-directory", "portal"], cwd=ROOT, capture_output=True, text=True)
    assert built.returncode == 0, f"The portal does not build:\n{built.stdout[-3000:]}{built.stderr[-3000:]}"


@pytest.fixture(scope="session")
def portal_host(portal: None) -> Iterator[tuple[LocalHost, str]]:
    """The real app, and the origin of the portal, which is another one as in Azure; on an Azurite of its own, because names
    of groups are unique in a store."""
    azurite = TestAzurite()
    try:
        azurite.start()
        with tempfile.TemporaryDirectory(prefix="portal-") as folder:
            [port] = free_ports(1)
            host = LocalHost(ROOT, azurite.connection_string, Path(folder), {"LOCAL_PORTAL_PORT": str(port)})
            portal_origin = f"http://localhost:{port}"
            _allow_uploads(azurite.connection_string, portal_origin)
            host.start()
            try:
                yield host, portal_origin
            finally:
                host.stop()
    finally:
        azurite.close()


def _allow_uploads(connection_string: str, origin: str) -> None:
    """As infra/bicep/modules/storage.bicep: the page puts files to upload URLs, which are of another origin than it."""
    rule = CorsRule(
        [origin],
        ["PUT", "OPTIONS"],
        allowed_headers=["content-type", "x-ms-*"],
        exposed_headers=["x-ms-*"],
        max_age_in_seconds=3600,
    )
    with BlobServiceClient.from_connection_string(connection_string) as blobs:
        blobs.set_service_properties(cors=[rule])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says it where nobody overlooks it. Only reports come here from the workers that run the tests."""
    if any(NO_BROWSER in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.section("browser tests", red=True)
        terminalreporter.line(NO_BROWSER, red=True)
