"""Names the requests that the app sends to storage after the step of the pipeline that they are.

`"memberships"` is easier to aim at than "the fourteenth POST", and stays right when a step is added before it.
"""

import json
import re
from typing import Any
from urllib.parse import unquote, unquote_to_bytes, urlsplit

_FIRST_OPERATION = re.compile(rb"\r\n(?:POST|PUT|PATCH|MERGE|DELETE) \S+?/devstoreaccount1/(\w+)")
_CHUNK = re.compile(r"chunk\d*!")
_REVISION = re.compile(r"^revision-\d+/")
_BATCHES = {
    "Groups": "groups",
    "Memberships": "memberships",
    "MemberGroups": "copies",
    "Jobs": "chunk entities",
    "Hierarchy": "hierarchy",
    "AuditEvents": "audit",
    "ColumnChoices": "column choice",
}
_JOB_FILES = (
    ("problems-user", "problems"),
    ("problems-parent", "parent problems"),
    ("problems-undo", "undo problems"),
    ("rejected.csv", "rejected rows"),
    ("rejected-rows-user", "rejected row list"),
    ("rejected-rows-parent", "rejected link list"),
    ("rejected-groups.json", "rejected groups"),
    ("groups.txt", "group list"),
    ("corrections/", "corrections"),
    ("columns-", "column question"),
    ("plan", "plan"),
    ("removed/", "removals"),
    ("written/", "written rows"),
    ("undo/", "undo result"),
)


def step_of(request: Any) -> str | None:
    """The step, such as "chunk done" or "read upload"; None for the host's own requests, for making the store, and for what
    the sweep notes of its way, each minute whatever a test does."""
    parts = urlsplit(request.url)
    path = unquote(parts.path).removeprefix("/devstoreaccount1/")
    if "restype=container" in parts.query or path.startswith(
        ("azure-webjobs-hosts", "webjobs-", "Tables", "Identities", "job-files/sweeper/")
    ):
        return None
    if request.method in ("GET", "HEAD"):
        return _reading(request.method, path)
    return _writing(path, parts.query, _body(request))


def _reading(method: str, path: str) -> str:
    container = path.partition("/")[0].partition("(")[0]
    return f"{'read' if method == 'GET' else 'look at'} {container}"


def _writing(path: str, query: str, body: bytes) -> str:
    top, _, rest = path.partition("/")
    if top == "$batch":
        return _transaction(body)
    if top == "imports":
        name = rest.partition("/")[2]
        return "chunk blob" if name.startswith("chunk-") else f"{name.partition('-')[0]} blob"
    if top == "job-files":
        name = _REVISION.sub("", rest.partition("/")[2])
        return next((step for part, step in _JOB_FILES if name.startswith(part)), f"job file {name}")
    if top == "job-logs":
        return f"log {_last_code(body)}" if "appendblock" in query else "log made"
    return _entity(top, body)


def _transaction(body: bytes) -> str:
    found = _FIRST_OPERATION.search(body)
    table = found[1].decode() if found else "?"
    if table == "Groups" and b" Top" in body:
        return "parent groups"  # see uploads.parent_file
    if table == "Jobs" and b"name!" in unquote_to_bytes(body):
        return "job made"
    return _BATCHES.get(table, table)


def _entity(path: str, body: bytes) -> str:
    """Entities that the SDK writes one by one: jobs, the pointers to them, chunks."""
    entity = json.loads(body or b"{}")
    if _CHUNK.match(str(entity.get("RowKey"))):
        return "chunk begun" if entity["state"] == "pending" else f"chunk {entity['state']}"
    if entity.get("PartitionKey") == "job":
        counted = 'entries": 0' not in entity["counts"]
        state = entity["state"]
        return f"job {state}, counted" if state == "validating" and counted else f"job {state}"
    return path


def _last_code(body: bytes) -> str:
    """The code of the last line: an opening block holds many, and ends with the one that names it."""
    return str(json.loads(body.splitlines()[-1])["code"])


def _body(request: Any) -> bytes:
    body = getattr(request, "content", None)
    body = request.data if body is None else body
    return body.encode() if isinstance(body, str) else body or b""
