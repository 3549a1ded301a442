"""The real app on a local host of its own, and people who call it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.azurite import ROOT
from tests.local_host import Answer, LocalHost, eventually

PREFIX = "/api/v1"
AUDIENCE = "muster-local"


@dataclass
class Api:
    """The app's HTTP API as one caller sees it; without a token, as anybody."""

    host: LocalHost
    token: str | None = None

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request below the prefix, or to an absolute URL of this host."""
        target = path.removeprefix(self.host.origin)
        target = target if target.startswith(PREFIX) else PREFIX + target
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        content = None if body is None else json.dumps(body)
        return self.host.request(method, target, content, {"Content-Type": "application/json", **headers})

    def get(self, path: str) -> Any:
        """The JSON of a GET that must succeed."""
        answer = self("GET", path)
        assert answer.status == 200, answer.body
        return answer.json

    def post(self, path: str, body: Any = None) -> Any:
        """The JSON of a POST that must succeed."""
        answer = self("POST", path, body)
        assert answer.status in (200, 201), answer.body
        return answer.json


@contextmanager
def running_app(connection_string: str, folder: Path, **settings: str) -> Iterator[LocalHost]:
    """The app, healthy, for as long as the context lasts."""
    host = LocalHost(ROOT, connection_string, folder, {"DEFAULT_REGION": "IN", **settings})
    host.settings = {**host.settings, "AUTH_ISSUER": f"{host.origin}/dev", "AUTH_AUDIENCE": AUDIENCE}
    host.start()
    try:
        eventually(lambda: host.request("GET", f"{PREFIX}/health").status == 200, "the app to be healthy", 60)
        yield host
    finally:
        host.stop()


def caller(host: LocalHost, **wanted: Any) -> Api:
    """Somebody with a token of the development issuer."""
    return Api(host, host.token(**wanted))


def somebody(host: LocalHost, n: int, *roles: str) -> Api:
    """The n-th person, whose number is +9198 and n in eight digits."""
    return caller(host, subject=f"person-{n}", phoneNumber=f"+9198{n:08d}", roles=list(roles))
