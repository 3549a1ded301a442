"""A process that kills itself between the first and the second copy of a membership.

python -m tests.system.dies_between_copies <connection string> <group id> <number>
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace

from shared.bootstrap import assemble
from shared.domain.members.membership import IndexRow, Role
from shared.services.members.change_members import set_roles
from shared.services.ports.members import MemberIndexStore
from shared.storage.clients import open_clients
from tests.store import PAGE_KEY, settings_for


class DyingPersons:
    """Writes of the second copy never come to pass."""

    def __init__(self, stored: MemberIndexStore) -> None:
        self._stored = stored

    async def groups_of(self, number: str) -> dict[str, Role]:
        return await self._stored.groups_of(number)

    async def write(self, rows: Sequence[IndexRow]) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


async def add(connection_string: str, group_id: str, number: str) -> None:
    """Adds the number, and does not live to tell."""
    settings = settings_for(connection_string)
    context = assemble(settings, open_clients(settings.storage), PAGE_KEY).groups
    dying = replace(context, member_index=DyingPersons(context.member_index))  # type: ignore[arg-type]  # no more is used
    await set_roles(dying, group_id, "dying", [number], Role.MEMBER)


if __name__ == "__main__":
    asyncio.run(add(*sys.argv[1:]))
