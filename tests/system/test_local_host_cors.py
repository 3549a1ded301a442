"""Cross-origin requests: the local host answers as Azure's, and the portal has an origin of its own."""

from collections.abc import Iterator

import pytest

from tests.azurite import TestAzurite, free_ports
from tests.local_host import Answer, LocalHost
from tests.system.test_local_host_http import APP

_ALLOWED = "access-control-allow-origin"


@pytest.fixture(scope="module")
def portal_port() -> int:
    return free_ports(1)[0]


@pytest.fixture(scope="module")
def host(azurite: TestAzurite, portal_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    settings = {"EVERY": "0 0 3 1 1 *", "LOCAL_PORTAL_PORT": str(portal_port)}
    running = LocalHost(APP, azurite.connection_string, tmp_path_factory.mktemp("cors"), settings).start()
    yield running
    running.stop()


def cross_origin(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers if name.startswith("access-control-")}


def test_a_preflight_is_answered_for_any_method_and_header_and_says_no_max_age(
    host: LocalHost, portal_port: int
) -> None:
    origin = f"http://localhost:{portal_port}"
    asked = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization,if-match"}
    answer = host.request("OPTIONS", "/api/things/abc", None, {"Origin": origin, **asked})
    assert (answer.status, answer.body) == (204, b"")
    assert cross_origin(answer) == {
        _ALLOWED: origin,
        "access-control-allow-methods": "PATCH",
        "access-control-allow-headers": "authorization,if-match",
    }


def test_the_host_exposes_no_header_by_itself(host: LocalHost, portal_port: int) -> None:
    origin = f"http://localhost:{portal_port}"
    assert cross_origin(host.request("GET", "/api/things/abc", None, {"Origin": origin})) == {_ALLOWED: origin}


def test_another_origin_is_allowed_nothing(host: LocalHost) -> None:
    headers = {"Origin": "http://localhost:1", "Access-Control-Request-Method": "GET"}
    assert cross_origin(host.request("OPTIONS", "/api/things/abc", None, headers)) == {}
    assert cross_origin(host.request("GET", "/api/things/abc", None, headers)) == {}


def test_the_portal_is_served_on_its_own_port_only(host: LocalHost, portal_port: int) -> None:
    assert host.request("GET", "/").status == 404
    assert host.request("GET", "/config.json").status == 404
    portal = LocalHost(APP, "", host.folder, port=portal_port)
    assert portal.request("GET", "/").status == 200
    assert portal.request("GET", "/config.json").json["apiBaseUrl"] == f"{host.origin}/api"
    assert portal.request("GET", "/api/things/abc").status == 404
