"""azure-data-tables as it may be one day: the same public methods, and other private parts."""

from __future__ import annotations

from typing import Any

from azure.data.tables.aio import TableClient


class PublicClient:
    """Passes on the public names of a TableClient and has nothing else."""

    def __init__(self, client: TableClient) -> None:
        self.__client = client

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.__client, name)
