"""The built portal is served as a static web host would, and only the portal."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.azurite import TestAzurite
from tests.local_host import LocalHost

APP = Path(__file__).parent / "local_host_app"


@pytest.fixture(scope="module")
def host(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    app = tmp_path_factory.mktemp("portal") / "app"
    shutil.copytree(APP, app, ignore=shutil.ignore_patterns("__pycache__"))
    dist = app / "portal" / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>Portal</title>")
    (dist / "assets" / "index-1a2b.js").write_text("export {}")
    (dist / "favicon.svg").write_text("<svg/>")
    running = LocalHost(app, azurite.connection_string, app.parent, {"EVERY": "0 0 3 1 1 *"}).start()
    yield running
    running.stop()


@pytest.mark.parametrize("path", ["/", "/index.html", "/groups", "/groups/7/members?role=Admin", "/apiary"])
def test_pages_answer_the_index(host: LocalHost, path: str) -> None:
    answer = host.request("GET", path)
    assert (answer.status, answer.header("content-type")) == (200, "text/html; charset=utf-8")
    assert b"Portal" in answer.body
    assert answer.header("cache-control") == "no-cache"


@pytest.mark.parametrize(
    ("path", "content_type", "cached"),
    [
        ("/assets/index-1a2b.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/favicon.svg", "image/svg+xml", "no-cache"),
    ],
)
def test_files_have_their_type(host: LocalHost, path: str, content_type: str, cached: str) -> None:
    answer = host.request("GET", path)
    assert (answer.status, answer.header("content-type")) == (200, content_type)
    assert answer.header("cache-control") == cached


def test_strict_policy(host: LocalHost, azurite: TestAzurite) -> None:
    policy = host.request("GET", "/").header("content-security-policy") or ""
    assert dict(rule.split(" ", 1) for rule in policy.split("; ")) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "connect-src": f"'self' http://127.0.0.1:{azurite.blob_port}",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.parametrize("path", ["/api/nothing", "/dev/nothing", "/admin/nothing", "/assets/gone.js", "/gone.css"])
def test_what_is_no_page_is_404(host: LocalHost, path: str) -> None:
    assert host.request("GET", path).status == 404


@pytest.mark.parametrize("path", ["/%00.js", "/a%00.js", "/" + "x" * 300 + ".js"])
def test_a_name_that_no_file_can_have_is_404(host: LocalHost, path: str) -> None:
    assert host.request("GET", path).status == 404


@pytest.mark.parametrize("path", ["/../function_app.py", "/%2e%2e/%2e%2e/function_app.py", "/..%2f..%2fhost.json"])
def test_nothing_outside_the_portal_is_served(host: LocalHost, path: str) -> None:
    answer = host.request("GET", path)
    assert answer.status == 404 or b"Portal" in answer.body


def test_only_reading(host: LocalHost) -> None:
    assert host.request("POST", "/").status == 404
    head = host.request("HEAD", "/")
    assert (head.status, head.body) == (200, b"")


def test_functions_come_before_pages(host: LocalHost) -> None:
    assert host.request("GET", "/api/same").json["function"] == "a_first"
