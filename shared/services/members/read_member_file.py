"""Reads a file of members for one group, without changing anything."""

import asyncio
from io import BytesIO

from shared.domain.codes import Problem
from shared.domain.csv.encoding import known_encoding
from shared.domain.csv.lines import FileError
from shared.domain.groups.group import Group
from shared.domain.members import member_file
from shared.domain.members.member_file import MemberFile
from shared.domain.names import GroupName, normalise
from shared.domain.redaction import excerpt
from shared.errors import FieldError, InvalidInput
from shared.services.context import GroupContext


async def read_member_file(
    context: GroupContext, group: Group, content: bytes, region: str | None, encoding: str
) -> MemberFile:
    """What a CSV or workbook says about members of this group. Raises InvalidInput, with the code of the fault of the whole
    file, where it cannot be read."""
    name = GroupName(group.name, normalise(group.name))
    region = region or group.region or context.default_region

    def read() -> MemberFile:
        return member_file.read_member_file(
            BytesIO(content), name, region=region or None, encoding=known_encoding(encoding)
        )

    try:
        return await asyncio.to_thread(read)
    except FileError as error:
        raise InvalidInput("The file cannot be read.", [_fault(error.problem)]) from None


def _fault(problem: Problem) -> FieldError:
    place = f"Sheet {excerpt(problem.sheet)}: " if problem.sheet else ""
    line = f"{'Row' if problem.sheet else 'Line'} {problem.line:,}: " if problem.line else ""
    return FieldError("file", problem.code, f"{place}{line}{problem.message}")
