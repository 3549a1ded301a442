"""Exports of tests: a small organisation, and what an export of it holds."""

import csv
import io
import json
from typing import Any

from shared.domain.exports import Export
from shared.domain.groups.group import Group
from shared.domain.members.membership import Role
from shared.domain.workbooks.read import open_workbook
from shared.services.exports.export_groups import begin_export, run_export
from shared.services.hierarchy.link_subgroups import link_subgroup
from tests.fakes.world import FakeWorld
from tests.people import number, organization_admin

BOM = "\ufeff"


def text(world: FakeWorld, export: Export, name: str) -> str:
    """A file of the export, without the byte order mark that it begins with."""
    content = world.fakes.export_files.blobs[export.folder + name].decode()
    assert content.startswith(BOM)
    return content.removeprefix(BOM)


def rows(world: FakeWorld, export: Export, name: str) -> list[dict[str, str]]:
    """Its rows by title, instruction lines apart."""
    lines = [line for line in text(world, export, name).splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def document(world: FakeWorld, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(world.fakes.export_files.blobs[name])
    return content


async def link(world: FakeWorld, parent: Group, child: Group) -> None:
    await link_subgroup(world.groups, organization_admin(1), parent, child.id)


def sheet(world: FakeWorld, export: Export, name: str) -> list[list[str]]:
    """The rows of a workbook of the export."""
    content = world.fakes.export_files.blobs[export.folder + name]
    with open_workbook(io.BytesIO(content), name) as book:
        return [row.cells for row in book.rows(book.sheets[0])]


async def filled(world: FakeWorld) -> None:
    """Region (no members) above Depot (an admin, a member), and Empty."""
    boss = organization_admin()
    region, depot = await world.group(boss, "Region"), await world.group(boss, "Depot")
    await world.group(boss, "Empty")
    await world.add(depot, number(1), role=Role.ADMIN)
    await world.add(depot, number(2))
    await link(world, region, depot)


async def exported(world: FakeWorld) -> Export:
    return await run_export(world.exports, await begin_export(world.exports, "asha"))
