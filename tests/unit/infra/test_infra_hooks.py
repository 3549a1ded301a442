"""What the hooks of azure.yaml leave behind, and that azure.yaml names files that exist."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from infra.check.rules import ROOT
from local.portal import Portal

_NODE = shutil.which("node")
_ENVIRONMENT = {
    "API_URL": "https://func-muster-1.azurewebsites.net",
    "DATA_BLOB_URL": "https://stdata1.blob.core.windows.net/",
    "AZURE_TENANT_ID": "00000000-0000-0000-0000-000000000001",
    "PORTAL_CLIENT_ID": "00000000-0000-0000-0000-000000000002",
    "PORTAL_SCOPE": "api://muster/Groups",
    "DEFAULT_REGION": "IN",
}


def _write_config(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    assert _NODE is not None
    command = [_NODE, str(ROOT / "infra/hooks/write-portal-config.mjs"), str(folder)]
    path = {"PATH": os.environ["PATH"]}
    return subprocess.run(command, env=path | environment, capture_output=True, text=True, check=False)


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


def test_azure_yaml_names_what_exists() -> None:
    azure = yaml.safe_load((ROOT / "azure.yaml").read_text())
    assert (ROOT / azure["infra"]["path"] / f"{azure['infra']['module']}.bicep").is_file()
    tags = "".join(path.read_text() for path in (ROOT / "infra/bicep").rglob("*.bicep"))
    for name in azure["services"]:
        assert f"'azd-service-name': '{name}'" in tags
    for hook in azure["hooks"].values():
        for platform in hook.values():
            script = ROOT / platform["run"].removeprefix("node ")
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
