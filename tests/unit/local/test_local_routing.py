"""Routes match as ASP.NET Core's do in the Functions host."""

import pytest

from local.http_functions import join_repeated, query_values
from local.routing import RouteError, build_routes, decode_path, parse_route

GUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


@pytest.mark.parametrize(
    ("template", "path", "values"),
    [
        ("groups", "/groups", {}),
        ("groups", "/Groups/", {}),
        ("groups", "/groups/x", None),
        ("groups", "/", None),
        ("groups/{id}", "/groups/7", {"id": "7"}),
        ("groups/{id}", "/groups", None),
        ("groups/{id}", "/groups/a%20b", {"id": "a b"}),
        ("groups/{id}", "/groups/%2B91", {"id": "+91"}),
        ("groups/{id}", "/groups/+91", {"id": "+91"}),
        ("groups/{id}", "/groups/a%2Fb", {"id": "a%2Fb"}),
        ("groups/{id}", "/groups/%E0%A4%85", {"id": "अ"}),
        ("groups/{id?}", "/groups", {}),
        ("groups/{id?}", "/groups/7", {"id": "7"}),
        ("groups/{id=9}", "/groups", {"id": "9"}),
        ("groups/{id:guid}", f"/groups/{GUID}", {"id": GUID}),
        ("groups/{id:guid}", f"/groups/{GUID.upper()}", {"id": GUID.upper()}),
        ("groups/{id:guid}", "/groups/3f2504e04f8941d39a0c0305e82c3301", {"id": "3f2504e04f8941d39a0c0305e82c3301"}),
        ("groups/{id:guid}", "/groups/candidates", None),
        ("groups/{id:guid}/members", f"/groups/{GUID}/members", {"id": GUID}),
        ("n/{v:int}", "/n/-5", {"v": "-5"}),
        ("n/{v:int}", "/n/2147483648", None),
        ("n/{v:long}", "/n/2147483648", {"v": "2147483648"}),
        ("n/{v:int}", "/n/5x", None),
        ("n/{v:bool}", "/n/True", {"v": "True"}),
        ("n/{v:bool}", "/n/1", None),
        ("n/{v:alpha}", "/n/abC", {"v": "abC"}),
        ("n/{v:alpha}", "/n/ab1", None),
        ("n/{v:length(2)}", "/n/ab", {"v": "ab"}),
        ("n/{v:length(2)}", "/n/abc", None),
        ("n/{v:length(2,3)}", "/n/abc", {"v": "abc"}),
        ("n/{v:length(2,3)}", "/n/a", None),
        ("n/{v:minlength(3)}", "/n/ab", None),
        ("n/{v:maxlength(3)}", "/n/abcd", None),
        ("n/{v:min(3)}", "/n/2", None),
        ("n/{v:max(3)}", "/n/4", None),
        ("n/{v:range(3,5)}", "/n/4", {"v": "4"}),
        ("n/{v:range(3,5)}", "/n/x", None),
        ("n/{v:double}", "/n/1.5e3", {"v": "1.5e3"}),
        ("n/{v:decimal}", "/n/x", None),
        ("n/{v:regex(^[a-c]+$)}", "/n/abc", {"v": "abc"}),
        ("n/{v:regex(^[a-c]+$)}", "/n/abd", None),
        ("n/{v:int:min(3)}", "/n/3", {"v": "3"}),
        ("n/{v:int:min(3)}", "/n/2", None),
        ("templates/{kind}.csv", "/templates/user-group.csv", {"kind": "user-group"}),
        ("templates/{kind}.csv", "/templates/user-group.txt", None),
        ("templates/{kind}.csv", "/templates/.csv", None),
        ("files/{*rest}", "/files/a/b/c", {"rest": "a/b/c"}),
        ("files/{*rest}", "/files", {}),
        ("files/{**rest}", "/files/a/b", {"rest": "a/b"}),
        ("files/{*rest:maxlength(3)}", "/files/a/b/c", None),
        ("{*rest}", "/", {}),
        ("{*rest}", "/x", {"rest": "x"}),
    ],
)
def test_match(template: str, path: str, values: dict[str, str] | None) -> None:
    assert parse_route("f", template, []).match("GET", path) == values


@pytest.mark.parametrize(
    "template", ["a/{id:planet}", "a/{id:length(x)}", "a/{id:int(3)}", "{*rest}/a", "{id?}/a", "a/{id", "a/id}"]
)
def test_rejected(template: str) -> None:
    with pytest.raises(RouteError):
        parse_route("f", template, [])


def test_order_is_that_of_function_names_without_case() -> None:
    routes = build_routes([("beta", "x", []), ("Alpha", "x", []), ("gamma", "x", [])], "api")
    assert [route.function_name for route in routes] == ["Alpha", "beta", "gamma"]


@pytest.mark.parametrize("prefix", ["api/v1", "/api/v1/", "api/v1/"])
def test_prefix(prefix: str) -> None:
    [route] = build_routes([("f", "/groups/{id}", ["GET"])], prefix)
    assert route.match("GET", "/api/v1/groups/7") == {"id": "7"}
    assert route.match("GET", "/groups/7") is None


def test_no_prefix() -> None:
    [route] = build_routes([("f", "groups", ["GET"])], "")
    assert route.match("GET", "/groups") == {}


def test_method_is_part_of_the_match() -> None:
    route = parse_route("f", "groups", ["GET", "post"])
    assert [m for m in ("GET", "POST", "HEAD", "PUT", "get") if route.match(m, "/groups") is not None] == [
        "GET",
        "POST",
        "get",
    ]


def test_no_methods_means_any() -> None:
    assert parse_route("f", "groups", []).match("PROPFIND", "/groups") == {}


def test_encoded_slash_stays_one_segment() -> None:
    assert decode_path("/a%2fb%2Fc%20d") == "/a%2Fb%2Fc d"


def test_query_values() -> None:
    assert query_values("a=1&b=x+y%2B&A=2&empty=&flag&a=3") == {"a": "1,2,3", "b": "x y+"}


def test_header_values() -> None:
    assert join_repeated([("X-A", "1"), ("Host", "h"), ("x-a", "2")]) == {"x-a": "1,2", "host": "h"}
