"""The count of a group's members is right after every kind of change, and nothing else stays with the members."""

from shared.domain.members.membership import Role
from shared.services.members.change_members import add_members, remove_member
from shared.services.uploads import control_upload
from tests.integration.driver import HEADER, Driver


async def _count(driver: Driver, name: str = "depot") -> tuple[int, int]:
    group = (await driver.services.imports.groups.resolve([name]))[name]
    member_count = (await driver.services.groups.members.partition_state(group.group_id)).member_count
    return member_count.members, member_count.admins


async def _stored_keys(driver: Driver) -> set[str]:
    return {entity["RowKey"] async for entity in driver.clients.table("Memberships").list_entities()}


def _file(count: int, role: str, start: int = 0) -> str:
    return HEADER + "".join(f"Depot,+9198123{n:05d},{role}\n" for n in range(start, start + count))


async def test_uploads_count_what_they_change(driver: Driver) -> None:
    view = await driver.drop("a/u.csv", _file(250, "Member"))
    assert await _count(driver) == (250, 0)
    for _ in range(2):
        await driver.handle("imports", f"{view.job.id}/chunk-00001.csv")
    second = await driver.drop("b/u.csv", _file(250, "Admin", 100), mode="replace", review="true")
    await control_upload.apply_upload(driver.services.imports, second.job.id, "asha")
    await driver.run()
    assert await _count(driver) == (250, 250)

    await control_upload.undo_upload(driver.services.imports, second.job.id, "asha")
    await driver.run()
    assert await _count(driver) == (250, 0)
    assert all(key.startswith(("+", "!count", "!guard")) for key in await _stored_keys(driver))

    await control_upload.rerun_upload(driver.services.imports, second.job.id, "asha")
    await driver.run()
    assert await _count(driver) == (250, 250)


async def test_changes_over_http_leave_only_members_and_their_count(driver: Driver) -> None:
    await driver.drop("a/u.csv", _file(3, "Admin"))
    context = driver.services.groups
    (name,) = [g for page in [p async for p in driver.services.imports.groups.pages()] for g in page]
    group = await context.groups.get(name.group_id)
    assert group is not None

    await add_members(context, group, "asha", ["+919812399991", "+919812399992"], None, Role.MEMBER)
    assert await _count(driver) == (5, 3)
    await remove_member(context, group.id, "asha", "+919812399991", lambda _: None)
    assert await _count(driver) == (4, 3)
    assert all(key.startswith(("+", "!count", "!guard")) for key in await _stored_keys(driver))
