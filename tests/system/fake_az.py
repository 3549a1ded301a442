"""The few commands of the Azure CLI that infra/hooks/check-upload.mjs uses, on an Azurite.

FAKE_AZ_STORAGE is its connection string. With FAKE_AZ_REFUSES every command fails with that text, as without the role.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import TableServiceClient
from azure.storage.blob import BlobServiceClient

ACCOUNT = "stdata1"


def main() -> int:
    """Runs one command; its exit code."""
    if refusal := os.environ.get("FAKE_AZ_REFUSES"):
        sys.stderr.write(refusal)
        return 1
    options = argparse.ArgumentParser()
    for name in ("account-name", "auth-mode", "output", "container-name", "name", "file"):
        options.add_argument(f"--{name}")
    for name in ("table-name", "partition-key", "row-key"):
        options.add_argument(f"--{name}")
    options.add_argument("--only-show-errors", action="store_true")
    options.add_argument("words", nargs="+")
    given = options.parse_args()
    assert (given.account_name, given.auth_mode, given.output) == (ACCOUNT, "login", "json")
    storage = os.environ["FAKE_AZ_STORAGE"]
    if given.words == ["storage", "entity", "show"]:
        with TableServiceClient.from_connection_string(storage) as tables:
            try:
                found = tables.get_table_client(given.table_name).get_entity(given.partition_key, given.row_key)
            except ResourceNotFoundError:
                sys.stderr.write("ErrorCode:ResourceNotFound")
                return 3
        sys.stdout.write(json.dumps(dict(found), default=str))
        return 0
    with BlobServiceClient.from_connection_string(storage) as blobs:
        blob = blobs.get_blob_client(given.container_name, given.name)
        if given.words == ["storage", "blob", "upload"]:
            blob.upload_blob(Path(given.file).read_bytes())
            sys.stdout.write("{}")
        else:
            assert given.words == ["storage", "blob", "delete"]
            blob.delete_blob()
    return 0


if __name__ == "__main__":
    sys.exit(main())
