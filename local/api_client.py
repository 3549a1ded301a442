"""A small client for the running host: JSON over HTTP with an administrator's development token."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit


class ApiError(Exception):
    """An answer that is not the one hoped for; the message names call and answer."""


@dataclass
class ApiClient:
    """Calls the host on `port`; `prefix` is the API's, for example /api/v1."""

    port: int
    prefix: str
    _token: str | None = None

    @property
    def origin(self) -> str:
        """Where the host is."""
        return f"http://localhost:{self.port}"

    @property
    def base_url(self) -> str:
        """Where the API is."""
        return self.origin + self.prefix

    def is_healthy(self) -> bool:
        """Whether the app reports that it can reach its storage."""
        try:
            return self._send("GET", f"{self.prefix}/health", None, {})[0] == 200
        except (OSError, HTTPException):
            return False

    def get(self, path: str) -> Any:
        """The JSON at a path of the API. Raises ApiError for any other status than 200."""
        return self._get(self.prefix + path)

    def get_all(self, path: str) -> Iterator[dict[str, Any]]:
        """Every item of a list, page by page."""
        target: str | None = self.prefix + path
        while target:
            page = self._get(target)
            yield from page["value"]
            target = _target(page.get("nextLink"))

    def run_by_hand(self, function: str) -> None:
        """Has the host run a function now. Raises ApiError when it has no such function."""
        path = f"/admin/functions/{function}"
        status, _ = self._send("POST", path, json.dumps({"input": ""}), {})
        if status != 202:
            raise ApiError(f"POST {path} returned {status}.")

    def _get(self, target: str) -> Any:
        if self._token is None:
            self._token = self._request_token()
        status, body = self._send("GET", target, None, {"Authorization": f"Bearer {self._token}"})
        if status != 200:
            raise ApiError(f"GET {target} returned {status}: {body.decode(errors='replace')[:300]}")
        return json.loads(body)

    def _request_token(self) -> str:
        wanted = {"subject": "make-run", "roles": ["Groups.Admin"]}
        status, body = self._send("POST", "/dev/token", json.dumps(wanted), {})
        if status != 200:
            raise ApiError(f"POST /dev/token returned {status}.")
        return str(json.loads(body)["accessToken"])

    def _send(self, method: str, target: str, body: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
        connection = HTTPConnection("localhost", self.port, timeout=60)
        try:
            content = {} if body is None else {"Content-Type": "application/json"}
            connection.request(method, target, body, headers | content)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


def _target(link: str | None) -> str | None:
    """A link's path and query; the origin is known."""
    if not link:
        return None
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
