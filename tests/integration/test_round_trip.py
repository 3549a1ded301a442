"""Import, export, wipe, import the export, export again: the same bytes."""

import csv
import io

from shared.services.exports.export_groups import export_now
from tests.integration.driver import Driver
from tests.store import wipe

_NAMES = (
    'Comma, "quoted" name',
    "Slash / back \\ hash # question ?",
    "🚚 Fleet 🚛",
    "=SUM(A1)",
    "+plus",
    "-minus",
    "@at",
    "'=already",
    "'quoted",
    "#begins like an instruction",
    "100 % & more",
    "Équipe de nuit",
    "सेवा दल",
    "فريق ليلي",
    "O'Brien's; team",
)


def _people(count: int) -> list[str]:
    return [f"+9198123{number:05d}" for number in range(count)]


def _csv(header: list[str], rows: list[list[str]]) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(header)
    writer.writerows(rows)
    return sink.getvalue()


def _protect(name: str) -> str:
    return "'" + name if name[0] in "=+-@#'" else name


def _organisation() -> tuple[str, str]:
    people = _people(500)
    groups = [*map(_protect, _NAMES), *(f"Group {n:03d}" for n in range(300))]
    rows = []
    for index, group in enumerate(groups):
        members = people[index : index + 1 + index % 7]
        rows += [[group, number, "Admin" if at == 0 else "Member"] for at, number in enumerate(members)]
    links = [["Group 000", group] for group in groups[:40]]
    links += [["Group 001", group] for group in groups[20:60]]
    links += [["Top without members", "Group 000"], ["Top without members", "Group 001"]]
    return _csv(["Group Name", "Phone Number", "User Type"], rows), _csv(
        ["Parent Group Name", "Child Group Name"], [link for link in links if link[1] != link[0]]
    )


async def test_export_wipe_import_export_is_byte_identical(driver: Driver) -> None:
    users, parents = _organisation()
    await driver.put("org/users.csv", users)
    view = await driver.drop("org/parents.csv", parents)
    assert view.job.state == "completed", await driver.problems(view)
    before = await driver.memberships()
    exported = await driver.export()

    await wipe(driver.clients)
    await driver.put("again/user.csv", exported[0])
    second = await driver.drop("again/parent.csv", exported[1])

    assert second.job.state == "completed", await driver.problems(second)
    assert await driver.memberships() == before
    assert {name for name, _, _ in before} >= set(_NAMES)
    assert await driver.export() == exported
    assert second.counts.links_added == view.counts.links_added > 70


async def test_groups_without_members_survive(driver: Driver) -> None:
    users = "Group Name,Phone Number,User Type\n#muster:group,Alone\n#muster:group,\"Below, empty\"\nTop,+919812345678,\n"
    await driver.put("org/users.csv", users)
    view = await driver.drop("org/parents.csv", 'Parent Group Name,Child Group Name\nTop,"Below, empty"\n')
    assert view.job.state == "completed"
    assert view.counts.groups_created == 3
    exported = await driver.export()

    await wipe(driver.clients)
    await driver.put("again/user.csv", exported[0])
    await driver.drop("again/parent.csv", exported[1])

    assert await driver.export() == exported
    assert b"#muster:group,Alone" in exported[0]


async def test_export_that_takes_long_goes_on_in_the_background(driver: Driver) -> None:
    await driver.drop("org/users.csv", "Group Name,Phone Number,User Type\nDepot,+919812345678,\n")

    export = await export_now(driver.services.exports, "asha", patience=0.0)
    assert export.state == "running"
    await driver.run()

    done = await driver.services.exports.exports.get(export.id)
    assert done is not None
    assert (done.state, done.counts.memberships) == ("completed", 1)
