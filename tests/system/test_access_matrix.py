"""Every route against every kind of caller: 401, 403, 404 or admitted.

Reading a group is done for real. Elsewhere the request carries a query parameter that no operation has: access is
checked before inputs, so who is admitted gets 400 and nothing is changed, and who is not gets 401, 403 or 404.
"""

import base64
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jwt
import pytest

from shared.domain.access import OPERATIONS, Rule
from tests.azurite import TestAzurite
from tests.local_host import LocalHost
from tests.system.app_host import AUDIENCE, Api, caller, running_app, somebody
from tests.unit.test_architecture import functions_of_the_app

ADMITTED = 0
ROUTES = {name: (method, route) for name, route, methods in functions_of_the_app() for method in methods}

BAD_TOKENS = ["no token", "expired", "wrong audience", "wrong issuer", "HS256", "alg none"]
KINDS = ["outsider", "application", "member", "group admin", "organization admin"]
# What each kind of caller, in the order of KINDS, gets where the rule is this one: on an organization group...
ON_ORGANIZATION_GROUP = {
    Rule.PUBLIC: [ADMITTED] * 5,
    Rule.SIGNED_IN: [ADMITTED] * 5,
    Rule.ORGANIZATION_ADMIN: [403, 403, 403, 403, ADMITTED],
    Rule.GROUP_VIEWER: [404, 404, ADMITTED, ADMITTED, ADMITTED],
    Rule.GROUP_ADMIN: [404, 404, 403, ADMITTED, ADMITTED],
    Rule.GROUP_ADMIN_OR_SELF: [404, 404, 403, ADMITTED, ADMITTED],
    Rule.DELETED_GROUP_ADMIN: [404, 404, 404, ADMITTED, ADMITTED],
}
# ... and on a private one, which an organization admin who is not in it may not know of.
ON_PRIVATE_GROUP = {
    rule: [*expected[:4], 404]
    for rule, expected in ON_ORGANIZATION_GROUP.items()
    if rule.name.startswith(("GROUP", "DELETED"))
}
READ_FOR_REAL = {"get_group", "list_members", "list_subgroups", "list_audit", "list_groups", "get_me", "get_member"}


@dataclass
class Stage:
    """The callers and the groups that they call about."""

    callers: dict[str, Api]
    groups: dict[str, str]
    deleted: dict[str, str]
    admins_number: str


@pytest.fixture(scope="module")
def stage(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with running_app(azurite.connection_string, tmp_path_factory.mktemp("access")) as host:
        admin = somebody(host, 500)
        callers = {
            "no token": Api(host),
            "expired": caller(host, lifetimeSeconds=-60),
            "wrong audience": caller(host, audience="somebody-else"),
            "wrong issuer": caller(host, issuer="https://elsewhere.example.com"),
            "HS256": Api(host, jwt.encode(claims(host), "s" * 64, "HS256", {"kid": kid(host)})),
            "alg none": Api(host, unsigned(host)),
            "outsider": somebody(host, 502),
            "application": caller(host, clientId="11111111-1111-4111-8111-111111111111"),
            "member": somebody(host, 501),
            "group admin": admin,
            "organization admin": caller(host, subject="boss", roles=["Groups.Admin"]),
        }
        groups = {
            kind: make_group(admin, f"Access {time.time_ns()} {kind}", kind) for kind in ("organization", "private")
        }
        deleted = {
            kind: make_group(admin, f"Gone {time.time_ns()} {kind}", kind) for kind in ("organization", "private")
        }
        for group_id in deleted.values():
            assert admin("DELETE", f"/groups/{group_id}").status == 204
        yield Stage(callers, groups, deleted, "+919800000500")


def make_group(admin: Api, name: str, kind: str) -> str:
    """A group of person 500 with person 501 as member."""
    return str(admin.post("/groups", {"name": name, "type": kind, "phoneNumbers": ["+919800000501"]})["id"])


def claims(host: LocalHost) -> dict[str, Any]:
    now = int(time.time())
    issuer = f"{host.origin}/dev"
    return {
        "iss": issuer,
        "aud": AUDIENCE,
        "sub": "boss",
        "iat": now,
        "nbf": now,
        "exp": now + 300,
        "roles": ["Groups.Admin"],
    }


def kid(host: LocalHost) -> str:
    return str(host.request("GET", "/dev/jwks").json["keys"][0]["kid"])


def unsigned(host: LocalHost) -> str:
    parts = [{"alg": "none", "typ": "JWT", "kid": kid(host)}, claims(host)]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


def call(stage: Stage, operation: str, who: str, kind: str = "organization") -> int:
    """The status that this caller gets; ADMITTED when it is not about access."""
    method, route = ROUTES[operation]
    deleted = OPERATIONS[operation] is Rule.DELETED_GROUP_ADMIN
    group_id = (stage.deleted if deleted else stage.groups)[kind]
    segments = []
    for segment in route.split("/"):
        name, _, rest = segment.removeprefix("{").partition("}")
        values = {"group_id:guid": group_id, "phone": stage.admins_number.replace("+", "%2B")}
        other = "6f1c0b8e-3c1d-4d55-9a53-0c5b3c1b7a11" if ":guid" in name else "anything"
        segments.append(values.get(name, other) + rest if segment.startswith("{") else segment)
    real = operation in READ_FOR_REAL
    answer = stage.callers[who](method, f"/{'/'.join(segments)}" + ("" if real else "?unknown=1"))
    if answer.status == (200 if real else 400):
        return ADMITTED
    assert answer.header("content-type") == "application/problem+json"
    assert answer.json["status"] == answer.status
    return answer.status


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_who_gets_what(stage: Stage, operation: str) -> None:
    rule = OPERATIONS[operation]
    unauthenticated = ADMITTED if rule is Rule.PUBLIC else 401
    found = {who: call(stage, operation, who) for who in stage.callers}
    assert found == dict.fromkeys(BAD_TOKENS, unauthenticated) | dict(
        zip(KINDS, ON_ORGANIZATION_GROUP[rule], strict=True)
    )
    if rule in ON_PRIVATE_GROUP:
        private = {who: call(stage, operation, who, "private") for who in KINDS}
        assert private == dict(zip(KINDS, ON_PRIVATE_GROUP[rule], strict=True))


def test_a_member_may_ask_about_and_remove_themselves(stage: Stage) -> None:
    me = stage.callers["member"]
    own = f"/groups/{stage.groups['organization']}/members/%2B919800000501"
    assert me("GET", own).status == 200
    assert me("PATCH", own, {"role": "Admin"}).status == 403
    assert me("DELETE", own).status == 204
    assert me("GET", own).status == 404


def test_401_says_how_to_sign_in(stage: Stage) -> None:
    for who in BAD_TOKENS:
        answer = stage.callers[who]("GET", "/me")
        expected = "Bearer" if who == "no token" else 'Bearer error="invalid_token"'
        assert answer.header("www-authenticate") == expected


def test_platform_headers_are_nobody(stage: Stage) -> None:
    principal = base64.b64encode(b'{"userId": "boss", "userRoles": ["Groups.Admin"]}').decode()
    answer = stage.callers["no token"]("GET", "/groups", None, **{"X-MS-CLIENT-PRINCIPAL": principal})
    assert answer.status == 401
