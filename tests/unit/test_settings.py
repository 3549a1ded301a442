"""Settings are checked at the start, and a bad one stops it with a sentence that names it."""

import pytest

from shared.errors import SettingInvalid
from shared.settings import SETTINGS, read_settings

GOOD = {
    "DataStorage": "UseDevelopmentStorage=true",
    "AUTH_ISSUER": "https://login.example.com/tenant/v2.0",
    "AUTH_AUDIENCE": "api://muster",
}


def test_what_is_not_set_has_its_default() -> None:
    settings = read_settings(GOOD)
    assert settings.default_region is None
    assert settings.export_schedule == "0 0 2 * * *"
    assert (settings.export_retention_days, settings.upload_retention_days) == (90, 30)
    assert (settings.upload_max_rows, settings.upload_max_bytes) == (1_000_000, 200 * 1024 * 1024)
    assert settings.blob_trigger_source == "EventGrid"
    assert (settings.connector_calls_per_minute, settings.connectors_calls_per_minute) == (100, 300)
    auth = settings.auth
    assert (auth.admin_role, auth.subject_claim, auth.phone_claim) == ("Groups.Admin", "sub", "phone_number")
    assert auth.jwks_url == ""


def test_managed_identity_needs_both_endpoints() -> None:
    uris = {
        "DataStorage": "",
        "DataStorage__blobServiceUri": "https://x.blob.core.windows.net",
        "DataStorage__tableServiceUri": "https://x.table.core.windows.net",
        "DataStorage__clientId": "abc",
    }
    storage = read_settings(GOOD | uris).storage
    assert (storage.blob_uri, storage.client_id) == ("https://x.blob.core.windows.net", "abc")
    assert storage.table_uri == "https://x.table.core.windows.net"
    with pytest.raises(SettingInvalid, match="DataStorage__tableServiceUri"):
        read_settings(GOOD | uris | {"DataStorage__tableServiceUri": ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DataStorage", ""),
        ("AUTH_ISSUER", ""),
        ("AUTH_AUDIENCE", "  "),
        ("AUTH_ISSUER", "login.example.com"),
        ("AUTH_ISSUER", "http://login.example.com"),
        ("AUTH_ISSUER", "https://["),
        ("AUTH_JWKS_URL", "file:///etc/passwd"),
        ("DEFAULT_REGION", "Atlantis"),
        ("EXPORT_SCHEDULE", "every night"),
        ("EXPORT_SCHEDULE", "0 2 * * *"),
        ("EXPORT_RETENTION_DAYS", "0"),
        ("UPLOAD_RETENTION_DAYS", "-1"),
        ("UPLOAD_MAX_ROWS", "1e6"),
        ("UPLOAD_MAX_BYTES", "٢٠٠"),
        ("UPLOAD_MAX_BYTES", "9" * 400),
        ("BLOB_TRIGGER_SOURCE", "eventgrid"),
        ("CONNECTOR_CALLS_PER_MINUTE", "many"),
    ],
)
def test_a_bad_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingInvalid) as error:
        read_settings(GOOD | {name: value})
    assert error.value.name == name
    assert error.value.detail.startswith(f"Setting {name} ")


def test_every_setting_has_a_sentence_and_a_valid_default() -> None:
    for setting in SETTINGS:
        assert setting.meaning.endswith("."), setting.name
    read_settings(GOOD | {setting.name: setting.default for setting in SETTINGS if setting.default})
    read_settings({setting.name: setting.sample for setting in SETTINGS if setting.sample})
