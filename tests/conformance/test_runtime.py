"""That the tests of this folder run on what they say, and that the worker finds the functions that the local host finds."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.azurite import ROOT, TestAzurite
from tests.conformance.interpreter import VERSION
from tests.local_host import LocalHost
from tests.system.app_host import running_app, somebody

_ASK = "import sys, azure_functions_runtime.version; print('%d.%d' % sys.version_info[:2])"
_SEEN_BY_THE_HOST = ("type", "name", "route", "path", "connection", "schedule", "source")


def test_the_host_is_of_the_version_and_has_the_runtime(python_of_the_runtime: str) -> None:
    assert LocalHost.program[0] == python_of_the_runtime != sys.executable
    asked = subprocess.run([python_of_the_runtime, "-c", _ASK], capture_output=True, text=True)
    assert asked.stdout.strip() == VERSION, asked.stderr


def test_both_workers_report_the_same_functions(
    azurite: TestAzurite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_the_runtime = functions(azurite, tmp_path / "runtime")
    monkeypatch.setattr(LocalHost, "program", (sys.executable, "-m", "local.host"))
    assert functions(azurite, tmp_path / "local") == on_the_runtime
    assert {trigger["type"] for trigger in on_the_runtime.values()} == {"httpTrigger", "blobTrigger", "timerTrigger"}


def test_the_document_and_titles_are_those_of_the_oldest_python(azurite: TestAzurite, tmp_path: Path) -> None:
    with running_app(azurite.connection_string, tmp_path) as host:
        document = host.request("GET", "/api/v1/openapi.json").json
        too_large = somebody(host, 1)("POST", "/groups", {"name": "x" * 2**20})
    copy = json.loads((ROOT / "portal" / "openapi.json").read_text(encoding="utf-8"))
    assert document | {"servers": []} == copy | {"servers": []}
    assert (too_large.status, too_large.json["title"]) == (413, "Content Too Large")


def functions(azurite: TestAzurite, folder: Path) -> dict[str, dict[str, str]]:
    """Every function's trigger, as far as it says what the host does."""
    folder.mkdir()
    with running_app(azurite.connection_string, folder) as host:
        listed = host.request("GET", "/admin/functions").json
    triggers = {function["name"]: function["config"]["bindings"][0] for function in listed}
    return {name: {key: trigger.get(key) for key in _SEEN_BY_THE_HOST} for name, trigger in triggers.items()}
