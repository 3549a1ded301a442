"""The two servers that everything is measured against, each started fresh and gone at the end."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local.settings import AZURITE_ACCOUNT, AZURITE_KEY
from tests.azurite import TestAzurite

SINK, AZURITE = "sink", "azurite"


@dataclass(frozen=True, slots=True)
class Server:
    """A storage account that runs."""

    name: str
    connection: str
    table_url: str


@contextmanager
def start(name: str, recording: Path | None = None) -> Iterator[Server]:
    """A fresh server; only the sink records."""
    with _azurite() if name == AZURITE else _sink(recording) as server:
        yield server


@contextmanager
def _azurite() -> Iterator[Server]:
    azurite = TestAzurite(lasting=True)
    try:
        azurite.start()
        url = f"http://127.0.0.1:{azurite.table_port}/{AZURITE_ACCOUNT}"
        yield Server(AZURITE, azurite.connection_string, url)
    finally:
        azurite.close()


@contextmanager
def _sink(recording: Path | None) -> Iterator[Server]:
    command = [sys.executable, "-m", "benchmarks.sink", *([str(recording)] if recording else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None  # noqa: S101 -- for mypy
            table, blob = json.loads(process.stdout.readline())
            url = f"http://127.0.0.1:{table}/{AZURITE_ACCOUNT}"
            connection = (
                f"DefaultEndpointsProtocol=http;AccountName={AZURITE_ACCOUNT};AccountKey={AZURITE_KEY};"
                f"TableEndpoint={url};BlobEndpoint=http://127.0.0.1:{blob}/{AZURITE_ACCOUNT};"
            )
            yield Server(SINK, connection, url)
        finally:
            process.kill()
