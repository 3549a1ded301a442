"""The blob half of the sink: block and append blobs in memory, as far as the import and the export use them."""

from dataclasses import dataclass, field
from itertools import count
from xml.etree import ElementTree

from benchmarks.sink_tables import RejectedError


@dataclass(slots=True)
class Blob:
    """Content and version; blocks that are staged wait in `staged`."""

    kind: str
    content: bytearray = field(default_factory=bytearray)
    etag: str = ""
    staged: dict[str, bytes] = field(default_factory=dict)


class Blobs:
    """All containers of the sink."""

    def __init__(self) -> None:
        self._containers: dict[str, dict[str, Blob]] = {}
        self._versions = count(1)

    def create_container(self, name: str) -> None:
        """Raises RejectedError when it exists."""
        if name in self._containers:
            raise RejectedError(409, "ContainerAlreadyExists")
        self._containers[name] = {}

    def put(self, container: str, name: str, kind: str, content: bytes, only_if_missing: bool) -> Blob:
        """Create or overwrite. Raises RejectedError."""
        blobs = self._blobs(container)
        if only_if_missing and name in blobs:
            raise RejectedError(409, "BlobAlreadyExists")
        blob = blobs[name] = Blob(kind, bytearray(content))
        return self._changed(blob)

    def append(self, container: str, name: str, content: bytes, position: int | None) -> Blob:
        """Append a block. Raises RejectedError."""
        blob = self.get(container, name, None)
        if position is not None and position != len(blob.content):
            raise RejectedError(412, "AppendPositionConditionNotMet")
        blob.content += content
        return self._changed(blob)

    def stage(self, container: str, name: str, block_id: str, content: bytes) -> Blob:
        """Keep a block until it is committed; a blob of staged blocks only is not there yet."""
        blob = self._blobs(container).setdefault(name, Blob(""))
        blob.staged[block_id] = content
        return blob

    def commit(self, container: str, name: str, block_list: bytes) -> Blob:
        """Make the blob of its staged blocks."""
        staged = self._blobs(container)[name].staged
        ids = [entry.text or "" for entry in ElementTree.fromstring(block_list)]  # noqa: S314 -- our own client's XML
        return self.put(container, name, "BlockBlob", b"".join(staged[block_id] for block_id in ids), False)

    def get(self, container: str, name: str, if_match: str | None) -> Blob:
        """A blob that is there. Raises RejectedError."""
        blob = self._blobs(container).get(name)
        if blob is None or not blob.kind:
            raise RejectedError(404, "BlobNotFound")
        if if_match not in (None, "*", blob.etag):
            raise RejectedError(412, "ConditionNotMet")
        return blob

    def delete(self, container: str, name: str) -> None:
        """Raises RejectedError when it is gone."""
        self.get(container, name, None)
        del self._blobs(container)[name]

    def names(self, container: str, prefix: str) -> list[str]:
        """Ascending."""
        return sorted(name for name, blob in self._blobs(container).items() if blob.kind and name.startswith(prefix))

    def _blobs(self, container: str) -> dict[str, Blob]:
        if container not in self._containers:
            raise RejectedError(404, "ContainerNotFound")
        return self._containers[container]

    def _changed(self, blob: Blob) -> Blob:
        blob.etag = f'"{next(self._versions):#x}"'
        return blob
