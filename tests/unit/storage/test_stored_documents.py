"""Every stored document is read as the version before wrote it, with a field that nobody knows yet, and as it is written.

The literals are what commit a3fc338 stored. They also pin the stored names: a field that is renamed in the code alone
reads as its default here.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest

from shared.domain.actions import ActionKind, ActionLink, CatalogueAction
from shared.domain.audit import Action, AuditEvent
from shared.domain.codes import Problem
from shared.domain.column_choices.choice import ChosenColumn, ColumnChoice
from shared.domain.column_choices.question import (
    MOST_COLUMNS,
    AskedColumn,
    ColumnQuestion,
    decode_question,
    encode_question,
)
from shared.domain.column_choices.read_choice import read_choice
from shared.domain.column_choices.remembered import RememberedChoice, to_remember
from shared.domain.column_choices.titles import fingerprint
from shared.domain.connectors import Connector, ConnectorLink, EventType, Granted, Permission
from shared.domain.corrections.file_corrections import Rule
from shared.domain.corrections.upload_corrections import (
    Corrections,
    Request,
    RowCorrection,
    RuleCorrection,
    decode_corrections,
    encode_corrections,
)
from shared.domain.csv.columns import Column, FileKind
from shared.domain.documents import VERSION
from shared.domain.exports import Export, ExportCounts, ExportedFile, ExportState
from shared.domain.members.membership import Membership, Role
from shared.domain.uploads.arrivals import Arrival, with_file
from shared.domain.uploads.chunks import GroupSlice, chunk_place, decode_chunk, encode_chunk
from shared.domain.uploads.difference import Existing
from shared.domain.uploads.fail_safe import MOST_HELD_NAMED, HeldGroup, HoldReason
from shared.domain.uploads.job import (
    Chunk,
    ChunkState,
    Counts,
    Job,
    JobError,
    JobState,
    Mode,
    Source,
    UndoCounts,
    UploadedFile,
)
from shared.domain.uploads.plan import GroupPlan, LinksPlan, PlannedLink, StoredPlan, decode_plan, encode_plan
from shared.domain.uploads.rejected_groups import (
    RefusedGroups,
    RejectedGroups,
    decode_refused_groups,
    encode_refused_groups,
)
from shared.domain.uploads.undo import former_state
from shared.services.ports.webhooks import Attempt, Head
from shared.services.uploads.apply.undo_records import (
    WrittenRows,
    decode_removal,
    decode_written,
    encode_removal,
    encode_written,
)
from shared.services.uploads.jobs.log import decode_problem, encode_problem
from shared.services.uploads.jobs.rejected_rows import RejectedRowList, StoredRejectedRow, decode_rejected_row
from shared.services.uploads.undo.finish_undo import decode_undo_result, encode_undo_result
from shared.storage.audit.pending_events import event_of, event_properties
from shared.storage.column_choices import remembered_columns, remembered_of
from shared.storage.connectors.actions import action_columns, action_of
from shared.storage.connectors.connectors import connector_columns, connector_of
from shared.storage.connectors.group_links import (
    action_link_columns,
    action_link_of,
    connector_link_columns,
    connector_link_of,
)
from shared.storage.exports import export_entity, export_of
from shared.storage.job_documents import (
    chunk_key,
    chunk_of,
    chunk_of_key,
    chunk_prefix,
    chunk_properties,
    job_of,
    job_properties,
)
from shared.storage.tables.encoding import utc_text
from shared.storage.tables.reader import ETAG
from shared.storage.webhooks.outbox import attempt_columns, attempt_of, head_columns, head_of

AT = datetime(2026, 11, 23, 17, 11, 48, 123456, UTC)
AT_TEXT = "2026-11-23T17:11:48.123456Z"
COUNTS = Counts(13, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
COUNTS_TEXT = (
    '{"entries": 13, "rejected": 1, "duplicates": 2, "unchanged": 3, "added": 4, "role_changed": 5, "removed": 6, '
    '"groups_created": 7, "links_added": 8, "links_unchanged": 9, "links_ignored": 10, "links_rejected": 11, '
    '"not_applied": 12}'
)
CHOICE = ColumnChoice("ab", "user-group-mapping", (ChosenColumn(0, "Team", "Group Name"),), "asha", AT_TEXT)
CHOICE_TEXT = (
    '{"fingerprint": "ab", "kind": "user-group-mapping", "columns": [{"index": 0, "title": "Team", "column": '
    f'"Group Name"}}], "by": "asha", "at": "{AT_TEXT}"}}'
)
GRANTED = Granted(
    frozenset({Permission.MEMBER_LIST}), frozenset({EventType.MEMBER_ADDED}), "client-1", "https://example.org/hook"
)
JOB_KEYS = {"PartitionKey": "job", "RowKey": "j1"}
CHUNK_KEYS = {"PartitionKey": "j1", "RowKey": "chunk!00007"}


@dataclass(frozen=True)
class Document:
    """A record, what the version before stored for it, and the mapping there and back. `maps` are the keys of objects
    whose own keys are data."""

    record: Any
    before: Any
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]
    maps: tuple[str, ...] = ()


def columns(properties: Mapping[str, Any], keys: dict[str, str] | None = None) -> dict[str, Any]:
    """The row as a lean query answers it."""
    row = {name: utc_text(value) if isinstance(value, datetime) else value for name, value in properties.items()}
    return {**(keys or {}), **row, ETAG: "e"}


AT_MILLISECONDS = AT.replace(microsecond=123000)
PROBLEM = Problem("a.xlsx", 3, "Phone Number", "number_invalid", "No.", "98", "", "Teams")


def written_row(row: StoredRejectedRow) -> bytes:
    """The line of the list that has only this row."""
    sink = BytesIO()
    RejectedRowList(FileKind(row.kind), sink).add(row.problems, row.cells)
    return sink.getvalue()


DOCUMENTS = {
    "job": Document(
        Job(
            id="j1",
            name="depots",
            state=JobState.COMPLETED_WITH_ERRORS,
            source=Source.STORAGE,
            submitted_by="storage",
            created_at=AT,
            mode=Mode.REPLACE,
            region="IN",
            review=True,
            expects_parent=True,
            files=(UploadedFile("user-group-mapping", "api/depots.csv", 321, '"0x8D"'),),
            started_at=AT,
            finished_at=AT,
            moved_at=AT,
            error=JobError("chunk_failed", "Chunk 1 failed."),
            counts=COUNTS,
            chunks_total=2,
            run=3,
            log_prefix=456,
            released=True,
            begun=True,
            held_groups=(HeldGroup("Depot", HoldReason.REMOVES_MANY),),
            held_total=1,
            undoing=True,
            undone=UndoCounts(1, 2, 3, 4, 5, 6),
            recoveries=7,
            files_removed=True,
            etag="e",
        ),
        {
            **JOB_KEYS,
            "name": "depots",
            "state": "completedWithErrors",
            "source": "storage",
            "submittedBy": "storage",
            "createdAt": AT_TEXT,
            "mode": "replace",
            "region": "IN",
            "review": True,
            "expectsParent": True,
            "files": '[{"kind": "user-group-mapping", "blob_name": "api/depots.csv", "size_bytes": 321, '
            '"etag": "\\"0x8D\\""}]',
            "counts": COUNTS_TEXT,
            "chunksTotal": 2,
            "run": 3,
            "logPrefix": 456,
            "heldGroups": '["Depot"]',
            "undoing": True,
            "undone": '{"removed": 1, "roles_restored": 2, "members_restored": 3, "left": 4, "groups_removed": 5, '
            '"links_removed": 6}',
            "woken": 7,
            "filesRemoved": True,
            "startedAt": AT_TEXT,
            "finishedAt": AT_TEXT,
            "movedAt": AT_TEXT,
            "errorCode": "chunk_failed",
            "errorMessage": "Chunk 1 failed.",
        },
        lambda job: columns(job_properties(job), JOB_KEYS),
        lambda row: job_of(row, "e"),
    ),
    "chunk": Document(
        Chunk("j1", 7, 9, 2, 10, ChunkState.DONE, 2, 3, 3, COUNTS, etag="e"),
        {
            **CHUNK_KEYS,
            "state": "done",
            "entries": 9,
            "firstLine": 2,
            "lastLine": 10,
            "attempts": 2,
            "begun": 3,
            "run": 3,
            "counts": COUNTS_TEXT,
        },
        lambda chunk: columns(chunk_properties(chunk), CHUNK_KEYS),
        lambda row: chunk_of(row, "e"),
    ),
    "export": Document(
        Export(
            "x1",
            ExportState.COMPLETED,
            AT,
            "admin",
            AT,
            (ExportedFile("user-group-mapping.csv", 10, "ab", 2),),
            ExportCounts(1, 2, 3),
            "e",
        ),
        {
            "PartitionKey": "export",
            "RowKey": "x1",
            "state": "completed",
            "createdAt": "2026-11-23T17:11:48.123456+00:00",
            "requestedBy": "admin",
            "files": '[{"name": "user-group-mapping.csv", "size_bytes": 10, "sha256": "ab", "rows": 2}]',
            "counts": '{"groups": 1, "memberships": 2, "links": 3}',
            "finishedAt": "2026-11-23T17:11:48.123456+00:00",
        },
        export_entity,
        lambda entity: export_of(entity, "e"),
    ),
    "event": Document(
        AuditEvent(
            "ev1",
            "g1",
            AT,
            "admin",
            Action.MEMBERS_CHANGED,
            {"members": {"+919812345678": "Member"}},
            {"members": {"+919812345678": "Admin"}},
            "j1",
        ),
        {
            "groupId": "g1",
            "eventId": "ev1",
            "at": AT_TEXT,
            "actor": "admin",
            "action": "membersChanged",
            "before": '{"members": {"+919812345678": "Member"}}',
            "after": '{"members": {"+919812345678": "Admin"}}',
            "jobId": "j1",
        },
        lambda event: columns(event_properties(event)),
        event_of,
        ("before", "after"),
    ),
    "head of the outbox": Document(
        Head(5, frozenset({"a", "b"}), "e"),
        {"following": 5, "numbered": '["a", "b"]', ETAG: "e"},
        lambda head: columns(head_columns(head)),
        head_of,
    ),
    "attempt of the outbox": Document(
        Attempt(2, AT, AT, AT, 17, "m1", "e"),
        {
            "attempts": 2,
            "leasedUntil": AT_TEXT,
            "nextAt": AT_TEXT,
            "failingSince": AT_TEXT,
            "until": 17,
            "messageId": "m1",
            ETAG: "e",
        },
        lambda attempt: columns(attempt_columns(attempt)),
        attempt_of,
    ),
    "connector": Document(
        Connector(
            "c1",
            "Dispatch",
            "dispatch",
            "Calls drivers.",
            "client-1",
            frozenset({Permission.MEMBER_LIST}),
            False,
            "https://example.org/hook",
            frozenset({EventType.MEMBER_ADDED}),
            AT,
            "admin",
            AT,
            "e",
        ),
        {
            "RowKey": "id!c1",
            "name": "Dispatch",
            "folded": "dispatch",
            "description": "Calls drivers.",
            "clientId": "client-1",
            "permissions": '["memberList"]',
            "active": False,
            "callbackUrl": "https://example.org/hook",
            "events": '["MemberAdded"]',
            "createdAt": AT_TEXT,
            "createdBy": "admin",
            "updatedAt": AT_TEXT,
            ETAG: "e",
        },
        lambda connector: columns(connector_columns(connector), {"RowKey": "id!c1"}),
        connector_of,
    ),
    "action": Document(
        CatalogueAction(
            id="a1",
            name="Poll",
            normalised="poll",
            description="One question.",
            kind=ActionKind.POLL,
            schema_version=2,
            active=False,
            created_at=AT,
            created_by="admin",
            updated_at=AT,
            etag="e",
        ),
        {
            "RowKey": "id!a1",
            "name": "Poll",
            "folded": "poll",
            "description": "One question.",
            "kind": "poll",
            "schemaVersion": 2,
            "active": False,
            "createdAt": AT_TEXT,
            "createdBy": "admin",
            "updatedAt": AT_TEXT,
            ETAG: "e",
        },
        lambda action: columns(action_columns(action), {"RowKey": "id!a1"}),
        action_of,
    ),
    "connector of a group": Document(
        ConnectorLink("g1", "c1", AT, "admin", None, "e"),
        {"RowKey": "g!g1!c1", "addedAt": AT_TEXT, "addedBy": "admin", ETAG: "e"},
        lambda link: columns(connector_link_columns(link), {"RowKey": "g!g1!c1"}),
        connector_link_of,
    ),
    "connector of a group, with what was granted": Document(
        ConnectorLink("g1", "c1", AT, "admin", GRANTED, "e"),
        {
            "RowKey": "g!g1!c1",
            "addedAt": AT_TEXT,
            "addedBy": "admin",
            "permissions": '["memberList"]',
            "events": '["MemberAdded"]',
            "clientId": "client-1",
            "callbackUrl": "https://example.org/hook",
            ETAG: "e",
        },
        lambda link: columns(connector_link_columns(link), {"RowKey": "g!g1!c1"}),
        connector_link_of,
    ),
    "action of a group": Document(
        ActionLink("g1", "a1", frozenset({Role.ADMIN}), AT, "admin", AT, "e"),
        {
            "RowKey": "g!g1!a1",
            "addedAt": AT_TEXT,
            "addedBy": "admin",
            "senderRoles": '["Admin"]',
            "publishedAt": AT_TEXT,
            ETAG: "e",
        },
        lambda link: columns(action_link_columns(link), {"RowKey": "g!g1!a1"}),
        action_link_of,
    ),
    "remembered columns": Document(
        RememberedChoice(CHOICE, ("Team", "Mobil"), "e"),
        {"RowKey": "t!ab", "choice": CHOICE_TEXT, "titles": '["Team", "Mobil"]', ETAG: "e"},
        lambda remembered: columns(remembered_columns(remembered), {"RowKey": "t!ab"}),
        remembered_of,
    ),
    "question about columns": Document(
        ColumnQuestion(
            2, "Staff", "", "ab", ("Team", "Mobil"), (AskedColumn(1, "Mobil", "Phone Number", ("98", "99")),)
        ),
        b'{"line": 2, "sheet": "Staff", "kind": "", "fingerprint": "ab", "titles": ["Team", "Mobil"], "columns": '
        b'[{"index": 1, "title": "Mobil", "guess": "Phone Number", "samples": ["98", "99"]}]}',
        encode_question,
        decode_question,
    ),
    "chunk file": Document(
        [
            GroupSlice(
                "Depot", "depot", True, None, "+919812345679", {"+919812345677": None, "+919812345678": Role.ADMIN}, [3, 2]
            ),
            GroupSlice("Empty", "empty", True),
        ],
        b'[{"name": "Depot", "folded": "depot", "first": true, "lo": null, "hi": "+919812345679", "rows": 2}, '
        b'{"name": "Empty", "folded": "empty", "first": true, "lo": null, "hi": null, "rows": 0}]\n'
        b"+919812345677,M,3,blank\n+919812345678,A,2",
        encode_chunk,
        decode_chunk,
    ),
    "plan": Document(
        StoredPlan([GroupPlan("Depot", 1, 2, 3, 4, True, 5)]),
        b'[{"name": "Depot", "added": 1, "role_changed": 2, "removed": 3, "unchanged": 4, "is_new": true, "members": 5}]',
        encode_plan,
        decode_plan,
    ),
    "corrections": Document(
        Corrections(
            {(FileKind.USER, 7): RowCorrection(FileKind.USER, 7, {Column.REGION: "IN"}, False, "asha", AT_MILLISECONDS)},
            {"cycle": RuleCorrection(Rule("cycle", skip=True), "bina", AT_MILLISECONDS, frozenset({FileKind.PARENT}))},
            {FileKind.USER: '"0x8D"'},
            Request("bina", 1, 2, 3, ("cycle",), ("number_invalid",)),
        ),
        b'{"versions":{"user-group-mapping":"\\"0x8D\\""},"rows":[{"kind":"user-group-mapping","line":7,'
        b'"cells":{"Region":"IN"},"skip":false,"by":"asha","at":"2026-11-23T17:11:48.123Z"}],'
        b'"rules":[{"code":"cycle","sets":{},"accept":false,"skip":true,"by":"bina","at":"2026-11-23T17:11:48.123Z",'
        b'"kinds":["parent-group-mapping"]}],"latest":{"by":"bina","corrected":1,"skipped":2,"taken_back":3,'
        b'"rules":["cycle"],"rules_taken_back":["number_invalid"]}}',
        encode_corrections,
        decode_corrections,
        ("versions", "cells", "sets"),
    ),
    "rejected row": Document(
        StoredRejectedRow("user-group-mapping", "Teams", 3, {"Phone Number": "98"}, [PROBLEM]),
        b'{"kind":"user-group-mapping","sheet":"Teams","line":3,"cells":{"Phone Number":"98"},"problems":[{"file":"a.xlsx",'
        b'"line":3,"column":"Phone Number","code":"number_invalid","message":"No.","value":"98","suggestion":"",'
        b'"sheet":"Teams"}],"left_out":0}\n',
        lambda row: written_row(row),
        decode_rejected_row,
        ("cells",),
    ),
    "refused groups": Document(
        RefusedGroups(RejectedGroups({"depot"}, is_any_group=True)),
        b'{"names": ["depot"], "any": true}',
        encode_refused_groups,
        decode_refused_groups,
    ),
    "problem": Document(
        Problem("a.csv", 3, "Phone Number", "number_invalid", "“98” is not a phone number: it is too short."),
        '["a.csv",3,"Phone Number","number_invalid","“98” is not a phone number: it is too short."]\n'.encode(),
        encode_problem,
        decode_problem,
    ),
    "result of undoing a chunk": Document(
        (UndoCounts(1, 2, 3, 4, 5, 6), b"as it is\n"),
        b'{"removed": 1, "roles_restored": 2, "members_restored": 3, "left": 4, "groups_removed": 5, "links_removed": 6}'
        b"\nas it is\n",
        lambda result: encode_undo_result(result[0], ()) + result[1],
        decode_undo_result,
    ),
    "written rows": Document(
        {"g1": WrittenRows(["+919812345678"], {"+919812345679": '{"role":"Member","jobId":""}'})},
        b'{"g1":[["+919812345678"],{"+919812345679":"{\\"role\\":\\"Member\\",\\"jobId\\":\\"\\"}"}]}',
        encode_written,
        decode_written,
        ("groups", "changed"),
    ),
    "removed row": Document(
        Membership("g1", "+919812345678", Role.ADMIN, AT, "admin", "j1", '{"role":"Member","jobId":""}'),
        b'["g1", "+919812345678", "Admin", "2026-11-23T17:11:48.123456+00:00", "admin", "j1", '
        b'"{\\"role\\":\\"Member\\",\\"jobId\\":\\"\\"}"]',
        encode_removal,
        decode_removal,
    ),
}
each_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)


@each_document
def test_the_version_before_is_read(document: Document) -> None:
    assert document.read(document.before) == document.record


@each_document
def test_a_field_that_is_not_known_is_passed_over(document: Document) -> None:
    stored = document.write(document.record)
    extended = later(stored, document.maps)
    assert extended != stored
    assert document.read(extended) == document.record


@each_document
def test_what_is_written_says_its_version_and_is_read(document: Document) -> None:
    stored = document.write(document.record)
    assert document.read(stored) == document.record
    first = stored if isinstance(stored, dict) else json.loads(stored.partition(b"\n")[0])
    assert all(part["v"] == VERSION for part in (first if isinstance(first, list) else [first]))


def test_what_the_version_before_did_not_write_has_its_default() -> None:
    needed = ("PartitionKey", "RowKey", "name", "state", "source", "submittedBy", "createdAt")
    job = DOCUMENTS["job"].before
    assert job_of({name: job[name] for name in needed}, "e") == Job(
        "j1", "depots", JobState.COMPLETED_WITH_ERRORS, Source.STORAGE, "storage", AT, released=True, begun=True, etag="e"
    )
    assert decode_plan(b'{"v": 1, "groups": [{"name": "Depot"}]}') == StoredPlan([GroupPlan("Depot")])


def test_a_plan_with_links_and_held_groups_comes_back_whole() -> None:
    links = LinksPlan(1, 2, 3, 4, 5, [PlannedLink("Region", "Depot")])
    plan = StoredPlan([GroupPlan("Depot")], links, [HeldGroup("Depot", HoldReason.REMOVES_MANY)])
    assert decode_plan(encode_plan(plan)) == plan


@pytest.mark.parametrize("number", [1, 99_999, 100_001, 1_199_999])
def test_a_chunk_of_any_revision_is_found_by_its_key(number: int) -> None:
    assert chunk_of_key(chunk_key(number)) == number
    assert chunk_key(number).startswith(chunk_prefix(chunk_place(number)[0]))


def test_a_row_has_room_for_the_longest_values() -> None:
    emoji = "\U0001f468" * 1024
    files = tuple(UploadedFile("user-group-mapping", f"{emoji}{n}", 1, '"0x8D"') for n in range(11))
    job = Job("j1", emoji[:200], JobState.AWAITING_REVIEW, Source.STORAGE, "storage", AT, files=files[:1])
    for file in files[1:]:
        job = with_file(job, file, Arrival.PLANS_AGAIN, 0)
    held = tuple(HeldGroup(emoji[:200], HoldReason.REMOVES_MANY) for _ in range(MOST_HELD_NAMED))
    job = replace(job, held_groups=held, error=JobError("header_unrecognised", emoji * 1000))
    texts = [value for value in job_properties(job).values() if isinstance(value, str)]
    assert max(len(text.encode("utf-16-le")) for text in texts) <= 64 * 1024
    assert len(job.former_files) == 10


def test_the_longest_choices_of_both_files_and_what_is_remembered_of_them_fit_into_a_row() -> None:
    """Titles of as many characters, each two UTF-16 units, as are shown of them."""
    emoji = "\U0001f468" * 98
    titles = [f"{n:02}{emoji}" for n in range(MOST_COLUMNS)]
    asked = tuple(AskedColumn(index, title, "", ()) for index, title in enumerate(titles))
    question = ColumnQuestion(1, "", "", fingerprint(titles), tuple(titles), asked)
    wanted = dict(zip(titles, ["Group Name", "Phone Number", "User Type", "Region"], strict=False))
    choice = read_choice(question, {title: wanted.get(title, "") for title in titles}, "asha", "2026-03-02T09:00:00Z")
    assert {each.column for each in choice.columns} >= set(wanted.values()), "those that have a column are all kept"
    files = tuple(UploadedFile(kind, emoji * 10, 1, '"0x8D"', choice=choice) for kind in FileKind)
    job = Job("j1", "org", JobState.AWAITING_REVIEW, Source.STORAGE, "storage", AT, files=files)
    stored = [*job_properties(job).values(), *remembered_columns(to_remember(choice, question)).values()]
    assert max(len(text.encode("utf-16-le")) for text in stored if isinstance(text, str)) <= 64 * 1024


def test_the_former_state_in_a_membership_is_read_by_name_too() -> None:
    assert former_state('{"role":"Member","jobId":"j1","colour":"red"}') == Existing("Member", "j1", "")


def later(stored: Any, maps: tuple[str, ...]) -> Any:
    """The document as a later version may write it: every object, also one in the text of a column, has one more field."""
    if isinstance(stored, bytes):
        head, end, rest = stored.partition(b"\n")
        return json.dumps(_more(json.loads(head), maps)).encode() + end + rest
    return {name: _in_text(value, maps, name) for name, value in _more(stored, maps).items()}


def _more(value: Any, maps: tuple[str, ...], key: str = "") -> Any:
    if isinstance(value, dict):
        found = {name: _more(each, maps, name) for name, each in value.items()}
        return found if key in maps else {**found, "colour": "red"}
    if isinstance(value, list):
        return [_more(each, maps) for each in value]
    return value


def _in_text(value: Any, maps: tuple[str, ...], key: str) -> Any:
    if isinstance(value, str) and value.startswith(("{", "[{")) and key not in maps:
        return json.dumps(_more(json.loads(value), maps))
    return value
