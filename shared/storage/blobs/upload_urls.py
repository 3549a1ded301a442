"""Write-only upload URLs: SAS signed with a user delegation key in Azure, with the account key on Azurite."""

from collections.abc import Callable
from datetime import datetime, timedelta

from azure.storage.blob import BlobSasPermissions, UserDelegationKey, generate_blob_sas
from azure.storage.blob.aio import BlobServiceClient

from shared.services.ports.blobs import UploadUrls
from shared.storage.errors import domain_errors

VALID_FOR = timedelta(hours=1)
_CLOCK_SKEW = timedelta(minutes=5)
"""Servers' clocks differ; a SAS that begins now may not have begun elsewhere (SAS best practices, learn.microsoft.com)."""
_KEY_VALID_FOR = timedelta(hours=6)
_WRITE_ONLY = BlobSasPermissions(create=True, write=True)


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

    async def write_url(self, blob_name: str) -> str:
        now = self._now()
        signature = generate_blob_sas(
            account_name=str(self._blobs.account_name),
            container_name=self._container,
            blob_name=blob_name,
            account_key=self._account_key,
            user_delegation_key=None if self._account_key else await self._delegation_key(now),
            permission=_WRITE_ONLY,
            start=now - _CLOCK_SKEW,
            expiry=now + VALID_FOR,
        )
        blob = self._blobs.get_blob_client(self._container, blob_name)
        return f"{blob.url}?{signature}"

    async def _delegation_key(self, now: datetime) -> UserDelegationKey:
        if self._key is None or self._key_until is None or self._key_until < now + VALID_FOR:
            until = now + _KEY_VALID_FOR
            with domain_errors("upload URLs"):
                self._key = await self._blobs.get_user_delegation_key(now - _CLOCK_SKEW, until)
            self._key_until = until
        return self._key
