"""Every setting of Muster: its name, what it means, its default, and the one place that reads the environment.

docs/configuration.md is what `python -m shared.settings` prints.
"""

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from shared.domain.phone import known_region
from shared.errors import SettingInvalid


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `read_by` is "app", or "platform" when only the Functions host and its triggers read it.

    `sample` is the value in local.settings.sample.json, which fits Azurite and the local host.
    """

    name: str
    meaning: str
    default: str = ""
    sample: str = ""
    read_by: str = "app"
    required: bool = False


_ISSUER = "http://localhost:7071/dev"
_AZURITE = "UseDevelopmentStorage=true"

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "AzureWebJobsStorage",
        "Storage of the Functions host itself: its leases, receipts and poison queue.",
        sample=_AZURITE,
        read_by="platform",
    ),
    Setting("FUNCTIONS_WORKER_RUNTIME", "Always python.", sample="python", read_by="platform"),
    Setting(
        "DataStorage",
        "Connection string of the account that holds Muster's tables and blobs.",
        sample=_AZURITE,
    ),
    Setting("DataStorage__blobServiceUri", "Blob endpoint of that account, for managed identity."),
    Setting("DataStorage__tableServiceUri", "Table endpoint of that account, for managed identity."),
    Setting(
        "DataStorage__queueServiceUri",
        "Queue endpoint of that account, which the blob triggers' poison queue needs.",
        read_by="platform",
    ),
    Setting(
        "DataStorage__credential",
        "Always managedidentity, with managed identity; read by the triggers.",
        read_by="platform",
    ),
    Setting(
        "DataStorage__clientId",
        "Client id of the user-assigned identity; without it the system-assigned one.",
    ),
    Setting("AUTH_ISSUER", "Issuer of the tokens, equal to their iss claim.", sample=_ISSUER, required=True),
    Setting(
        "AUTH_AUDIENCE",
        "Audience of the tokens, equal to their aud claim.",
        sample="muster-local",
        required=True,
    ),
    Setting("AUTH_JWKS_URL", "Where the issuer's keys are; without it the issuer's discovery document says so."),
    Setting("AUTH_ADMIN_ROLE", "The value of the roles claim that makes an organization admin.", "Groups.Admin"),
    Setting("AUTH_SUBJECT_CLAIM", "The claim that names the caller: sub, or oid for Entra ID.", "sub"),
    Setting(
        "AUTH_PHONE_CLAIM",
        "The claim with the caller's number, where no identity link is stored. The identity provider must have verified "
        "it; where the claim named so and `_verified` is present, that one must be true.",
        "phone_number",
    ),
    Setting(
        "DEFAULT_REGION",
        "ISO 3166 region of numbers without a country code, where neither row, job nor group says one; may be empty.",
        sample="IN",
    ),
    Setting(
        "EXPORT_SCHEDULE",
        "When the export runs, as NCRONTAB in UTC.",
        "0 0 2 * * *",
        sample="0 0 2 * * *",
    ),
    Setting("EXPORT_RETENTION_DAYS", "Days that exports are kept; the latest is never deleted.", "90"),
    Setting("UPLOAD_RETENTION_DAYS", "Days that uploaded files and chunk blobs are kept.", "30"),
    Setting("UPLOAD_MAX_ROWS", "Most rows in one uploaded file.", "1000000"),
    Setting("UPLOAD_MAX_BYTES", "Most bytes in one uploaded file.", "209715200"),
    Setting(
        "BLOB_TRIGGER_SOURCE",
        "How blobs are noticed: EventGrid in Azure, LogsAndContainerScan locally.",
        "EventGrid",
        sample="LogsAndContainerScan",
    ),
    Setting("CONNECTOR_CALLS_PER_MINUTE", "Most calls a minute of one connector.", "100"),
    Setting("CONNECTORS_CALLS_PER_MINUTE", "Most calls a minute of all connectors together.", "300"),
    Setting(
        "WEBHOOKS_ALLOW_LOCAL",
        "true lets webhooks go to this machine, also without TLS; for the local host only.",
        "false",
        sample="true",
    ),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}

_SCHEDULE = re.compile(r"\S+( \S+){5}")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """Either a connection string, or both endpoints and the identity that may use them."""

    connection_string: str = ""
    blob_uri: str = ""
    table_uri: str = ""
    client_id: str = ""


@dataclass(frozen=True, slots=True)
class AuthSettings:
    """What a token must say, and where in it the caller's subject, number and roles are."""

    issuer: str
    audience: str
    jwks_url: str
    admin_role: str
    subject_claim: str
    phone_claim: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings that the app reads, checked and typed. `default_region` None: such numbers need a region."""

    storage: StorageSettings
    auth: AuthSettings
    default_region: str | None
    export_schedule: str
    export_retention_days: int
    upload_retention_days: int
    upload_max_rows: int
    upload_max_bytes: int
    blob_trigger_source: str
    connector_calls_per_minute: int
    connectors_calls_per_minute: int
    webhooks_allow_local: bool


@cache
def settings() -> Settings:
    """The settings of this process, read once. Raises SettingInvalid with a sentence that names the setting."""
    return read_settings(os.environ)


def blob_trigger_source() -> str:
    """BLOB_TRIGGER_SOURCE alone, which the triggers need as soon as they are imported. Raises SettingInvalid."""
    return _blob_trigger_source(_Reader(os.environ))


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from an environment. Raises SettingInvalid for the first that is missing or malformed."""
    read = _Reader(environment)
    return Settings(
        storage=_storage(read),
        auth=AuthSettings(
            issuer=read.url("AUTH_ISSUER"),
            audience=read.text("AUTH_AUDIENCE"),
            jwks_url=read.url("AUTH_JWKS_URL"),
            admin_role=read.text("AUTH_ADMIN_ROLE"),
            subject_claim=read.text("AUTH_SUBJECT_CLAIM"),
            phone_claim=read.text("AUTH_PHONE_CLAIM"),
        ),
        default_region=read.region("DEFAULT_REGION"),
        export_schedule=read.schedule("EXPORT_SCHEDULE"),
        export_retention_days=read.count("EXPORT_RETENTION_DAYS"),
        upload_retention_days=read.count("UPLOAD_RETENTION_DAYS"),
        upload_max_rows=read.count("UPLOAD_MAX_ROWS"),
        upload_max_bytes=read.count("UPLOAD_MAX_BYTES"),
        blob_trigger_source=_blob_trigger_source(read),
        connector_calls_per_minute=read.count("CONNECTOR_CALLS_PER_MINUTE"),
        connectors_calls_per_minute=read.count("CONNECTORS_CALLS_PER_MINUTE"),
        webhooks_allow_local=read.choice("WEBHOOKS_ALLOW_LOCAL", ("true", "false")) == "true",
    )


def _blob_trigger_source(read: "_Reader") -> str:
    return read.choice("BLOB_TRIGGER_SOURCE", ("EventGrid", "LogsAndContainerScan"))


def _storage(read: "_Reader") -> StorageSettings:
    connection_string = read.text("DataStorage")
    if connection_string:
        return StorageSettings(connection_string=connection_string)
    uris = {name: read.url(name) for name in ("DataStorage__blobServiceUri", "DataStorage__tableServiceUri")}
    if not any(uris.values()):
        raise SettingInvalid(
            "DataStorage",
            "is missing: give a connection string, or DataStorage__blobServiceUri and __tableServiceUri.",
        )
    for name, uri in uris.items():
        if not uri:
            raise SettingInvalid(name, "is missing, while the other endpoint of DataStorage is given.")
    blob_uri, table_uri = uris.values()
    return StorageSettings(blob_uri=blob_uri, table_uri=table_uri, client_id=read.text("DataStorage__clientId"))


class _Reader:
    """Values of one environment by setting name, each checked for its kind."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str) -> str:
        setting = _BY_NAME[name]
        value = self._environment.get(name, "").strip() or setting.default
        if setting.required and not value:
            raise SettingInvalid(name, f"is missing. {setting.meaning}")
        return value

    def url(self, name: str) -> str:
        value = self.text(name)
        if not value:
            return ""
        return check_url(name, value)

    def count(self, name: str) -> int:
        value = self.text(name)
        if not (value.isascii() and value.isdigit() and int(value[:15]) > 0 and len(value) <= 15):
            raise SettingInvalid(name, f"is '{value}'; it must be a whole number above zero.")
        return int(value)

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        value = self.text(name)
        if value not in choices:
            raise SettingInvalid(name, f"is '{value}'; it must be one of {', '.join(choices)}.")
        return value

    def region(self, name: str) -> str | None:
        value = self.text(name).upper()
        if value and not known_region(value):
            raise SettingInvalid(name, f"is '{value}', which is no ISO 3166 region that has phone numbers.")
        return value or None

    def schedule(self, name: str) -> str:
        value = self.text(name)
        if not _SCHEDULE.fullmatch(value):
            raise SettingInvalid(name, f"is '{value}'; NCRONTAB has six fields: second minute hour day month weekday.")
        return value


def check_url(name: str, value: str) -> str:
    """The URL itself if it is https, or http on this machine: keys and data fetched without TLS could be anybody's."""
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        raise SettingInvalid(name, f"is '{value}', which is not a URL.") from None
    if not host or (parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK)):
        raise SettingInvalid(name, f"is '{value}'; it must be an https URL (http only on localhost).")
    return value


_PAGE_HEAD = """# Settings

Made by `python -m shared.settings > docs/configuration.md`; edit `shared/settings.py` instead.

Settings are environment variables: the app settings of the function app in Azure, the values of `local.settings.json`
(made from `local.settings.sample.json`) under Core Tools. The local host has a value for each that it needs, and a few
variables of its own: [local-host.md](local-host.md). `azd env set` sets those that a deployment decides:
[operations.md](operations.md#deploying). A missing or malformed setting stops the start with a sentence that names it.

Read by app: `shared/settings.py` reads and checks it. Read by platform: only the Functions host and its triggers do.

| setting | what it does | default | read by |
|---|---|---|---|
"""
_PAGE_TAIL = """
Storage is given either as `DataStorage`, a connection string, or as `DataStorage__blobServiceUri` and
`DataStorage__tableServiceUri` together, with managed identity. The deployment in `infra/bicep` uses managed identity.

URLs must be https, or http on this machine. Origins that may call the API from a browser (CORS) are platform
configuration and no setting of Muster.
"""


def settings_page() -> str:
    """The text of docs/configuration.md."""
    rows = (
        f"| `{setting.name}` | {setting.meaning} | {_default_cell(setting)} | {setting.read_by} |\n"
        for setting in SETTINGS
    )
    return _PAGE_HEAD + "".join(rows) + _PAGE_TAIL


def _default_cell(setting: Setting) -> str:
    if setting.required:
        return "required"
    return f"`{setting.default}`" if setting.default else ""


if __name__ == "__main__":
    sys.stdout.write(settings_page())
