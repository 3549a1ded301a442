"""What the table engine takes from inside azure-data-tables is there; an upgrade that lacks it fails here."""

from azure.data.tables.aio import TableClient

from shared.storage.tables.limiter import RequestLimiter
from shared.storage.tables.pipeline import Backoff, TablePipeline, Transactions


async def test_the_sdk_has_the_private_parts_that_the_pipeline_uses() -> None:
    connection = "AccountName=a;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:1/a;"
    async with TableClient.from_connection_string(connection, "Rows") as client:
        pipeline = TablePipeline(client, RequestLimiter(8), Transactions(), Backoff())
        assert pipeline.table_url == f"{client.url}/Rows"
        assert callable(client._client.send_request)
