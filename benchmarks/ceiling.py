"""The ceiling: the import's own encoded bytes thrown at the same server, with nothing else done.

Nothing is read, compared, encoded or signed; eight threads send what an import sent, each over a connection of its own.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from threading import local
from urllib.parse import urlsplit

from azure.core.credentials import AzureNamedKeyCredential
from azure.core.exceptions import ResourceExistsError
from azure.data.tables import AccountSasPermissions, ResourceTypes, TableServiceClient, generate_account_sas

from benchmarks.meter import Cost, RequestCounter, metered
from benchmarks.peers import AT_ONCE
from benchmarks.recording import Recording
from local.settings import AZURITE_ACCOUNT, AZURITE_KEY


class CeilingError(RuntimeError):
    """The server rejected a recorded transaction, so the figure would mean nothing."""


class _Sender:
    """Sends recorded bodies from any thread."""

    def __init__(self, recording: Recording, account_url: str) -> None:
        url = urlsplit(account_url)
        self._host, self._port = url.hostname or "", url.port or 80
        # A shared access signature is made once, where a shared key signs every request.
        self._target = f"{url.path}/$batch?{_signature()}"
        self._recording = recording
        self._own = local()

    def send_all(self, spans: Sequence[tuple[int, int]]) -> int:
        """Send the bodies of one partition, one after the other. Returns their number. Raises CeilingError."""
        for span in spans:
            self._send(span)
        return len(spans)

    def _send(self, span: tuple[int, int]) -> None:
        if not hasattr(self._own, "connection"):
            self._own.connection = HTTPConnection(self._host, self._port)
        body = self._recording.body(*span)
        boundary = body[2 : body.index(b"\r\n")].decode()
        headers = {"Content-Type": f"multipart/mixed; boundary={boundary}", "x-ms-version": "2019-02-02"}
        self._own.connection.request("POST", self._target, body, headers)
        answer = self._own.connection.getresponse()
        content = answer.read()
        if answer.status != 202 or b"HTTP/1.1 2" not in content or b"HTTP/1.1 4" in content:
            raise CeilingError(f"{answer.status}: {content[-500:]!r}")


def ceiling(connection: str, recording: Recording, account_url: str, counter: RequestCounter) -> Cost:
    """The cost of sending all of it into empty tables. Raises CeilingError."""
    with TableServiceClient.from_connection_string(connection) as service:
        for table in ("Memberships", "MemberGroups"):
            try:
                service.create_table(table)
            except ResourceExistsError:
                continue
    sender = _Sender(recording, account_url)
    with metered(counter) as cost, ThreadPoolExecutor(AT_ONCE) as pool:
        for sent in pool.map(sender.send_all, recording.bodies):
            counter.count += sent
    return cost


def _signature() -> str:
    return generate_account_sas(
        AzureNamedKeyCredential(AZURITE_ACCOUNT, AZURITE_KEY),
        ResourceTypes(service=True, object=True),
        AccountSasPermissions(read=True, write=True, add=True, update=True, delete=True),
        datetime.now(UTC) + timedelta(hours=2),
    )
