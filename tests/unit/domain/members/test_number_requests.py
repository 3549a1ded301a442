"""Numbers that a request asks for, and the changes that they lead to."""

from datetime import UTC, datetime

import pytest

from shared.domain.access import AccessLevel, Caller, Rule, access_level, check_group, check_self
from shared.domain.codes import Rejection
from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import Change, MemberCount, Membership, Role, count_change
from shared.domain.members.number_requests import (
    NumberResult,
    Outcome,
    change_to,
    distinct_numbers,
    keep_one_admin,
    read_asked,
    results_of,
)
from shared.errors import Forbidden, NotFound

AT = datetime(2026, 1, 1, tzinfo=UTC)


def row(n: int, role: Role = Role.MEMBER, **more: str) -> Membership:
    return Membership("g", f"+9198{n:08d}", role, AT, "asha", **more)


def test_each_text_is_read_in_its_order_and_repeats_are_noticed() -> None:
    asked = read_asked(["9800000001, 12", "+91 98000 00001", "x"], "IN")
    assert [(each.input, each.is_repeated) for each in asked] == [
        ("9800000001", False),
        ("12", False),
        ("+91 98000 00001", True),
        ("x", False),
    ]
    assert distinct_numbers(asked) == ["+919800000001"]
    settled = {"+919800000001": NumberResult("", Outcome.ADDED)}
    results = results_of(asked, settled)
    assert [(r.outcome, r.code) for r in results] == [
        (Outcome.ADDED, ""),
        (Outcome.REJECTED, "number_invalid"),
        (Outcome.UNCHANGED, "duplicate"),
        (Outcome.REJECTED, "number_invalid"),
    ]
    assert all(r.message.endswith(".") for r in results if r.code)


@pytest.mark.parametrize(
    "text",
    [
        "Phone Number\n9800000001\n9800000002\n",
        "\nMobile\r\n9800000001\r\n\r\n9800000002\r\n",
        "Handynummer\r9800000001\r9800000002",
        "Name\tPhone Number\tRole\nAsha\t9800000001\tAdmin\nRavi\t9800000002\tMember\n\t\t\n",
        "Team\tPhone\n2024000001\t9800000001, 9800000002",
        '"Phone Number"\n"9800000001\n9800000002"\n',
        "9800000001\n9800000002",
        "9800000001\t9800000002",
        "\t9800000001\t\n\t9800000002\t",
        '"9800000001\n9800000002',
    ],
)
def test_a_pasted_column_is_its_numbers(text: str) -> None:
    found = [each.read for each in read_asked([text], "IN")]
    assert found == ["+919800000001", "+919800000002"]


def test_cells_beside_each_other_are_never_glued_to_a_number() -> None:
    for text in ("98000\t00001", "98000\n00001", "Phone Number\tNote\n98000\t00001", "Note\tOther\n98000\t00001"):
        assert all(isinstance(each.read, Rejection) for each in read_asked([text], "IN")), text


def test_a_title_alone_or_between_numbers_is_no_number_and_is_told() -> None:
    assert [(each.input, isinstance(each.read, Rejection)) for each in read_asked(["Phone"], "IN")] == [("Phone", True)]
    assert [each.input for each in read_asked(["9800000001\nPhone\n"], "IN")] == ["9800000001", "Phone"]


def test_a_role_changed_over_http_belongs_to_no_upload_any_more() -> None:
    stored = row(1, job_id="job", before="{}", etag="e")
    change = change_to(stored, row(1, Role.ADMIN))
    former = '{"role":"Member","jobId":"job","before":"{}"}'
    assert change == Change(stored.phone_number, stored, row(1, Role.ADMIN, before=former))
    by_hand = row(1, before="", etag="e")
    assert change_to(by_hand, row(1, Role.ADMIN)) == Change(by_hand.phone_number, by_hand, row(1, Role.ADMIN))
    assert change_to(stored, row(1)) is None
    assert change_to(None, row(2)) == Change(row(2).phone_number, None, row(2))


@pytest.mark.parametrize(
    ("admins", "changes", "rejected"),
    [
        (1, [Change("a", row(1, Role.ADMIN), None)], 1),
        (2, [Change("a", row(1, Role.ADMIN), None)], 0),
        (2, [Change("a", row(1, Role.ADMIN), row(1)), Change("b", row(2, Role.ADMIN), None)], 1),
        (1, [Change("a", row(1, Role.ADMIN), None), Change("b", None, row(2, Role.ADMIN))], 0),
        (1, [Change("a", row(1), None)], 0),
        (0, [Change("a", row(1), None)], 0),
    ],
)
def test_an_admin_is_always_left(admins: int, changes: list[Change], rejected: int) -> None:
    kept, not_kept = keep_one_admin(changes, admins)
    assert len(not_kept) == rejected
    assert sorted([*kept, *not_kept], key=lambda c: c.phone_number) == changes
    if admins:
        assert admins + count_change(kept).admins >= 1


def test_what_changes_do_to_the_counts() -> None:
    changes = [
        Change("a", None, row(1, Role.ADMIN)),
        Change("b", row(2), row(2, Role.ADMIN)),
        Change("c", row(3, Role.ADMIN), row(3)),
        Change("d", row(4, Role.ADMIN), None),
        Change("e", None, row(5)),
    ]
    assert count_change(changes) == MemberCount(1, 0)
    assert count_change([]) == MemberCount()


def group(kind: GroupType, *, deleted: bool = False) -> Group:
    return Group("g", "G", "g", kind, AT, "asha", AT, deleted_at=AT if deleted else None)


BOSS = Caller("boss", is_organization_admin=True)
BALA = Caller("bala", "+919800000001")


def test_standing_is_by_role_and_by_office_on_organization_groups_only() -> None:
    organization, private = group(GroupType.ORGANIZATION), group(GroupType.PRIVATE)
    assert access_level(BOSS, organization, None) is AccessLevel.ADMIN
    assert access_level(BOSS, private, None) is AccessLevel.NONE
    assert access_level(BOSS, private, Role.MEMBER) is AccessLevel.MEMBER
    assert access_level(BALA, organization, Role.MEMBER) is AccessLevel.MEMBER
    assert access_level(BALA, private, Role.ADMIN) is AccessLevel.ADMIN
    assert access_level(BALA, organization, None) is AccessLevel.NONE


def test_hidden_is_404_and_forbidden_is_403() -> None:
    organization, deleted = group(GroupType.ORGANIZATION), group(GroupType.ORGANIZATION, deleted=True)
    with pytest.raises(NotFound):
        check_group(Rule.GROUP_VIEWER, None, BOSS, None)
    with pytest.raises(NotFound):
        check_group(Rule.GROUP_ADMIN, organization, BALA, None)
    with pytest.raises(Forbidden):
        check_group(Rule.GROUP_ADMIN, organization, BALA, Role.MEMBER)
    with pytest.raises(NotFound):
        check_group(Rule.GROUP_VIEWER, deleted, BALA, Role.ADMIN)
    with pytest.raises(NotFound):
        check_group(Rule.DELETED_GROUP_ADMIN, deleted, BALA, Role.MEMBER)
    with pytest.raises(NotFound):
        check_group(Rule.DELETED_GROUP_ADMIN, organization, BALA, Role.ADMIN)
    assert check_group(Rule.DELETED_GROUP_ADMIN, deleted, BALA, Role.ADMIN) == (deleted, AccessLevel.ADMIN)


def test_members_may_do_to_themselves_what_admins_may_do_to_all() -> None:
    check_self(Rule.GROUP_ADMIN_OR_SELF, AccessLevel.MEMBER, BALA, "+919800000001")
    check_self(Rule.GROUP_ADMIN_OR_SELF, AccessLevel.ADMIN, BALA, "+919800000002")
    with pytest.raises(Forbidden):
        check_self(Rule.GROUP_ADMIN_OR_SELF, AccessLevel.MEMBER, BALA, "+919800000002")
