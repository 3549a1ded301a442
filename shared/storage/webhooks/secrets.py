"""Signing secrets and health of connectors, in the Connectors table: rows `secret!<id>` and `health!<id>`.

Secrets are stored as they are. HMAC needs them back, and a key to encrypt them with would lie in the same account, behind
the same identity; the account is encrypted at rest, has no keys in Azure, and only the app may read its tables. Nothing
lists these rows, and no answer but that of their making shows them.
"""

from collections.abc import Sequence
from datetime import datetime

from shared.domain.webhooks.signatures import Secrets
from shared.services.ports.webhooks import Health, WebhookStore
from shared.storage.connectors.connectors import PARTITION
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.encoding import Operation, Value
from shared.storage.tables.reader import ETAG, TableReader

_WHAT = "webhooks of connectors"


class WebhookRows(WebhookStore):
    """Two rows a connector."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def secrets(self, connector_id: str) -> Secrets | None:
        with domain_errors(_WHAT):
            row = await self._reader.row(PARTITION, _secret_key(connector_id), with_etags=True)
        if row is None:
            return None
        until = row.get("previousUntil")
        return Secrets(row["current"], row["previous"], datetime.fromisoformat(until) if until else None, row[ETAG])

    async def put_secrets(self, connector_id: str, secrets: Secrets) -> bool:
        key = _secret_key(connector_id)
        columns: dict[str, Value] = {
            "current": secrets.current,
            "previous": secrets.previous,
            "previousUntil": secrets.previous_until,
        }
        operation = Operation("insert", key, columns)
        if secrets.etag:
            operation = Operation("replace", key, columns, secrets.etag)
        with domain_errors(_WHAT):
            return await self._writer.submit_unless_conflict(PARTITION, [operation]) is None

    async def health(self, connector_ids: Sequence[str]) -> dict[str, Health]:
        if not connector_ids:
            return {}
        with domain_errors(_WHAT):
            rows = await self._reader.scan_wanted(PARTITION, sorted({_health_key(each) for each in connector_ids}))
        return {
            row["RowKey"].partition("!")[2]: Health(row["failing"], datetime.fromisoformat(row["since"]), row["error"])
            for row in rows
        }

    async def put_health(self, connector_id: str, health: Health | None) -> None:
        operation = Operation("delete", _health_key(connector_id))
        if health:
            columns: dict[str, Value] = {"failing": health.failing, "since": health.since, "error": health.error}
            operation = Operation("upsert_replace", _health_key(connector_id), columns)
        with domain_errors(_WHAT):
            await self._writer.submit_unless_conflict(PARTITION, [operation])

    async def purge(self, connector_id: str) -> None:
        with domain_errors(_WHAT):
            for key in (_secret_key(connector_id), _health_key(connector_id)):
                await self._writer.submit_unless_conflict(PARTITION, [Operation("delete", key)])


def _secret_key(connector_id: str) -> str:
    return f"secret!{connector_id}"


def _health_key(connector_id: str) -> str:
    return f"health!{connector_id}"
