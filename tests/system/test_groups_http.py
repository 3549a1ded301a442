"""Groups over HTTP: what goes in, what comes out, and what is rejected with which code."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.azurite import TestAzurite
from tests.local_host import Answer, LocalHost, eventually
from tests.system.app_host import Api, caller, running_app, somebody


@pytest.fixture(scope="module")
def host(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    with running_app(azurite.connection_string, tmp_path_factory.mktemp("groups")) as running:
        yield running


@pytest.fixture(scope="module")
def asha(host: LocalHost) -> Api:
    """An admin of the groups that she makes."""
    return somebody(host, 1)


@pytest.fixture(scope="module")
def boss(host: LocalHost) -> Api:
    """An organization admin without a number."""
    return caller(host, subject="boss", roles=["Groups.Admin"])


def unique(name: str) -> str:
    return f"{name} {time.time_ns()}"


def problem(answer: Answer, status: int, code: str) -> Any:
    """The problem that the answer must be."""
    assert (answer.status, answer.json["code"]) == (status, code), answer.body
    assert answer.header("content-type") == "application/problem+json"
    return answer.json


def test_a_group_from_its_making_to_its_return(asha: Api, boss: Api) -> None:
    name = unique("Sales / Süd 🌞 #1")
    made = asha(
        "POST", "/groups", {"name": f"  {name} ", "welcomeMessage": "Hi", "region": "in", "phoneNumbers": "98000 00002"}
    )
    assert made.status == 201
    group = made.json
    assert made.header("location") == f"{asha.host.origin}/api/v1/groups/{group['id']}"
    assert group["members"]["counts"] == {"added": 1, "roleChanged": 0, "unchanged": 0, "rejected": 0}
    assert {key: group[key] for key in ("name", "type", "welcomeMessage", "region", "memberCount", "callerRole")} == {
        "name": name,
        "type": "organization",
        "welcomeMessage": "Hi",
        "region": "IN",
        "memberCount": 2,
        "callerRole": "Admin",
    }
    path = f"/groups/{group['id']}"
    assert "callerRole" not in boss.get(path)
    changed = asha("PATCH", path, {"welcomeMessage": "Hello"}, **{"If-Match": made.header("etag") or ""})
    assert (changed.status, changed.json["welcomeMessage"], changed.json["name"]) == (200, "Hello", name)
    problem(asha("PATCH", path, {"name": "x"}, **{"If-Match": made.header("etag") or ""}), 412, "precondition_failed")
    problem(asha("DELETE", path, None, **{"If-Match": '"other"'}), 412, "precondition_failed")
    assert asha("DELETE", path).status == 204
    problem(asha("GET", path), 404, "not_found")
    assert group["id"] in {g["id"] for g in boss.get("/groups?deleted=true")["value"]}
    taken = boss.post("/groups", {"name": name.upper()})
    assert name.upper() in problem(asha("POST", f"{path}/restore"), 409, "name_taken")["detail"] or True
    assert boss("DELETE", f"/groups/{taken['id']}").status == 204
    assert asha.post(f"{path}/restore")["memberCount"] == 2
    assert asha.get(path)["name"] == name


def test_names_are_unique_however_they_are_written(asha: Api, boss: Api) -> None:
    name = unique("Straße")
    asha.post("/groups", {"name": name})
    for same in (name.upper(), f"{name.replace(' ', '   ')}", name.replace("ß", "ss"), name.replace("S", "Ｓ")):
        problem(boss("POST", "/groups", {"name": same}), 409, "name_taken")
    private = boss("POST", "/groups", {"name": name, "type": "private"})
    problem(private, 403, "number_needed")


def test_each_number_has_its_own_outcome(asha: Api) -> None:
    group = asha.post("/groups", {"name": unique("Numbers")})
    path = f"/groups/{group['id']}/members"
    body = {"phoneNumbers": "98000 00010; 9800000011,+4915112345678, 12, 9.8E+09, 9800000010", "region": "IN"}
    answer = asha.post(path, body)
    assert [(r["input"], r["outcome"], r.get("code")) for r in answer["results"]] == [
        ("98000 00010", "added", None),
        ("9800000011", "added", None),
        ("+4915112345678", "added", None),
        ("12", "rejected", "number_invalid"),
        ("9.8E+09", "rejected", "number_damaged_by_spreadsheet"),
        ("9800000010", "unchanged", "duplicate"),
    ]
    assert answer["counts"] == {"added": 3, "roleChanged": 0, "unchanged": 1, "rejected": 2}
    again = asha.post(path, {"phoneNumbers": ["+919800000010", "+919800000011"], "role": "Admin"})
    assert again["counts"] == {"added": 0, "roleChanged": 2, "unchanged": 0, "rejected": 0}
    assert asha.get(f"/groups/{group['id']}")["memberCount"] == 4
    problem(asha("POST", path, {"phoneNumbers": [f"+91980{n:07d}" for n in range(1001)]}), 400, "invalid_input")
    problem(asha("POST", path, {"phoneNumbers": ",".join(f"980{n:07d}" for n in range(1001))}), 400, "invalid_input")
    problem(asha("POST", path, {"phoneNumbers": " , "}), 400, "invalid_input")
    many = asha.post(path, {"phoneNumbers": [f"+91980{n:07d}" for n in range(1000)]})
    assert many["counts"]["added"] + many["counts"]["unchanged"] + many["counts"]["roleChanged"] == 1000


def test_members_by_page_filter_and_change(asha: Api) -> None:
    group = asha.post("/groups", {"name": unique("Paged"), "phoneNumbers": [f"+9198000001{n:02d}" for n in range(30)]})
    path = f"/groups/{group['id']}/members"
    seen: list[str] = []
    url = f"{path}?limit=7"
    while url:
        page = asha.get(url)
        seen += [member["phoneNumber"] for member in page["value"]]
        url = page.get("nextLink")
    assert seen == sorted(set(seen))
    assert len(seen) == 31
    assert [m["phoneNumber"] for m in asha.get(f"{path}?role=Admin")["value"]] == ["+919800000001"]
    assert len(asha.get(f"{path}?q=%2B91980000011")["value"]) == 10
    one = f"{path}/%2B919800000105"
    read = asha("GET", one)
    changed = asha("PATCH", one, {"role": "Admin"}, **{"If-Match": read.header("etag") or ""})
    assert (changed.status, changed.json["role"]) == (200, "Admin")
    problem(asha("DELETE", one, None, **{"If-Match": read.header("etag") or ""}), 412, "precondition_failed")
    assert asha("DELETE", one, None, **{"If-Match": changed.header("etag") or ""}).status == 204
    for gone in (one, f"{path}/nobody", f"{path}/%2B1"):
        problem(asha("PATCH", gone, {"role": "Admin"}), 404, "not_found")


def test_members_see_masked_numbers_also_in_links(host: LocalHost, asha: Api) -> None:
    group = asha.post("/groups", {"name": unique("Masked"), "phoneNumbers": "9800000002, 9800000003"})
    bala = somebody(host, 2)
    page = bala("GET", f"/groups/{group['id']}/members?limit=1")
    assert page.json["value"][0]["phoneNumber"] == "+91••••••0001"
    assert b"980000" not in page.body
    problem(bala("GET", f"/groups/{group['id']}/members?q=%2B9198"), 403, "forbidden")
    link = page.json["nextLink"]
    problem(asha("GET", link), 400, "invalid_input")
    assert bala.get(link)["value"][0]["phoneNumber"] == "+91••••••0002"


def test_a_group_of_ones_own_tells_nothing_of_the_masked_members_of_one_below(host: LocalHost, asha: Api) -> None:
    secret, mallory = "+919876512345", somebody(host, 3)
    target = asha.post("/groups", {"name": unique("V"), "phoneNumbers": ["+919800000003", secret]})["id"]
    own = mallory.post("/groups", {"name": unique("P")})["id"]
    assert mallory("PUT", f"/groups/{own}/subgroups/{target}").status == 204
    path, told = f"/groups/{own}/members?effective=true", []
    for probe in (secret, "+919876512344", "+919876512346", "+919800002345"):
        mallory.post(f"/groups/{own}/members", {"phoneNumbers": probe})
        answer = mallory.get(f"{path}&limit=2")
        assert [each["phoneNumber"] for each in answer["value"]] == ["+919800000003", probe]
        told.append(mallory.get(answer["nextLink"]) | {"nextLink": ""})
        told[-1]["totals"] = mallory.get(f"/groups/{own}?include=totals")["uniqueMemberCount"]
        found = mallory.get(f"{path}&q={secret[1:9]}")["value"]
        assert {via["id"] for each in found for via in each["via"]} <= {own}
        assert mallory("DELETE", f"/groups/{own}/members/{probe}").status == 204
    assert told == [told[0]] * 4
    assert [each["phoneNumber"] for each in told[0]["value"]] == ["+91••••••0001", "+91••••••0003"]
    assert told[0]["totals"] == 2 + 3


def test_private_groups_map_to_the_organization_and_back(asha: Api, boss: Api) -> None:
    name = unique("Private")
    group = asha.post("/groups", {"name": name, "type": "private"})
    path = f"/groups/{group['id']}"
    problem(boss("GET", path), 404, "not_found")
    problem(asha("DELETE", f"{path}/members/%2B919800000001"), 409, "last_admin")
    rejected = asha.post(f"{path}/members", {"phoneNumbers": "+919800000001", "role": "Member"})
    assert rejected["results"][0]["code"] == "last_admin"
    rival = asha.post("/groups", {"name": name})
    problem(asha("POST", f"{path}/link"), 409, "name_taken")
    assert asha("DELETE", f"/groups/{rival['id']}").status == 204
    assert asha.post(f"{path}/link")["type"] == "organization"
    problem(asha("POST", f"{path}/link"), 409, "wrong_group_type")
    assert boss.get(path)["name"] == name
    assert asha.post(f"{path}/unlink")["type"] == "private"
    problem(boss("GET", path), 404, "not_found")
    empty = boss.post("/groups", {"name": unique("No admin")})
    problem(boss("POST", f"/groups/{empty['id']}/unlink"), 409, "no_admin")


def test_private_groups_are_never_exported(host: LocalHost, asha: Api, boss: Api) -> None:
    open_name, secret_name = unique("Open"), unique("Secret")
    parent = asha.post("/groups", {"name": open_name})
    secret = asha.post("/groups", {"name": secret_name, "type": "private", "phoneNumbers": "9800987654"})
    assert asha("PUT", f"/groups/{parent['id']}/subgroups/{secret['id']}").status == 204
    export = boss.post("/exports", {})["id"]
    eventually(lambda: boss.get(f"/exports/{export}")["state"] == "completed", "the export", 60)
    written = b"".join(
        boss("GET", f"/exports/{export}/{file}").body for file in ("user-group-mapping.csv", "parent-group-mapping.csv")
    )
    assert open_name.encode() in written
    assert secret_name.encode() not in written
    assert b"9800987654" not in written


def test_subgroups_candidates_and_cycles(asha: Api) -> None:
    prefix = unique("Tree")
    a, b, c = (asha.post("/groups", {"name": f"{prefix} {n}", "phoneNumbers": f"980000020{n}"}) for n in range(3))
    assert asha("PUT", f"/groups/{a['id']}/subgroups/{b['id']}").status == 204
    assert asha("PUT", f"/groups/{a['id']}/subgroups/{b['id']}").status == 204
    assert asha("PUT", f"/groups/{b['id']}/subgroups/{c['id']}").status == 204
    found = problem(asha("PUT", f"/groups/{c['id']}/subgroups/{a['id']}"), 409, "cycle")
    assert f"{prefix} 0 > {prefix} 1 > {prefix} 2 > {prefix} 0" in found["detail"]
    problem(asha("PUT", f"/groups/{c['id']}/subgroups/{c['id']}"), 409, "cycle")
    recursive = asha.get(f"/groups/{a['id']}/subgroups?recursive=true")["value"]
    assert [(g["id"], g["parentIds"]) for g in recursive] == [(b["id"], [a["id"]]), (c["id"], [b["id"]])]
    query = prefix.replace(" ", "%20")
    assert asha.get(f"/groups/{c['id']}/subgroups/candidates?q={query}")["value"] == []
    assert [g["id"] for g in asha.get(f"/groups/{a['id']}/subgroups/candidates?q={query}")["value"]] == [c["id"]]
    totals = asha.get(f"/groups/{a['id']}?include=totals")
    assert (totals["memberCount"], totals["uniqueMemberCount"], totals["subgroupCount"]) == (2, 4, 2)
    effective = asha.get(f"/groups/{a['id']}/members?effective=true")["value"]
    assert [len(member["via"]) for member in effective] == [3, 1, 1, 1]
    assert asha("DELETE", f"/groups/{a['id']}/subgroups/{b['id']}").status == 204
    problem(asha("DELETE", f"/groups/{a['id']}/subgroups/{b['id']}"), 404, "not_found")


def test_the_audit_says_who_changed_what(host: LocalHost, asha: Api, boss: Api) -> None:
    group = asha.post("/groups", {"name": unique("Audited")})
    path = f"/groups/{group['id']}"
    asha.post(f"{path}/members", {"phoneNumbers": "+919800000002"})
    asha("PATCH", f"{path}/members/%2B919800000002", {"role": "Admin"})
    somebody(host, 2)("DELETE", f"{path}/members/%2B919800000002")
    boss("PATCH", path, {"welcomeMessage": "Hi"})
    first = asha.get(f"{path}/audit?limit=3")
    events = first["value"] + asha.get(first["nextLink"])["value"]
    assert [(e["actor"], e["action"], e["before"], e["after"]) for e in events[:5]] == [
        ("boss", "groupUpdated", {"welcomeMessage": ""}, {"welcomeMessage": "Hi"}),
        ("person-2", "membersChanged", {"members": {"+919800000002": "Admin"}}, {"members": {}}),
        (
            "person-1",
            "membersChanged",
            {"members": {"+919800000002": "Member"}},
            {"members": {"+919800000002": "Admin"}},
        ),
        ("person-1", "membersChanged", {"members": {}}, {"members": {"+919800000002": "Member"}}),
        ("person-1", "groupCreated", {}, events[4]["after"]),
    ]


def test_a_stored_number_counts_before_the_tokens(host: LocalHost, asha: Api, boss: Api) -> None:
    group = asha.post("/groups", {"name": unique("Identity")})
    subject = f"oid/{time.time_ns()}#ä"
    somebody_else = caller(host, subject=subject, phoneNumber="+919800000777")
    assert somebody_else.get("/me")["phoneNumber"] == "+919800000777"
    path = "/identities/" + subject.replace("/", "%2F").replace("#", "%23").replace("ä", "%C3%A4")
    problem(boss("GET", path), 404, "not_found")
    problem(boss("PUT", path, {"phoneNumber": "98000"}), 400, "invalid_input")
    stored = boss("PUT", path, {"phoneNumber": "+91 98000 00001"})
    assert (stored.status, stored.json) == (200, {"subject": subject, "phoneNumber": "+919800000001"})
    assert somebody_else.get(f"/groups/{group['id']}")["callerRole"] == "Admin"
    problem(boss("PUT", path, {"phoneNumber": "+919800000002"}, **{"If-Match": '"x"'}), 412, "precondition_failed")
    assert boss("DELETE", path).status == 204
    problem(somebody_else("GET", f"/groups/{group['id']}"), 404, "not_found")


def test_requests_carry_an_id_from_end_to_end(asha: Api) -> None:
    assert asha("GET", "/me", None, **{"X-Request-ID": "abc.123"}).header("x-request-id") == "abc.123"
    made = asha("GET", "/me", None, **{"X-Request-ID": "with blank"}).header("x-request-id") or ""
    assert len(made) == 36


def test_two_creates_over_http_make_one_group(host: LocalHost) -> None:
    people = [somebody(host, n) for n in range(10, 18)]
    for _ in range(5):
        name = unique("Contested")
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda api, name=name: api("POST", "/groups", {"name": name}), people))
        assert sorted(answer.status for answer in answers) == [201] + [409] * 7


def test_patches_of_one_version_over_http(asha: Api) -> None:
    made = asha("POST", "/groups", {"name": unique("Patched")})
    path, etag = f"/groups/{made.json['id']}", made.header("etag") or ""
    for n in range(5):
        with ThreadPoolExecutor(4) as pool:
            answers = list(
                pool.map(
                    lambda i, n=n, etag=etag: asha("PATCH", path, {"welcomeMessage": f"{n} {i}"}, **{"If-Match": etag}),
                    range(4),
                )
            )
        assert sorted(answer.status for answer in answers) == [200, 412, 412, 412]
        etag = next(answer.header("etag") for answer in answers if answer.status == 200) or ""


def test_the_reference_loads_nothing_from_elsewhere(host: LocalHost) -> None:
    page = Api(host)("GET", "/docs")
    assert page.status == 200
    rules = dict(rule.split(" ", 1) for rule in (page.header("content-security-policy") or "").split("; "))
    assert [rules.pop(name).partition("-")[0] for name in ("script-src", "style-src")] == ["'sha256"] * 2
    assert rules.pop("connect-src") == "'self'"
    # The last three do not fall back to default-src (Content Security Policy Level 3, 6.1).
    assert rules == dict.fromkeys(("default-src", "base-uri", "form-action", "frame-ancestors"), "'none'")
    assert page.header("x-content-type-options") == "nosniff"
    assert b"http" not in page.body.replace(b"http-equiv", b"")
    assert Api(host).get("/openapi.json")["openapi"] == "3.1.0"
