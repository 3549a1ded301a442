"""Bodies and queries about members."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from pydantic import Field

from functions.http.models import Body, Out, Query
from functions.http.paging import Page, PageQuery
from functions.models.fields import EncodingNameOrNone, NumberPrefix, RegionCode, SomePhoneNumbers
from functions.models.upload_problems import UploadProblemOut, upload_problem_out
from functions.models.uploads import PassedOverOut
from shared.domain.members.member_file import MemberFile
from shared.domain.members.membership import Membership, Role
from shared.domain.members.number_requests import NumberResult, Outcome
from shared.services.members.member_views import MemberView


class NewMembersBody(Body):
    """Phone numbers to add, or to give another role."""

    phone_numbers: SomePhoneNumbers
    region: RegionCode | None = None
    role: Role = Role.MEMBER


class MemberChangeBody(Body):
    """The new role of the member."""

    role: Role


class MemberQuery(PageQuery):
    """Which members to list."""

    role: Role | None = None
    q: NumberPrefix | None = None
    effective: bool = Field(
        False,
        description="Whether to include the members of all groups below. A person is listed once for all groups whose "
        "numbers the caller may see, and once more for each other group.",
    )


class ViaGroupOut(Out):
    """A group that the person is a direct member of."""

    id: str
    name: str


class MemberOut(Out):
    """A member. Members see masked numbers: +91••••••5678."""

    phone_number: str
    role: Role
    added_at: datetime
    added_by: str
    via: list[ViaGroupOut] | None = Field(
        description="With effective=true: the groups of this entry, of which the person is a direct member. It has one "
        "group where the number is masked."
    )


class MemberPage(Page[MemberOut]):
    """Members by number. Where numbers are masked, by what is shown of each member."""


class NumberResultOut(Out):
    """The outcome of one phone number. `input` is the number as it was in the request."""

    input: str
    phone_number: str | None
    outcome: Outcome
    code: str | None
    message: str | None


class OutcomeCountsOut(Out):
    """How many numbers had which outcome."""

    added: int
    role_changed: int
    unchanged: int
    rejected: int


class MemberResultsOut(Out):
    """The outcome of each phone number, in the order of the request."""

    results: list[NumberResultOut]
    counts: OutcomeCountsOut


class MemberFileQuery(Query):
    """How to read the file."""

    region: RegionCode | None = None
    encoding: EncodingNameOrNone = ""


class FileMemberOut(Out):
    """A number of the file, its line (the row of a sheet), and the role, null where the file says none."""

    line: int
    phone_number: str
    role: Role | None


class MemberFileOut(Out):
    """What a file says about the members of one group. Nothing is added."""

    members: list[FileMemberOut] = Field(description="In the order of the file, each number once.")
    problems: list[UploadProblemOut] = Field(description="Rejected rows and warnings, as of an upload; at most 5,000.")
    passed_over: PassedOverOut


def member_file_out(found: MemberFile) -> MemberFileOut:
    """The body for a file that was read."""
    return MemberFileOut(
        members=[
            FileMemberOut(line=each.line, phone_number=each.phone_number, role=each.role) for each in found.members
        ],
        problems=[upload_problem_out(problem) for problem in found.problems],
        passed_over=PassedOverOut(**asdict(found.passed_over)),
    )


def member_out(view: MemberView) -> MemberOut:
    """The body for a member."""
    via = [ViaGroupOut(id=group.id, name=group.name) for group in view.via]
    return MemberOut(
        phone_number=view.phone_number,
        role=view.role,
        added_at=view.added_at,
        added_by=view.added_by,
        via=via or None,
    )


def membership_out(row: Membership) -> MemberOut:
    """The body for a direct member."""
    return MemberOut(
        phone_number=row.phone_number, role=row.role, added_at=row.added_at, added_by=row.added_by, via=None
    )


def member_results_out(results: Sequence[NumberResult]) -> MemberResultsOut:
    """The body for the outcome of adding members."""
    counts = Counter(result.outcome for result in results)
    return MemberResultsOut(
        results=[
            NumberResultOut(
                input=result.input,
                phone_number=result.phone_number or None,
                outcome=result.outcome,
                code=result.code or None,
                message=result.message or None,
            )
            for result in results
        ],
        counts=OutcomeCountsOut(
            added=counts[Outcome.ADDED],
            role_changed=counts[Outcome.ROLE_CHANGED],
            unchanged=counts[Outcome.UNCHANGED],
            rejected=counts[Outcome.REJECTED],
        ),
    )
