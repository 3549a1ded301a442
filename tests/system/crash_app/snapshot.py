"""What an upload left behind, free of ids, times and names, so that two uploads can be compared."""

import json
from dataclasses import dataclass
from typing import Any

from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import TableServiceClient
from azure.storage.blob import BlobServiceClient

from tests.system.crash_app.uploads import Case

_FILES = (
    *("problems-user-group-mapping.jsonl", "problems-parent-group-mapping.jsonl", "rejected.csv", "plan.json"),
    *("rejected-rows-user-group-mapping.jsonl", "rejected-rows-parent-group-mapping.jsonl"),
)
_VARIABLE = frozenset({"time", "parent", "version"})


@dataclass
class Store:
    """One storage account as tests read it, without the app."""

    tables: TableServiceClient
    blobs: BlobServiceClient

    def rows(self, table: str, query: str) -> list[dict[str, Any]]:
        """All entities that a filter finds."""
        with self.tables.get_table_client(table) as client:
            return [dict(entity) for entity in client.query_entities(query)]

    def jobs(self, name: str) -> list[dict[str, Any]]:
        """The jobs of that name, newest first."""
        return self.rows("Jobs", f"PartitionKey eq 'job' and RowKey lt 'g' and name eq '{name}'")

    def blob(self, container: str, name: str) -> str | None:
        """A blob's text, None when there is none."""
        try:
            return self.blobs.get_blob_client(container, name).download_blob().readall().decode("utf-8-sig")
        except ResourceNotFoundError:
            return None

    def groups(self, first_word: str) -> dict[str, dict[str, Any]]:
        """Organization groups whose names begin with the word: id -> the entity that holds the name."""
        first = f"name!{first_word}"
        found = self.rows("Groups", f"PartitionKey eq 'org' and RowKey ge '{first}' and RowKey lt '{first}~'")
        return {row["groupId"]: row for row in found}

    def members(self, group_id: str) -> dict[str, dict[str, Any]]:
        """A group's members by number."""
        rows = self.rows("Memberships", f"PartitionKey eq '{group_id}' and RowKey ge '+' and RowKey lt ','")
        return {row["RowKey"]: row for row in rows}

    def counted(self, group_id: str) -> tuple[int, int]:
        """How many members and admins the group is said to have."""
        rows = self.rows("Memberships", f"PartitionKey eq '{group_id}' and RowKey ge '!count' and RowKey lt '!count~'")
        return sum(row["value"] for row in rows), sum(row["admins"] for row in rows)

    def copies(self, block: str) -> list[dict[str, Any]]:
        """The second copies of all numbers that begin so."""
        return self.rows("MemberGroups", f"RowKey ge '{block}' and RowKey lt '{block}~'")

    def links_of_parents(self) -> list[tuple[str, str]]:
        """The same from the parents' entities alone, while links may be being written."""
        down = [row["RowKey"].split("!") for row in self.rows("Hierarchy", "RowKey ge 'c!' and RowKey lt 'c~'")]
        return sorted((parent, child) for _, parent, child in down)

    def links(self) -> list[tuple[str, str]]:
        """All links from parent to child, from both of their entities, which must agree."""
        links = self.links_of_parents()
        up = [row["RowKey"].split("!") for row in self.rows("Hierarchy", "RowKey ge 'p!' and RowKey lt 'p~'")]
        assert links == sorted((parent, child) for _, child, parent in up)
        return links


def snapshot(store: Store, case: Case, seed_job: str, folder: str = "") -> dict[str, Any]:
    """Everything in which a disturbed run must equal an undisturbed one; `folder` is that of the job's revision."""
    [job] = store.jobs(case.name)
    words = {case.name: "NAME", job["RowKey"]: "JOB", seed_job: "SEED", case.block: "#"}
    groups = store.groups(case.name)
    names = {group_id: row["name"].removeprefix(case.name).strip() for group_id, row in groups.items()}
    found = {
        "job": _job(job),
        "chunks": _chunks(store, job["RowKey"]),
        "groups": {names[group_id]: row["jobId"] for group_id, row in groups.items()},
        "group entities": _group_entities(store, names),
        "members": {name: _members(store, group_id) for group_id, name in names.items()},
        "copies": _copies(store, case, names),
        "audit": _audit(store, names),
        "links": sorted((names[a], names[b]) for a, b in store.links() if a in names and b in names),
        "files": {file: store.blob("job-files", f"{job['RowKey']}/{folder}{file}") for file in _FILES},
        "log": sorted(
            _log_line(line) for line in (store.blob("job-logs", f"{job['RowKey']}.jsonl") or "").splitlines()
        ),
    }
    renamed: dict[str, Any] = _renamed(found, words)
    return renamed


def _job(job: dict[str, Any]) -> dict[str, Any]:
    kept = ("state", "source", "mode", "region", "review", "chunksTotal", "run", "heldGroups", "errorCode", "woken")
    files = sorted((file["kind"], file["blob_name"], file["size_bytes"]) for file in json.loads(job["files"]))
    return {key: job.get(key) for key in kept} | {"counts": json.loads(job["counts"]), "files": files}


def _chunks(store: Store, job_id: str) -> list[dict[str, Any]]:
    kept = ("RowKey", "state", "entries", "firstLine", "lastLine", "run", "counts")
    return [{key: row[key] for key in kept} for row in store.rows("Jobs", f"PartitionKey eq '{job_id}'")]


def _group_entities(store: Store, names: dict[str, str]) -> dict[str, Any]:
    """The entities that groups are read by; one whose id no name leads to would be a group that nobody sees."""
    rows = store.rows("Groups", "PartitionKey eq 'org' and RowKey ge 'id!' and RowKey lt 'id~'")
    ids = {row["RowKey"].removeprefix("id!"): row for row in rows}
    return {name: (ids[group_id]["name"], ids[group_id]["type"]) for group_id, name in names.items()}


def _members(store: Store, group_id: str) -> dict[str, Any]:
    members = store.members(group_id)
    assert store.counted(group_id) == (len(members), sum(row["role"] == "Admin" for row in members.values()))
    kept = ("role", "jobId", "before", "addedBy")
    return {number: [row.get(key, "") for key in kept] for number, row in members.items()}


def _audit(store: Store, names: dict[str, str]) -> list[tuple[str, ...]]:
    """What the groups' histories say of uploads."""
    found = []
    for group_id, name in names.items():
        rows = store.rows(
            "AuditEvents", f"PartitionKey eq 'jobs' and RowKey ge '{group_id}!' and RowKey lt '{group_id}~'"
        )
        found += [(name, *(str(row[key]) for key in ("action", "actor", "before", "after", "jobId"))) for row in rows]
    return sorted(_renamed(found, names))


def _copies(store: Store, case: Case, names: dict[str, str]) -> dict[str, str]:
    copies = {}
    for row in store.copies(case.block):
        number, _, group_id = row["RowKey"].partition("!")
        copies[f"{number} {names[group_id]}"] = row["role"]
    return copies


def _log_line(line: str) -> str:
    kept = {key: value for key, value in json.loads(line).items() if key not in _VARIABLE}
    return json.dumps(kept, ensure_ascii=False)


def _renamed(found: Any, words: dict[str, str]) -> Any:
    text = json.dumps(found, sort_keys=True, ensure_ascii=False)
    for word, instead in words.items():
        text = text.replace(word, instead)
    return json.loads(text)


def assert_index_agrees(members: dict[str, dict[str, list[str]]], copies: dict[str, str]) -> None:
    """Both copies of every membership, as snapshot has them, say the same."""
    assert copies == {f"{number} {group}": row[0] for group, rows in members.items() for number, row in rows.items()}
