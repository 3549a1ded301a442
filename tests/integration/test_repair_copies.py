"""The nightly repair mends what a process that died between the two writes, or anything else, has left."""

from azure.data.tables import UpdateMode

from shared.domain.members.membership import MemberCount
from shared.services.members.repair_members import repair_members
from shared.storage.members.member_index import bucket_of
from tests.integration.driver import HEADER, Driver


async def test_missing_wrong_and_surplus_copies_are_mended(driver: Driver) -> None:
    await driver.drop("org/u.csv", HEADER + "".join(f"Depot,+9198123{n:05d},\n" for n in range(20)))
    table = driver.clients.table("MemberGroups")
    rows = sorted([entity async for entity in table.list_entities()], key=lambda entity: entity["RowKey"])
    await table.delete_entity(rows[0]["PartitionKey"], rows[0]["RowKey"])
    await table.update_entity({**rows[1], "role": "Admin"}, mode=UpdateMode.REPLACE)
    stranger = "+919812399999"
    group_id = rows[0]["RowKey"].partition("!")[2]
    await table.create_entity(
        {"PartitionKey": bucket_of(stranger), "RowKey": f"{stranger}!{group_id}", "role": "Member"}
    )
    assert await driver.rows() != await driver.copies()

    assert await repair_members(driver.services.imports) == 3
    assert await driver.rows() == await driver.copies()
    assert await repair_members(driver.services.imports) == 0


async def test_a_wrong_count_is_mended(driver: Driver) -> None:
    await driver.drop("org/u.csv", HEADER + "".join(f"Depot,+9198123{n:05d},Admin\n" for n in range(20)))
    group = (await driver.services.imports.groups.resolve(["depot"]))["depot"]
    wrong = {"PartitionKey": group.group_id, "RowKey": "!count!http!wrong", "value": 5, "admins": -2}
    await driver.clients.table("Memberships").create_entity(wrong)

    assert await repair_members(driver.services.imports) == 1
    assert (await driver.services.groups.members.partition_state(group.group_id)).member_count == MemberCount(20, 20)
    assert await repair_members(driver.services.imports) == 0
