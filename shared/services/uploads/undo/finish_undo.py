"""Finishes an undo when its last chunk is undone: removes the job's links and unused groups, and lists the rows left."""

import json
from collections.abc import Sequence
from dataclasses import replace

from shared.concurrency import conditional_write, retry_on_conflict
from shared.domain.audit import Action, AuditEvent
from shared.domain.codes import Problem
from shared.domain.csv.columns import FileKind
from shared.domain.documents import from_document, to_document, versioned
from shared.domain.groups.hierarchy import Link
from shared.domain.ids import reverse_time_id
from shared.domain.uploads.job import ChunkState, Job, JobState, UndoCounts
from shared.errors import NotFound, PreconditionFailed
from shared.services.context import ImportContext
from shared.services.uploads.apply.audit_events import record_link_events
from shared.services.uploads.apply.connector_events import enqueue_link_events, link_events
from shared.services.uploads.jobs.log import decode_problem, encode_problem, log_line, problem_line, problems_blob_name
from shared.services.uploads.jobs.problem_list import ProblemCount
from shared.services.uploads.jobs.state import load_job, move_job
from shared.services.uploads.undo.creations import (
    Created,
    created_groups,
    keep_created,
    linked_groups,
    removable_links,
)
from shared.services.webhooks.enqueue_events import schedule_check_before

UNDO = "undo"
"""The `kind` of the problem list with the rows that an undo left."""
_LOGGED_AT_MOST = 5_000
"""The upload's problems have the list, up to problem_list.KEPT of a severity; an append block has at most 4 MiB."""


def _result_name(job: Job, number: int) -> str:
    return f"{job.id}/undo/{job.run:04d}/{number:05d}.jsonl"


async def save_undo_result(
    context: ImportContext, job: Job, number: int, counts: UndoCounts, problems: Sequence[Problem]
) -> None:
    """Store the result of undoing one chunk. Idempotent."""
    await context.job_files.put(_result_name(job, number), encode_undo_result(counts, problems))


def encode_undo_result(counts: UndoCounts, problems: Sequence[Problem]) -> bytes:
    """A line for the counts, then one a problem."""
    return json.dumps(versioned(to_document(counts))).encode() + b"\n" + b"".join(map(encode_problem, problems))


def decode_undo_result(content: bytes) -> tuple[UndoCounts, bytes]:
    """The counts, and the lines of the problems as they are."""
    first, _, problems = content.partition(b"\n")
    return from_document(UndoCounts, json.loads(first)), problems


async def load_undo_result(context: ImportContext, job: Job, number: int) -> UndoCounts:
    """The result of undoing one chunk in this run, zeros where there is none."""
    result = await context.job_files.get(_result_name(job, number))
    return UndoCounts() if result is None else decode_undo_result(result)[0]


async def finish_undo_if_done(context: ImportContext, job_id: str) -> None:
    """Finish the undo if all chunks are undone. Any number of processes may call it. Raises Conflict."""

    async def attempt() -> None:
        job = await load_job(context, job_id)
        if job.state is not JobState.APPLYING or not job.undoing:
            return
        chunks = await context.jobs.chunks(job)
        if any(chunk.state is not ChunkState.UNDONE for chunk in chunks):
            return
        with conditional_write():
            await _finish(context, job, [chunk.number for chunk in chunks])

    await retry_on_conflict(f"upload {job_id}", attempt)


async def _finish(context: ImportContext, job: Job, numbers: Sequence[int]) -> None:
    counts, found, left = UndoCounts(), ProblemCount(), bytearray()
    for number in numbers:
        result = await context.job_files.get(_result_name(job, number))
        if result is not None:
            of_chunk, problems = decode_undo_result(result)
            counts = counts.plus(of_chunk)
            for line in problems.splitlines(keepends=True):
                if found.admits(decode_problem(line)):
                    left += line
    left_out = found.left_out(job.part(FileKind.USER))
    if left_out:
        left += encode_problem(left_out)
    await context.job_files.put(problems_blob_name(job.id, UNDO), bytes(left))
    created = await keep_created(context, job)
    await _remove_links(context, job)
    await _remove_groups(context, job)
    counts = replace(counts, links_removed=created.links, groups_removed=await _deleted_of(context, created))
    await _log(context, job, counts, bytes(left))
    await move_job(context, job, JobState.UNDONE, undoing=False, undone=counts, finished_at=context.now(), error=None)


async def _remove_links(context: ImportContext, job: Job) -> None:
    """Remove the links that the job added."""

    async def attempt() -> None:
        links, version = await context.hierarchy.load_links()
        mine = await removable_links(context, job, links)
        factories = await link_events(context, mine)
        await _record_removals(context, job, [link for link in mine if link.parent_id not in factories.parents])
        with conditional_write():
            for part in factories.parts(mine):
                events = factories.events(context, job, Action.SUBGROUP_REMOVED, part)
                version = await context.hierarchy.remove(part, version, events)
        await enqueue_link_events(context, factories)

    await retry_on_conflict("the hierarchy", attempt)


async def _record_removals(context: ImportContext, job: Job, links: Sequence[Link]) -> None:
    """Write the audit events before the links are removed. Idempotent, since the events' ids follow from the links."""
    children = await context.groups.get_many(sorted({link.child_id for link in links}))
    names = {group.id: group.name for group in children.values()}
    await record_link_events(context, job, Action.SUBGROUP_REMOVED, links, names)


async def _remove_groups(context: ImportContext, job: Job) -> None:
    """Delete the groups that the job created and that are unused; they can be restored."""
    links, _ = await context.hierarchy.load_links()
    in_use = await linked_groups(context, links)
    for group in await created_groups(context, job):
        if group.group_id not in in_use and not await context.members.has_members(group.group_id):
            await _delete_group(context, job, group.group_id)


async def _deleted_of(context: ImportContext, created: Created) -> int:
    """How many of the groups are deleted now."""
    groups = await context.groups.get_many(created.groups)
    return sum(1 for group in groups.values() if group.deleted_at is not None)


async def _delete_group(context: ImportContext, job: Job, group_id: str) -> None:
    group = await context.groups.get(group_id)
    if group is None or group.deleted_at is not None:
        return
    now = context.now()
    event = AuditEvent(
        id=reverse_time_id(now, context.new_id()),
        group_id=group_id,
        at=now,
        actor=job.submitted_by,
        action=Action.GROUP_DELETED,
        before={"name": group.name},
        after={},
        job_id=job.id,
    )
    await schedule_check_before(context.webhooks, group_id)
    try:
        await context.groups.replace(group, replace(group, deleted_at=now, updated_at=now), event)
    except (PreconditionFailed, NotFound):
        return  # Somebody has changed it just now, so it is in use.


async def _log(context: ImportContext, job: Job, counts: UndoCounts, left: bytes) -> None:
    message = (
        f"Undone: {counts.removed} members removed again, {counts.roles_restored} roles and "
        f"{counts.members_restored} members restored, {counts.links_removed} links and {counts.groups_removed} groups "
        f"removed; {counts.left} rows left, which others changed since."
    )
    lines = b"".join(problem_line(context.now(), decode_problem(line)) for line in left.splitlines()[:_LOGGED_AT_MOST])
    lines += log_line(context.now(), "info", "job_undone", message, event="undone", run=job.run)
    await context.log.append_once(job.id, f'"event":"undone","run":{job.run}', lines, since=job.log_prefix)
