"""Upload URLs: SAS signed with a user delegation key in Azure, with the account key on Azurite.

They have the permission to create a blob and none to write one, so that storage refuses a second PUT (403
UnauthorizedBlobOverwrite) whatever its headers say. A file is one Put Blob, which takes up to 5,000 MiB
(learn.microsoft.com/rest/api/storageservices/put-blob). In blocks it could be sent from service version 2026-04-06 on only,
before which Put Block and Put Block List need the permission to write
(learn.microsoft.com/rest/api/storageservices/version-2026-04-06).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from azure.storage.blob import BlobSasPermissions, UserDelegationKey, generate_blob_sas
from azure.storage.blob.aio import BlobServiceClient

from shared.services.ports.blobs import UploadUrl, UploadUrls
from shared.storage.errors import domain_errors

VALID_FOR = timedelta(minutes=15)
"""Storage looks at the time when a request begins, so this is the time to begin the last file: the first of two may be
200 MiB on a line of 2 Mbit/s. A URL that is found later, in a log or a history, is of no use."""
_CLOCK_SKEW = timedelta(minutes=5)
"""Servers' clocks differ; a SAS that begins now may not have begun elsewhere (SAS best practices, learn.microsoft.com)."""
_KEY_VALID_FOR = timedelta(hours=6)
_CREATE_ONLY = BlobSasPermissions(create=True)
_PUT_HEADERS = {"x-ms-blob-type": "BlockBlob"}
"""Required on Put Blob."""


class UploadUrlSigner(UploadUrls):
    """The delegation key is asked for when needed and kept while a URL's whole life fits into it."""

    def __init__(
        self, blobs: BlobServiceClient, container: str, account_key: str | None, now: Callable[[], datetime]
    ) -> None:
        self._blobs = blobs
        self._container = container
        self._account_key = account_key
        self._now = now
        self._key: UserDelegationKey | None = None
        self._key_until: datetime | None = None

    async def create_url(self, blob_name: str) -> UploadUrl:
        now = self._now()
        signature = generate_blob_sas(
            account_name=str(self._blobs.account_name),
            container_name=self._container,
            blob_name=blob_name,
            account_key=self._account_key,
            user_delegation_key=None if self._account_key else await self._delegation_key(now),
            permission=_CREATE_ONLY,
            start=now - _CLOCK_SKEW,
            expiry=now + VALID_FOR,
        )
        blob = self._blobs.get_blob_client(self._container, blob_name)
        return UploadUrl(f"{blob.url}?{signature}", "PUT", _PUT_HEADERS, now + VALID_FOR)

    async def _delegation_key(self, now: datetime) -> UserDelegationKey:
        if self._key is None or self._key_until is None or self._key_until < now + VALID_FOR:
            until = now + _KEY_VALID_FOR
            with domain_errors("upload URLs"):
                self._key = await self._blobs.get_user_delegation_key(now - _CLOCK_SKEW, until)
            self._key_until = until
        return self._key
