"""`python -m infra.check.compiled`: everything about infra/bicep that needs Bicep's own compiler. Ends with 1 on a fault.

Builds, lints and formats every file, and takes a warning for a fault; builds the parameters file with the variables as they
should be, without each that is required, and with a wrong value of each that the compiler can judge; and counts what would
be deployed. Standard library only, so that a workflow needs Python and the Bicep CLI (0.41.2 or newer, for `snapshot`).
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

BICEP = Path(__file__).resolve().parents[1] / "bicep"

REQUIRED: Mapping[str, str] = {
    "AZURE_ENV_NAME": "ci",
    "AZURE_LOCATION": "westeurope",
    "AUTH_ISSUER": "https://login.microsoftonline.com/ci/v2.0",
    "AUTH_AUDIENCE": "api://ci",
}
"""Variables without which nothing runs, and a value of each."""

GOOD: Mapping[str, str] = {
    "PORTAL_LOCATION": "westus2",
    "AUTH_JWKS_URL": "https://example.org/keys",
    "AUTH_ADMIN_ROLE": "Admin",
    "AUTH_SUBJECT_CLAIM": "oid",
    "AUTH_PHONE_CLAIM": "phone",
    "DEFAULT_REGION": "IN",
    "EXPORT_SCHEDULE": "0 0 3 * * *",
    "EXPORT_RETENTION_DAYS": "30",
    "UPLOAD_RETENTION_DAYS": "10",
    "UPLOAD_MAX_ROWS": "1000",
    "UPLOAD_MAX_BYTES": "1000000",
    "CONNECTOR_CALLS_PER_MINUTE": "10",
    "CONNECTORS_CALLS_PER_MINUTE": "30",
    "ALERT_EMAIL": "oncall@example.org",
    "UPLOADERS_GROUP_ID": "00000000-0000-0000-0000-000000000001",
    "DATA_REDUNDANCY": "Standard_ZRS",
    "PRIVATE_NETWORK": "true",
    "MAXIMUM_INSTANCES": "100",
    "INSTANCE_MEMORY_MB": "4096",
    "ALWAYS_READY_HTTP_INSTANCES": "1",
    "PORTAL_SKU": "Standard",
}
"""A value other than the default for each variable that is not required."""

WRONG: Mapping[str, str] = {
    "PORTAL_LOCATION": "atlantis",
    "EXPORT_RETENTION_DAYS": "abc",
    "UPLOAD_RETENTION_DAYS": "abc",
    "UPLOAD_MAX_ROWS": "abc",
    "UPLOAD_MAX_BYTES": "abc",
    "CONNECTOR_CALLS_PER_MINUTE": "abc",
    "CONNECTORS_CALLS_PER_MINUTE": "abc",
    "DATA_REDUNDANCY": "wrong",
    "PRIVATE_NETWORK": "yes",
    "MAXIMUM_INSTANCES": "abc",
    "INSTANCE_MEMORY_MB": "1000",
    "ALWAYS_READY_HTTP_INSTANCES": "abc",
    "PORTAL_SKU": "Cheap",
}
"""What the compiler must refuse. It knows kinds and lists of values; bounds of a computed number are the service's to
judge, and any text will do for the others."""

RESOURCES: Mapping[str, int] = {"without": 50, "with": 72}
"""Resources that `bicep snapshot` predicts without the optional parts, and with all of them; counts.py counts them too."""

_DIAGNOSTIC = re.compile(r"^.*\(\d+,\d+\) : (?:Warning|Error) .*$", re.MULTILINE)
_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Compiler:
    """The Bicep CLI at `path`, run on the files under `folder`."""

    path: str
    folder: Path

    def run(self, *arguments: str, variables: Mapping[str, str] = REQUIRED) -> subprocess.CompletedProcess[str]:
        """Run one command in an environment that has none of our variables but these."""
        ours = REQUIRED.keys() | GOOD.keys()
        environment = {name: value for name, value in os.environ.items() if name not in ours}
        return subprocess.run(
            [self.path, *arguments],
            cwd=self.folder,
            env={**environment, **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    def faults(self, *arguments: str, variables: Mapping[str, str] = REQUIRED) -> Iterator[str]:
        """Why the command is not without fault: it failed, or said a warning."""
        done = self.run(*arguments, variables=variables)
        said = _DIAGNOSTIC.findall(done.stderr) + _DIAGNOSTIC.findall(done.stdout)
        yield from (f"{arguments[0]}: {line.strip()}" for line in said)
        if done.returncode != 0 and not said:
            yield f"{' '.join(arguments)}: ended with {done.returncode}: {done.stderr.strip()[-300:]}"


def main() -> int:
    """Print the faults, one a line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bicep", default="bicep", help="the Bicep CLI (az bicep install puts it into ~/.azure/bin)")
    options.add_argument("--variables", action="store_true", help="only print a value of every variable, NAME=value")
    given = options.parse_args()
    if given.variables:
        for name, value in {**REQUIRED, **GOOD}.items():
            print(f"{name}={value}")
        return 0
    path = shutil.which(given.bicep)
    if path is None:
        print("compiled: there is no Bicep CLI; az bicep install, then --bicep ~/.azure/bin/bicep")
        return 1
    compiler = Compiler(path, BICEP)
    print(compiler.run("--version").stdout.strip())
    found = [*template_faults(compiler), *parameter_faults(compiler), *snapshot_faults(compiler)]
    for fault in found:
        print(fault)
    print(f"compiled: {len(found)} faults" if found else "compiled: no faults")
    return 1 if found else 0


def template_faults(compiler: Compiler) -> Iterator[str]:
    """Each file builds and lints without a warning, and is formatted as the formatter would."""
    for path in sorted(compiler.folder.rglob("*.bicep")):
        name = str(path.relative_to(compiler.folder))
        yield from compiler.faults("build", name, "--stdout")
        yield from compiler.faults("lint", name)
    for path in sorted(compiler.folder.rglob("*.bicep*")):
        name = str(path.relative_to(compiler.folder))
        if path.suffix in (".bicep", ".bicepparam"):
            done = compiler.run("format", name, "--stdout")
            if done.returncode != 0 or done.stdout.strip() != path.read_text().strip():
                yield f"format: {name} is not formatted; run bicep format {name}"


def parameter_faults(compiler: Compiler) -> Iterator[str]:
    """The parameters file builds when it should, and says what is wrong when it should not."""
    build = ("build-params", "main.bicepparam", "--stdout")
    yield from compiler.faults(*build)
    for name, value in GOOD.items():
        yield from (f"{name}={value}: {fault}" for fault in compiler.faults(*build, variables={**REQUIRED, name: value}))
    for name in REQUIRED:
        done = compiler.run(*build, variables={key: value for key, value in REQUIRED.items() if key != name})
        if done.returncode == 0 or name not in done.stderr:
            yield f"{name} is missing, and build-params does not say so: {done.stderr.strip()[-300:]}"
    lines = (compiler.folder / "main.bicepparam").read_text().splitlines()
    for name, value in WRONG.items():
        done = compiler.run(*build, variables={**REQUIRED, name: value})
        at = next(number for number, line in enumerate(lines, 1) if f"'{name}'" in line)
        if done.returncode == 0 or f"main.bicepparam({at}," not in done.stderr:
            yield f"{name}={value} is wrong, and build-params does not say so: {done.stderr.strip()[-300:]}"


def snapshot_faults(compiler: Compiler) -> Iterator[str]:
    """What would be deployed is evaluated without a complaint, and is as much as we know of."""
    for parts, variables in (("without", REQUIRED), ("with", {**REQUIRED, **GOOD})):
        with tempfile.TemporaryDirectory() as temporary:
            copy = Path(temporary) / "bicep"
            shutil.copytree(compiler.folder, copy)
            place = ("--subscription-id", _SUBSCRIPTION, "--location", "westeurope")
            command = ("snapshot", "main.bicepparam", "--mode", "overwrite", *place)
            faults = list(replace(compiler, folder=copy).faults(*command, variables=variables))
            yield from faults
            result = copy / "main.snapshot.json"
            if not result.exists():
                yield from () if faults else ("snapshot: wrote no main.snapshot.json",)
                continue
            snapshot = json.loads(result.read_text())
            yield from (f"snapshot {parts} the optional parts: {each}" for each in snapshot.get("diagnostics", []))
            count = len(snapshot["predictedResources"])
            if count != RESOURCES[parts]:
                yield f"snapshot {parts} the optional parts: {count} resources, not {RESOURCES[parts]}"


if __name__ == "__main__":
    sys.exit(main())
