"""Checkov's rules for Azure on the Bicep files.

Checkov parses Bicep with pycep, which knows less of the language than the compiler does (no multi-line ternaries, no
typed arrays or objects). It is given a copy in which parameters and outputs have the types of old, object and array, which
no rule looks at. A file that it cannot parse it leaves out and ends with 0 all the same
(https://github.com/bridgecrewio/checkov/issues/5248), and no rule is run on what is left out. So here an unparsed file
is a problem, and so is a kind of resource that should have been judged and was not.

What fails and is meant is in ACCEPTED, by rule and resource, with its reason; an entry that fails no more is a problem
too, or the list would rot.
"""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.check.rules import ROOT

CHECKOV = ROOT / ".venv-infra/bin/checkov"

_OBJECT = re.compile(r"^((?:param|output) \w+ )\{.*?\}", re.MULTILINE)
_ARRAY = re.compile(r"^((?:param|output) \w+ )\w+\[\]", re.MULTILINE)

_NOT_A_SITE = "sites/config is judged as if it were a site, by what the app settings are named"
_ALL_CALLERS = "connectors and phones call the API from anywhere; every call needs a token"
_SITE = "Microsoft.Web/sites.app"
_CONFIG = "Microsoft.Web/sites/config.appSettings"

ACCEPTED: Mapping[tuple[str, str], str] = {
    ("CKV_AZURE_35", "Microsoft.Storage/storageAccounts.storage"): "denied when privateNetwork is true; otherwise "
    "browsers upload straight to the account, which accepts no keys and no anonymous request",
    ("CKV_AZURE_206", "Microsoft.Storage/storageAccounts.storage"): "a parameter: the data account is Standard_GRS, "
    "and the host account holds nothing that a deployment would not make again",
    ("CKV_AZURE_225", "Microsoft.Web/serverfarms.plan"): "Flex Consumption replaces a lost instance by itself; an "
    "import goes on where it was",
    ("CKV_AZURE_222", _SITE): _ALL_CALLERS,
    ("CKV_AZURE_17", _SITE): "callers are known by their tokens, not by certificates",
    ("CKV_AZURE_212", _SITE): "Flex Consumption scales by itself, from none",
    ("CKV_AZURE_213", _SITE): "Flex Consumption has no health check; GET /health is for a monitor outside",
    ("CKV_AZURE_222", _CONFIG): _NOT_A_SITE,
    ("CKV_AZURE_13", _CONFIG): _NOT_A_SITE,
    ("CKV_AZURE_63", _CONFIG): _NOT_A_SITE,
    ("CKV_AZURE_65", _CONFIG): _NOT_A_SITE,
    ("CKV_AZURE_66", _CONFIG): _NOT_A_SITE,
    ("CKV_AZURE_80", _CONFIG): _NOT_A_SITE,
    ("CKV_AZURE_88", _CONFIG): _NOT_A_SITE,
}
JUDGED = (
    "Microsoft.Storage/storageAccounts.storage",
    "Microsoft.Storage/storageAccounts/blobServices/containers.folders",
    "Microsoft.Web/serverfarms.plan",
    "Microsoft.Web/sites.app",
    "Microsoft.Network/networkSecurityGroups.guard",
)
"""Resources that checkov has rules for."""


def checkov_problems(folder: Path = ROOT / "infra/bicep") -> list[str]:
    """What checkov finds and nobody accepted. Needs .venv-infra (make infra-check installs it)."""
    if not CHECKOV.exists():
        return [f"checkov: {CHECKOV.relative_to(ROOT)} is missing; run make infra-check"]
    with tempfile.TemporaryDirectory() as copy:
        for path in folder.rglob("*.bicep"):
            target = Path(copy) / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(old_types(path.read_text()))
        command = [str(CHECKOV), "-d", copy, "--framework", "bicep", "--skip-download", "--output", "json"]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env={**os.environ, "LOG_LEVEL": "ERROR"}
        )
    try:
        report = json.loads(done.stdout)
    except ValueError:
        return [f"checkov: ended with {done.returncode} and no report: {done.stderr[-300:]}"]
    return [f"checkov: {problem}" for problem in judge(report)]


def old_types(source: str) -> str:
    """The source with `{ *: string }` as object and `string[]` as array, line by line."""
    return _ARRAY.sub(r"\1array", _OBJECT.sub(r"\1object", source))


def judge(report: Mapping[str, Any]) -> Iterator[str]:
    """The problems in checkov's JSON report; it has no results when it found no file."""
    results = report.get("results")
    if results is None:
        yield "it found no Bicep file"
        return
    for path in results["parsing_errors"]:
        yield f"{path} cannot be parsed, and was not judged"
    failed = {(check["check_id"], check["resource"]): check for check in results["failed_checks"]}
    for (rule, resource), check in failed.items():
        if (rule, resource) not in ACCEPTED:
            yield f"{check['file_path']}: {resource}: {check['check_name']} ({rule})"
    for rule, resource in ACCEPTED.keys() - failed.keys():
        yield f"{rule} no longer fails on {resource}: take it off the list"
    judged = {check["resource"] for check in (*results["passed_checks"], *results["failed_checks"])}
    for resource in JUDGED:
        if resource not in judged:
            yield f"no rule was run on {resource}"
