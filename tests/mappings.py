"""Uploads of tests: the text of files, and what an upload left."""

import json
from typing import Any

from shared.domain.codes import Problem
from shared.domain.groups.group import Group
from shared.domain.members.membership import MemberCount, Role
from shared.domain.uploads.job import Job
from shared.services.uploads.view_uploads import list_problems, open_log
from tests.fakes.world import FakeWorld
from tests.people import number

USER_HEADER = "Group Name,Phone Number,User Type\n"
PARENT_HEADER = "Parent Group Name,Child Group Name\n"


def users(*rows: tuple[str, int, str]) -> str:
    """A user group mapping: (group, n-th number, user type) a row."""
    return USER_HEADER + "".join(f"{group},{number(n)},{user_type}\n" for group, n, user_type in rows)


def members(group: str, *numbers: int) -> str:
    """A user group mapping of one group without admins."""
    return users(*((group, n, "Member") for n in numbers))


def parents(*rows: tuple[str, str]) -> str:
    """A parent group mapping: (parent, child) a row."""
    return PARENT_HEADER + "".join(f"{parent},{child}\n" for parent, child in rows)


def numbered(world: FakeWorld, name: str) -> dict[int, Role]:
    """The group's roles by the n of each number."""
    return {int(phone[5:]): role for phone, role in world.roles(name).items()}


def group_named(world: FakeWorld, name: str) -> Group:
    """The group of this name."""
    (group,) = world.fakes.groups.groups.where(lambda group: group.name == name)
    return group


def links(world: FakeWorld) -> set[tuple[str, str]]:
    """The hierarchy as (name of parent, name of child)."""
    groups = world.fakes.groups.groups.rows
    return {(groups[parent].name, groups[child].name) for parent, child in world.fakes.hierarchy.links}


async def log_of(world: FakeWorld, job: Job) -> list[dict[str, Any]]:
    """The entries of the upload's log."""
    log = await open_log(world.imports, job.id)
    return [json.loads(line) for line in (await log.read(0, log.size)).splitlines()]


async def log_codes(world: FakeWorld, job: Job) -> list[str]:
    """The codes of the upload's log, in order."""
    return [entry["code"] for entry in await log_of(world, job)]


async def problems_of(world: FakeWorld, job: Job) -> list[Problem]:
    """All problems of the upload."""
    problems, after = await list_problems(world.imports, job.id, 1000, None)
    assert after is None
    return problems


async def check_stores(world: FakeWorld) -> None:
    """The member index and the member counts say the same as the memberships."""
    stored = {
        (number, group_id): row.role
        for group_id, rows in world.fakes.members.groups.items()
        for number, row in rows.rows.items()
    }
    assert {(key.number, key.group_id): role for key, role in world.fakes.member_index.rows.items()} == stored
    for group_id, rows in world.fakes.members.groups.items():
        roles = [row.role for row in rows.rows.values()]
        counted = (await world.fakes.members.partition_state(group_id)).member_count
        assert counted == MemberCount(len(roles), roles.count(Role.ADMIN))


def check_balance(job: Job) -> None:
    """Every entry has an outcome."""
    counts = job.counts
    assert counts.entries == (
        counts.rejected + counts.duplicates + counts.unchanged + counts.added + counts.role_changed + counts.not_applied
    )
