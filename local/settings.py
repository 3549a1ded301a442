"""The settings of the local host: its own, those of host.json, and the app's settings for development.

The app itself reads its settings from the environment, as it does in Azure; this module only says what that
environment holds when nobody set it.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# The account every Azurite has: https://learn.microsoft.com/azure/storage/common/storage-use-azurite
AZURITE_ACCOUNT = "devstoreaccount1"
AZURITE_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

# BlobsOptions.cs of azure-sdk-for-net: eight a processor, of which one is counted here, and five attempts.
DEFAULT_BLOB_PARALLELISM = 8
DEFAULT_POISON_THRESHOLD = 5
DEFAULT_ROUTE_PREFIX = "api"
# The SDK waits 15 s and more before a retry, for a remote service; Azurite is back at once or not at all.
STORAGE_RETRIES: dict[str, Any] = {"initial_backoff": 0.5, "increment_base": 1.5, "retry_total": 3}
SETTING_REFERENCE = re.compile(r"%([^%]+)%")


class SettingError(ValueError):
    """A setting or host.json that stops the start; the message is the sentence to show."""


@dataclass(frozen=True)
class Ports:
    """Where the local host and Azurite listen, all on the loopback interface."""

    host: int = 7071
    blob: int = 10000
    queue: int = 10001
    table: int = 10002

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Ports":
        """HOST_PORT, AZURITE_BLOB_PORT, AZURITE_QUEUE_PORT and AZURITE_TABLE_PORT, or the usual ones."""
        return cls(
            host=_port(environment, "HOST_PORT", cls.host),
            blob=_port(environment, "AZURITE_BLOB_PORT", cls.blob),
            queue=_port(environment, "AZURITE_QUEUE_PORT", cls.queue),
            table=_port(environment, "AZURITE_TABLE_PORT", cls.table),
        )


@dataclass(frozen=True)
class HostSettings:
    """What the host needs to know besides the app: where things are, and the rules host.json sets."""

    app_dir: Path
    local_dir: Path
    port: int
    portal_port: int | None
    issuer: str
    audience: str
    route_prefix: str
    blob_parallelism: int
    poison_threshold: int
    blob_poll_seconds: float
    duplicate_deliveries: int
    duplicates_in_sequence: bool
    lost_events: frozenset[str]
    records_paths: bool

    @property
    def origin(self) -> str:
        """Where the host listens."""
        return f"http://localhost:{self.port}"

    @property
    def allowed_origins(self) -> list[str]:
        """Those that CORS allows: the portal's, where it has one of its own."""
        return [] if self.portal_port is None else [f"http://localhost:{self.portal_port}"]

    @classmethod
    def load(cls, app_dir: Path, environment: Mapping[str, str]) -> "HostSettings":
        """Reads the environment and `app_dir`/host.json. Raises SettingError with a sentence."""
        host = _host_json(app_dir)
        extensions = host.get("extensions", {})
        blobs = extensions.get("blobs", {})
        port = Ports.from_environment(environment).host
        duplicates, _, mode = environment.get("LOCAL_DUPLICATE_DELIVERIES", "1").partition(":")
        return cls(
            app_dir=app_dir,
            local_dir=Path(environment.get("LOCAL_DIR", ".local")),
            port=port,
            portal_port=_port(environment, "LOCAL_PORTAL_PORT", 0) if environment.get("LOCAL_PORTAL_PORT") else None,
            issuer=f"http://localhost:{port}/dev",
            audience=environment.get("AUTH_AUDIENCE", "muster-local"),
            route_prefix=extensions.get("http", {}).get("routePrefix", DEFAULT_ROUTE_PREFIX),
            blob_parallelism=blobs.get("maxDegreeOfParallelism", DEFAULT_BLOB_PARALLELISM),
            poison_threshold=blobs.get("poisonBlobThreshold", DEFAULT_POISON_THRESHOLD),
            blob_poll_seconds=_number(environment, "LOCAL_BLOB_POLL_SECONDS", 0.5),
            duplicate_deliveries=_count("LOCAL_DUPLICATE_DELIVERIES", duplicates),
            duplicates_in_sequence=mode == "sequence",
            lost_events=frozenset(filter(None, environment.get("LOCAL_LOSE_EVENTS", "").split(","))),
            records_paths=_records_paths(host),
        )


def development_settings(ports: Ports) -> dict[str, str]:
    """The app's settings on a developer's machine; whatever the environment already says wins over them."""
    storage = azurite_connection_string(ports)
    return {
        "AzureWebJobsStorage": storage,
        "DataStorage": storage,
        "AUTH_ISSUER": f"http://localhost:{ports.host}/dev",
        "AUTH_AUDIENCE": "muster-local",
        "AUTH_PHONE_CLAIM": "phone_number",
        "DEFAULT_REGION": "IN",
        "EXPORT_SCHEDULE": "0 0 2 * * *",
        "BLOB_TRIGGER_SOURCE": "LogsAndContainerScan",
        "WEBHOOKS_ALLOW_LOCAL": "true",
    }


def azurite_connection_string(ports: Ports) -> str:
    """The connection string of an Azurite on these ports."""
    host = "http://127.0.0.1"
    return (
        f"DefaultEndpointsProtocol=http;AccountName={AZURITE_ACCOUNT};AccountKey={AZURITE_KEY};"
        f"BlobEndpoint={host}:{ports.blob}/{AZURITE_ACCOUNT};"
        f"QueueEndpoint={host}:{ports.queue}/{AZURITE_ACCOUNT};"
        f"TableEndpoint={host}:{ports.table}/{AZURITE_ACCOUNT};"
    )


def resolve_connection(name: str | None) -> str:
    """The connection string that a binding's `connection` names; none means AzureWebJobsStorage.

    The real host also looks for the name with the prefix AzureWebJobs
    (https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger#connections).
    """
    setting = name or "AzureWebJobsStorage"
    value = os.environ.get(setting) or os.environ.get(f"AzureWebJobs{setting}")
    if not value:
        raise SettingError(f"The setting {setting}, a storage connection string, is missing.")
    return value


def resolve_references(text: str) -> str:
    """`text` with each %SETTING% replaced by that setting. Raises SettingError when one is missing."""

    def value_of(reference: re.Match[str]) -> str:
        value = os.environ.get(reference[1])
        if value is None:
            raise SettingError(f"'{text}' refers to the setting {reference[1]}, which is missing.")
        return value

    return SETTING_REFERENCE.sub(value_of, text)


def _records_paths(host: dict[str, Any]) -> bool:
    """Whether the telemetry of a request has its path and status: only then the host has a RequestTrackingTelemetryModule
    (ApplicationInsightsServiceCollectionExtensions.cs of https://github.com/Azure/azure-webjobs-sdk)."""
    options = host.get("logging", {}).get("applicationInsights", {}).get("httpAutoCollectionOptions", {})
    return bool(options.get("enableHttpTriggerExtendedInfoCollection", True))


def _host_json(app_dir: Path) -> dict[str, Any]:
    path = app_dir / "host.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingError(f"{path} is missing; is {app_dir} the folder of a function app?") from error
    except ValueError as error:
        raise SettingError(f"{path} is not JSON: {error}") from error
    if not isinstance(content, dict):
        raise SettingError(f"{path} must hold a JSON object.")
    return content


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingError(f"{name} is '{text}', which is no port between 1 and 65535.")
    return int(text)


def _count(name: str, text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise SettingError(f"{name} begins with '{text}', which is no whole number above zero.")
    return int(text)


def _number(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name) or str(default)
    try:
        value = float(text)
    except ValueError as error:
        raise SettingError(f"{name} is '{text}', which is no number.") from error
    if value <= 0:
        raise SettingError(f"{name} is '{text}'; it must be above zero.")
    return value
