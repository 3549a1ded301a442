"""The local host's HTTP side copies what can be seen of the real host's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.azurite import TestAzurite
from tests.local_host import Answer, LocalHost

APP = Path(__file__).parent / "local_host_app"


@pytest.fixture(scope="module")
def host(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    folder = tmp_path_factory.mktemp("http")
    running = LocalHost(APP, azurite.connection_string, folder, {"EVERY": "0 0 3 1 1 *"}).start()
    yield running
    assert running.stop() == 0


def test_first_function_by_name_answers_a_route_that_two_have(host: LocalHost) -> None:
    assert host.request("GET", "/api/same").json["function"] == "a_first"


@pytest.mark.parametrize(
    ("path", "function"),
    [("/api/things/12", "b_number"), ("/api/things/abc", "c_word"), ("/API/Things/Abc/", "c_word")],
)
def test_constraints_decide_between_routes(host: LocalHost, path: str, function: str) -> None:
    assert host.request("GET", path).json["function"] == function


@pytest.mark.parametrize("path", ["/api/things/a", "/api/things/abcdef", "/api/things/12x", "/api/nothing", "/same"])
def test_no_route_is_404_with_an_empty_body(host: LocalHost, path: str) -> None:
    assert_empty(host.request("GET", path), 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_wrong_method_is_404(host: LocalHost, method: str) -> None:
    assert_empty(host.request(method, "/api/same"), 404)


def test_head_runs_a_function_that_lists_it_and_has_no_body(host: LocalHost) -> None:
    answer = host.request("HEAD", "/api/things/abc")
    assert_empty(answer, 200)
    assert answer.header("x-function") == "c_word"
    assert int(answer.header("content-length") or 0) > 0


def test_route_values_are_decoded_except_for_a_slash(host: LocalHost) -> None:
    seen = host.request("GET", "/api/echo/%2B91%20x/b%2Fc/%E0%A4%85").json
    assert seen["route"] == {"rest": "+91 x/b%2Fc/अ"}
    assert host.request("GET", "/api/echo").json["route"] == {}
    assert host.request("GET", "/api/templates/user-group.csv").json["route"] == {"kind": "user-group"}


def test_body_is_passed_with_content_length_only(host: LocalHost) -> None:
    assert host.request("POST", "/api/echo/x", "hällo".encode()).json["body"] == "hällo"
    chunked = host.request("POST", "/api/echo/x", iter([b"hal", b"lo"]))
    assert chunked.json["headers"]["transfer-encoding"] == "chunked"
    assert chunked.json["body"] == ""
    assert host.request("POST", "/api/echo/x").json["body"] == ""


def test_repeated_query_keys_are_joined_and_empty_ones_dropped(host: LocalHost) -> None:
    seen = host.request("GET", "/api/echo/x?a=1&b=%2B1+2&A=2&empty=&flag").json
    assert seen["params"] == {"a": "1,2", "b": "+1 2"}
    assert seen["url"] == f"{host.origin}/api/echo/x?a=1&b=%2B1+2&A=2&empty=&flag"


def test_header_names_are_in_lower_case(host: LocalHost) -> None:
    assert (
        host.request("GET", "/api/echo/x", headers={"X-Mixed-Case": "Value"}).json["headers"]["x-mixed-case"] == "Value"
    )


def test_exception_and_bad_return_are_500_with_an_empty_body(host: LocalHost) -> None:
    assert_empty(host.request("GET", "/api/broken"), 500)
    assert_empty(host.request("GET", "/api/none"), 500)
    assert "broken on purpose" in host.log.read_text()


def test_text_answer(host: LocalHost) -> None:
    answer = host.request("GET", "/api/text")
    assert (answer.status, answer.body) == (200, b"plain")


def test_cookies_and_no_content(host: LocalHost) -> None:
    answer = host.request("DELETE", "/api/cookies")
    assert_empty(answer, 204)
    assert [value for name, value in answer.headers if name == "set-cookie"] == ["a=1; Path=/", "b=2; Path=/"]


def test_context_is_fresh_for_each_invocation(host: LocalHost) -> None:
    first, second = host.request("GET", "/api/things/abc"), host.request("GET", "/api/things/abc")
    assert first.header("x-context") == "c_word"
    assert first.header("x-invocation") != second.header("x-invocation")


def test_without_a_portal_the_first_page_says_where_things_are(host: LocalHost) -> None:
    page = host.request("GET", "/")
    assert page.status == 200
    assert "/api/docs" in page.body.decode()
    assert host.request("GET", "/config.json").json == {
        "apiBaseUrl": "/api",
        "auth": {"kind": "development", "tokenUrl": "/dev/token"},
        "defaultRegion": "IN",
    }


def test_functions_are_listed_in_order(host: LocalHost) -> None:
    names = [function["name"] for function in host.request("GET", "/admin/functions").json]
    assert names == sorted(names)
    assert {"a_first", "tick", "take", "take_word"} <= set(names)


def assert_empty(answer: Answer, status: int) -> None:
    """An answer that says nothing but its status."""
    assert (answer.status, answer.body) == (status, b"")
