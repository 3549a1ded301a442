"""Has the tests of this folder run on Microsoft's Python worker: files of tests/system, taken over as they are."""

import os
from collections.abc import Iterator

import pytest

from tests.conformance.interpreter import VERSION, find_python, runtime_python
from tests.local_host import LocalHost

NO_PYTHON = f"The conformance tests did not run: there is no Python {VERSION}. Install it, or set PYTHON313 to its program."


@pytest.fixture(scope="session")
def python_of_the_runtime() -> str:
    """The program that runs the app; without Python 3.13 the tests are skipped, and with CI=true they fail."""
    python = find_python()
    if python is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_PYTHON)
        pytest.skip(NO_PYTHON)
    return runtime_python(python)


@pytest.fixture(scope="module", autouse=True)
def _on_the_runtime(python_of_the_runtime: str) -> Iterator[None]:
    """Before every other fixture of the file, which starts a host."""
    usual = LocalHost.program
    LocalHost.program = (python_of_the_runtime, "-m", "tests.conformance.host")
    yield
    LocalHost.program = usual


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says it where nobody overlooks it. Only reports come here from the workers that run the tests."""
    if any(NO_PYTHON in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.section("conformance tests", red=True)
        terminalreporter.line(NO_PYTHON, red=True)
