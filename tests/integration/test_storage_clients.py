"""The SDK clients as bootstrap makes them, on a machine that is not prepared for them."""

from pathlib import Path

import pytest

from shared.storage.clients import create_missing, open_clients
from tests.azurite import TestAzurite
from tests.store import settings_for


async def test_a_netrc_does_not_break_signed_requests(
    azurite: TestAzurite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login someone password secret\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    clients = open_clients(settings_for(azurite.connection_string).storage)
    try:
        await create_missing(clients)
    finally:
        await clients.close()
