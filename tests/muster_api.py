"""Muster's API as a client sees it, over the local host with the real app."""

from dataclasses import dataclass, field
from typing import Any

from tests.azurite import ROOT, TestAzurite
from tests.local_host import Answer, LocalHost

API = "/api/v1"
ADMIN = {"subject": "asha", "roles": ["Groups.Admin"], "phoneNumber": "+919812345678"}


@dataclass
class Client:
    """One caller: sends its token with every request. `wanted` is what the development issuer is asked for."""

    host: LocalHost
    wanted: dict[str, Any]
    _token: str = field(default="", repr=False)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request; header names have _ for -."""
        self._token = self._token or self.host.token(**self.wanted)
        sent = {"Authorization": f"Bearer {self._token}"} | {k.replace("_", "-"): v for k, v in headers.items()}
        return self.host.request(method, API + path, body, sent)

    def get(self, path: str, **headers: str) -> Answer:
        """GET."""
        return self.call("GET", path, None, **headers)

    def ok(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The JSON of an answer that must be a success."""
        answer = self.call(method, path, body, **headers)
        assert answer.status < 300, (method, path, answer.status, answer.body)
        return answer.json if answer.body else None


def muster_host(azurite: TestAzurite, folder: Any, **settings: str) -> LocalHost:
    """The real app on the local host; the caller starts and stops it."""
    return LocalHost(ROOT, azurite.connection_string, folder, settings)


def new_group(admin: Client, name: str, **fields: Any) -> str:
    """The id of a new group."""
    return str(admin.ok("POST", "/groups", {"name": name, **fields})["id"])
