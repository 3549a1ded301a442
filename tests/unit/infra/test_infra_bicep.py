"""The gate of infra/bicep: open for the files as they are, shut for each way in which they could be wrong."""

import shutil
from pathlib import Path

import pytest

from infra.check.rules import ROOT, blob_triggers, problems


@pytest.fixture
def infra(tmp_path: Path) -> Path:
    """A copy of infra/ to spoil."""
    copy = tmp_path / "infra"
    shutil.copytree(ROOT / "infra", copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def test_no_problems() -> None:
    assert problems() == []


def test_triggers_are_read_from_the_code() -> None:
    assert blob_triggers(ROOT / "functions") == {"uploads": "validate_and_split", "imports": "apply_import_chunk"}


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("bicep/main.bicep", "targetScope =", "targetScope = =", "main.bicep: line 3: not Bicep"),
        ("bicep/modules/portal.bicep", "sku: {", "sku: ", "portal.bicep: line"),
        ("bicep/modules/events.bicep", "source: storage.id", "source: store.id", "line 21: store is not declared"),
        ("bicep/modules/roles.bicep", "scope: hostStorage\n", "scope: hostStorages\n", "hostStorages is not declared"),
        ("bicep/modules/roles.bicep", "guid(uploads.id", "guidd(uploads.id", "guidd is no function"),
        (
            "bicep/modules/portal.bicep",
            "param skuName string",
            "param skuName string\nparam x int",
            "x is declared and",
        ),
        ("bicep/main.bicep", "modules/portal.bicep", "modules/portals.bicep", "there is no file modules/portals.bicep"),
        ("bicep/main.bicep", "skuName: portalSku", "sku: portalSku", "modules/portal.bicep has no parameter sku"),
        ("bicep/main.bicep", "skuName: portalSku", "", "parameter skuName of modules/portal.bicep is not given"),
        ("bicep/main.bicep", "identity.outputs.clientId", "identity.outputs.client", "identity.bicep has no output client"),
        ("bicep/main.bicepparam", "param authIssuer", "param issuer", "main.bicep has no parameter issuer"),
        ("bicep/main.bicepparam", "param authIssuer", "param issuer", "parameter authIssuer is not given"),
        ("bicep/main.bicep", "EXPORT_SCHEDULE:", "EXPORTS_AT:", "EXPORT_SCHEDULE is in shared/settings.py and not"),
        ("bicep/main.bicep", "EXPORT_SCHEDULE:", "EXPORTS_AT:", "EXPORTS_AT is in Bicep and not"),
        ("bicep/modules/function-app.bicep", "DataStorage__clientId:", "DataStorage__id:", "DataStorage__clientId is"),
        ("bicep/main.bicep", "Days int = 90", "Days int = 91", "exportRetentionDays is 91 by default"),
        ("bicep/main.bicep", "'job-logs', ", "", "main.bicep: containers are"),
        ("bicep/event-subscriptions.bicep", "'validate_and_split'", "'validate'", "event-subscriptions.bicep has"),
        ("bicep/role-ids.json", "3913510d-42f4", "3913510d-42f", "Monitoring Metrics Publisher is no GUID"),
        ("bicep/role-ids.json", "Storage Blob Data Owner", "Storage Blob Owner", "differ about Storage Blob Owner"),
        (
            "bicep/modules/roles.bicep",
            "roleIds['Storage Blob Data Owner']",
            "'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'",
            "belongs into role-ids.json",
        ),
        ("bicep/modules/roles.bicep", "blobs/add/action'", "blobs/read'", "a role of ours may Microsoft.Storage/"),
        ("bicep/modules/roles.bicep", "actions: []", "actions: ['*']", "a role of ours may '*'"),
        ("bicep/modules/roles.bicep", "uploadWriter.name)", "blobContributor)", "people has subscriptionResourceId("),
        (
            "bicep/main.bicepparam",
            "readEnvironmentVariable('INSTANCE_MEMORY_MB', '2048')",
            "int(readEnvironmentVariable('INSTANCE_MEMORY_MB', '2048'))",
            "instanceMemoryMB is int(...), which @allowed rejects",
        ),
        (
            "bicep/main.bicepparam",
            "readEnvironmentVariable('AUTH_ISSUER')",
            "readEnvironmentVariable('AUTH_ISSUER', '')",
            "AUTH_ISSUER is required and must have no default here",
        ),
        ("bicep/main.bicep", "network!.outputs.zoneIds", "network.outputs.zoneIds", "write network!.outputs"),
        ("bicep/main.bicep", "network!.outputs.zoneIds", "network!.outputs.zones", "network.bicep has no output zones"),
        ("bicep/modules/portal.bicep", "{ *: string }", "object", "line 5: object says nothing of its parts"),
        ("bicep/modules/storage.bicep", "containers string[]", "containers array", "array says nothing of its parts"),
        ("bicep/modules/network.bicep", "zoneIds string[]", "zoneIds array", "array says nothing of its parts"),
        (
            "bicep/modules/events.bicep",
            "storageAccounts@2025-06-01",
            "storageAccounts@2024-01-01",
            "Microsoft.Storage/storageAccounts is used in the versions 2024-01-01, 2025-06-01",
        ),
        (
            "bicep/main.bicep",
            "    storageName: dataStorageName\n    uploadRetentionDays",
            "    storageName: dataStorage.outputs.name\n    uploadRetentionDays",
            "storageName names a resource in modules/data-lifecycle.bicep; compute it",
        ),
        (
            "bicep/main.bicep",
            "    #disable-next-line what-if-short-circuiting\n    topicPrincipalId",
            "    topicPrincipalId",
            "topicPrincipalId names a resource in modules/roles.bicep",
        ),
        ("bicep/main.bicep", "dependsOn: [dataStorage, events]", "", "alerts uses dataStorageName, which dataStorage"),
        ("bicep/main.bicep", "dependsOn: [dataStorage, events]", "", "alerts uses topicName, which events makes"),
        ("bicep/main.bicep", "[hostStorage, dataStorage, monitoring]", "[]", "roles uses hostStorageName, which"),
        ("bicep/main.bicep", "'job-files', ", "", "50 resources without the optional parts, the files have 49"),
        ("bicep/main.bicep", "output AZURE_TENANT_ID", "output TENANT", "config.mjs: nothing sets AZURE_TENANT_ID"),
        ("hooks/connect-events.sh", "${AZURE_SUBSCRIPTION_ID}", "${AZURE_ACCOUNT}", "nothing sets AZURE_ACCOUNT"),
        ("hooks/connect-events.ps1", "$env:EVENT_TOPIC_NAME", "$env:TOPIC", "nothing sets TOPIC"),
        ("hooks/connect-events.sh", "topicName=", "topic=", "connect-events.sh: gives"),
    ],
)
def test_spoilt(infra: Path, file: str, old: str, new: str, expected: str) -> None:
    path = infra / file
    before = path.read_text()
    assert old in before, "the test spoils nothing"
    path.write_text(before.replace(old, new, 1))
    found = problems(infra)
    assert any(expected in problem for problem in found), found


def test_functions_without_subscription(infra: Path, tmp_path: Path) -> None:
    functions = tmp_path / "functions"
    functions.mkdir()
    (functions / "more.py").write_text('@bp.blob_trigger(arg_name="b", path="more/{name}")\ndef more(b): ...\n')
    assert any("the code has {'more': 'more'}" in problem for problem in problems(infra, functions))
