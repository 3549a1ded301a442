"""Fixtures that every kind of test may use."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.azurite import TestAzurite

# A test says nothing about time: beside others, an example that takes a millisecond may take a second.
settings.register_profile("muster", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("muster")

LONGEST = (
    "tests/system/test_crash_recovery.py",
    "tests/browser/test_portal.py",
    "tests/conformance/test_access_matrix.py",
    "tests/system/test_benchmarks.py",
    "tests/system/test_faults_delivery.py",
    "tests/system/test_crash_undo.py",
    "tests/integration/test_effective_members.py",
)
"""Files of the tests that take longest; they begin first, so that no process is left with one when the others are done."""
FOLDERS = ("browser", "conformance", "system", "integration", "contract", "unit")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files; the order within a file stays. Files are handed out to processes in this order."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> tuple[int, int]:
    file = _file(item)
    return LONGEST.index(file) if file in LONGEST else len(LONGEST), FOLDERS.index(file.split("/")[1])


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


@pytest.fixture(scope="session")
def azurite() -> Iterator[TestAzurite]:
    """One Azurite a process for the whole run; tests keep out of each other's way by names of their own."""
    server = TestAzurite()
    try:
        server.start()
        yield server
    finally:
        server.close()
