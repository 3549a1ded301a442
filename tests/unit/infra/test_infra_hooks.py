"""What the hooks of azure.yaml leave behind, and that azure.yaml names files that exist."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from infra.check.agreement import BY_AZD
from infra.check.bicep_file import read_bicep
from infra.check.rules import ROOT
from local.portal import Portal

_NODE = shutil.which("node")
_OUTPUTS = {
    "AZURE_TENANT_ID": "00000000-0000-0000-0000-000000000001",
    "AZURE_RESOURCE_GROUP": "rg-test",
    "FUNCTION_APP_NAME": "func-muster-1",
    "API_URL": "https://func-muster-1.azurewebsites.net",
    "PORTAL_URL": "https://portal-1.azurestaticapps.net",
    "DATA_BLOB_URL": "https://stdata1.blob.core.windows.net/",
    "DATA_STORAGE_NAME": "stdata1",
    "EVENT_TOPIC_NAME": "evgt-muster-1",
    "DEAD_LETTER_CONTAINER": "event-dead-letters",
}
_BY_AZD = {
    "AZURE_ENV_NAME": "test",
    "AZURE_SUBSCRIPTION_ID": "00000000-0000-0000-0000-000000000003",
    "AZURE_LOCATION": "westeurope",
}
_BY_HAND = {
    "PORTAL_CLIENT_ID": "00000000-0000-0000-0000-000000000002",
    "PORTAL_SCOPE": "api://muster/Groups",
    "DEFAULT_REGION": "IN",
}
_ENVIRONMENT = _OUTPUTS | _BY_AZD | _BY_HAND
"""Exactly what a hook of azd has: its own variables, the outputs of main.bicep, and what docs/operations.md sets."""


def _write_config(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    assert _NODE is not None
    command = [_NODE, str(ROOT / "infra/hooks/write-portal-config.mjs"), str(folder)]
    path = {"PATH": os.environ["PATH"]}
    return subprocess.run(command, env=path | environment, capture_output=True, text=True, check=False)


def _connect_events(folder: Path, az: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the hook with `az` and `sleep` of our own; every call of az is a line in the file `calls`."""
    for name, script in (("az", f'echo "$@" >>"{folder}/calls"\n{az}'), ("sleep", "")):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    path = {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    command = ["sh", str(ROOT / "infra/hooks/connect-events.sh")]
    return subprocess.run(command, cwd=ROOT, env=path | environment, capture_output=True, text=True, check=False)


def test_the_environment_is_azds() -> None:
    assert _OUTPUTS.keys() == read_bicep(ROOT / "infra/bicep/main.bicep").outputs
    assert _BY_AZD.keys() == BY_AZD


@pytest.mark.skipif(_NODE is None, reason="needs node")
def test_portal_config(tmp_path: Path) -> None:
    done = _write_config(tmp_path, **_ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "config.json").read_text()) == {
        "apiBaseUrl": "https://func-muster-1.azurewebsites.net/api/v1",
        "auth": {
            "kind": "entra",
            "clientId": _ENVIRONMENT["PORTAL_CLIENT_ID"],
            "authority": f"https://login.microsoftonline.com/{_ENVIRONMENT['AZURE_TENANT_ID']}",
            "scopes": ["api://muster/Groups"],
        },
        "defaultRegion": "IN",
    }


@pytest.mark.skipif(_NODE is None, reason="needs node")
def test_policy_is_the_local_hosts_with_other_origins(tmp_path: Path) -> None:
    _write_config(tmp_path, **_ENVIRONMENT)
    headers = json.loads((tmp_path / "staticwebapp.config.json").read_text())["globalHeaders"]
    origins = "https://func-muster-1.azurewebsites.net https://stdata1.blob.core.windows.net https://login.microsoftonline.com"
    assert headers["Content-Security-Policy"] == Portal(tmp_path, origins, "", "").content_security_policy()


@pytest.mark.skipif(_NODE is None, reason="needs node")
def test_portal_config_names_what_is_missing(tmp_path: Path) -> None:
    done = _write_config(tmp_path, **{**_ENVIRONMENT, "PORTAL_SCOPE": ""})
    assert done.returncode == 1
    assert "azd env set PORTAL_SCOPE" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_connect_events_waits_for_the_app(tmp_path: Path) -> None:
    (tmp_path / "left").write_text("xx")
    fails_twice = f"""[ "$1" = account ] && exit 0
left=$(cat "{tmp_path}/left"); [ -z "$left" ] && exit 0; printf '%s' "${{left#x}}" >"{tmp_path}/left"; exit 1"""
    done = _connect_events(tmp_path, fails_twice, **_ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    deployments = [call for call in (tmp_path / "calls").read_text().splitlines() if call.startswith("deployment")]
    assert len(deployments) == 3
    assert f"--subscription {_BY_AZD['AZURE_SUBSCRIPTION_ID']} --resource-group rg-test" in deployments[0]
    assert "functionAppName=func-muster-1 topicName=evgt-muster-1 dataStorageName=stdata1" in deployments[0]


def test_connect_events_gives_up(tmp_path: Path) -> None:
    done = _connect_events(tmp_path, '[ "$1" = account ]', **_ENVIRONMENT)
    assert done.returncode == 1
    assert "gave up after 10 attempts" in done.stderr


@pytest.mark.parametrize(
    "name",
    [
        "AZURE_SUBSCRIPTION_ID",
        "AZURE_RESOURCE_GROUP",
        "FUNCTION_APP_NAME",
        "EVENT_TOPIC_NAME",
        "DATA_STORAGE_NAME",
        "DEAD_LETTER_CONTAINER",
    ],
)
def test_connect_events_names_what_is_missing(tmp_path: Path, name: str) -> None:
    done = _connect_events(tmp_path, "exit 0", **{**_ENVIRONMENT, name: ""})
    assert done.returncode == 1
    assert f"{name} is not set" in done.stderr
    assert not (tmp_path / "calls").exists()


def test_connect_events_needs_a_sign_in(tmp_path: Path) -> None:
    done = _connect_events(tmp_path, '[ "$1" != account ]', **_ENVIRONMENT)
    assert done.returncode == 1
    assert "sign in with az login" in done.stderr


def test_azure_yaml_names_what_exists() -> None:
    azure = yaml.safe_load((ROOT / "azure.yaml").read_text())
    assert (ROOT / azure["infra"]["path"] / f"{azure['infra']['module']}.bicep").is_file()
    tags = "".join(path.read_text() for path in (ROOT / "infra/bicep").rglob("*.bicep"))
    for name in azure["services"]:
        assert f"'azd-service-name': '{name}'" in tags
    for hook in azure["hooks"].values():
        for platform in hook.values():
            for command in platform["run"].split(" && "):
                script = ROOT / command.removeprefix("node ")
                assert script.is_file()
                assert script.suffix != ".sh" or os.access(script, os.X_OK)


def test_the_package_is_the_app() -> None:
    """.funcignore leaves in the app's own files, and every other name at the root is in it."""
    ignored = (ROOT / ".funcignore").read_text().splitlines()
    shipped = {"function_app.py", "functions", "shared", "host.json", "requirements.txt"}
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    if not files:
        pytest.skip("needs git")
    names = {file.partition("/")[0] for file in files if not file.startswith(".")}
    left = {n for n in names if not any(Path(n).match(pattern.rstrip("/")) for pattern in ignored if pattern)}
    assert left <= shipped
