"""A nextLink leads on in its own list, and its position is one in no other list and for nobody else."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from functions.http.paging import PageQuery, next_link, position
from shared.domain.access import AccessLevel, Caller
from shared.domain.connectors import ConnectorGrant
from shared.domain.groups.group import Group, GroupType
from shared.errors import InvalidInput
from shared.services.access.authorize import GroupAccess
from tests.unit.functions.calls import ASHA, call_of

LIST = "http://localhost:7071/api/v1/groups/1/members"
AT = datetime(2026, 1, 1, tzinfo=UTC)
MEMBER = GroupAccess(Group("1", "G", "g", GroupType.PRIVATE, AT, "asha", AT), AccessLevel.MEMBER, None)


def read(url: str, caller: Caller = ASHA, access: GroupAccess | None = None) -> str | None:
    """The position that the URL's continuation says."""
    continuation = parse_qs(urlsplit(url).query)["continuation"][0]
    return position(call_of(url, caller, access), PageQuery(limit=2, continuation=continuation))


def link_of(url: str, caller: Caller = ASHA, access: GroupAccess | None = None) -> str:
    """The nextLink of a page of this URL that ends at a number."""
    link = next_link(call_of(url, caller, access), "+919812345678")
    assert link is not None
    return link


def test_a_next_link_leads_on_and_hides_the_number() -> None:
    link = link_of(f"{LIST}?limit=2&role=Admin&continuation=old")
    assert link.startswith(f"{LIST}?limit=2&role=Admin&continuation=")
    assert link.count("continuation") == 1
    assert "9812345678" not in link
    assert read(link) == "+919812345678"
    assert next_link(call_of(LIST), None) is None


@pytest.mark.parametrize("other", ["limit=7&role=Admin", "role=Admin&limit=2", "role=Admin"])
def test_the_size_of_pages_may_change(other: str) -> None:
    token = link_of(f"{LIST}?limit=2&role=Admin").partition("continuation=")[2]
    assert read(f"{LIST}?{other}&continuation={token}") == "+919812345678"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        (f"{LIST}?", f"{LIST}?effective=true&"),
        (f"{LIST}?effective=true&", f"{LIST}?"),
        (f"{LIST}?role=Admin&", f"{LIST}?role=Member&"),
        (f"{LIST}?q=%2B919&", f"{LIST}?q=%2B918&"),
        (f"{LIST}?q=a&role=b&", f"{LIST}?q=a%26role%3Db&"),
        (f"{LIST}?", f"{LIST.replace('/1/', '/2/')}?"),
        ("http://localhost/api/v1/groups?", "http://localhost/api/v1/groups?deleted=true&"),
    ],
)
def test_a_position_holds_for_the_path_and_the_parameters_that_choose_what_is_listed(given: str, used: str) -> None:
    token = link_of(given).partition("continuation=")[2]
    with pytest.raises(InvalidInput) as error:
        read(f"{used}continuation={token}")
    assert [(each.field, each.code) for each in error.value.errors] == [("continuation", "invalid")]


@pytest.mark.parametrize(
    "caller",
    [
        Caller("bala"),
        replace(ASHA, is_organization_admin=True),
        replace(ASHA, connector=ConnectorGrant("c", frozenset(), "app")),
    ],
)
def test_a_position_holds_for_the_caller_and_what_the_caller_is(caller: Caller) -> None:
    link = link_of(LIST)
    with pytest.raises(InvalidInput):
        read(link, caller)


def test_a_position_among_whole_numbers_is_none_among_masked_ones() -> None:
    admin, linked = replace(MEMBER, access_level=AccessLevel.ADMIN), replace(MEMBER, is_linked=True, lists_members=True)
    for given, used in ((MEMBER, admin), (admin, MEMBER), (MEMBER, linked)):
        with pytest.raises(InvalidInput):
            read(link_of(LIST, ASHA, given), ASHA, used)


@pytest.mark.parametrize("token", ["A", "Zm9v", "-", "_" * 200])
def test_what_no_list_gave_out_is_no_position(token: str) -> None:
    with pytest.raises(InvalidInput):
        read(f"{LIST}?continuation={token}")


def test_a_position_that_was_cut_short_is_none() -> None:
    with pytest.raises(InvalidInput):
        read(link_of(LIST)[:-2])
