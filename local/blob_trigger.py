"""Blob triggers: finds new and overwritten blobs and delivers each to its functions at least once.

Copies the container scan of the WebJobs blob extension (BlobTriggerExecutor.cs and
BlobQueueTriggerExecutor.cs of https://github.com/Azure/azure-sdk-for-net): receipts by ETag, a blob that is
gone or overwritten by the time of its delivery is dropped (its successor has an event of its own), five
attempts without a pause, then a message on `webjobs-blobtrigger-poison`.
"""

import asyncio
import json
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from azure.core.exceptions import AzureError, ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import BlobProperties
from azure.storage.blob.aio import BlobServiceClient
from azure.storage.queue import TextBase64EncodePolicy
from azure.storage.queue.aio import QueueClient

from local.blob_input import blob_datum, blob_metadata
from local.blob_paths import BlobPathPattern, parse_blob_path
from local.blob_receipts import BlobEvent, BlobReceipts
from local.indexing import FunctionInfo
from local.invocation import Invoker
from local.settings import STORAGE_RETRIES, HostSettings, resolve_connection, resolve_references

logger = logging.getLogger("local.blobs")

POISON_QUEUE = "webjobs-blobtrigger-poison"
# Several deliveries that end together cause one scan, not one each.
COALESCE_SECONDS = 0.1


@dataclass
class BlobTrigger:
    """One function's blob trigger, and the version of each blob it has taken up in this process."""

    function: FunctionInfo
    pattern: BlobPathPattern
    connection: str
    taken: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> tuple[str, str]:
        """The account and container to scan."""
        return self.connection, self.pattern.container

    @classmethod
    def of(cls, function: FunctionInfo) -> "BlobTrigger":
        """Resolves path and connection. Raises SettingError or BlobPathError."""
        path = resolve_references(str(function.trigger["path"]))
        return cls(function, parse_blob_path(path), resolve_connection(function.trigger.get("connection")))


class BlobAccount:
    """The clients of one storage account that blob triggers watch."""

    def __init__(self, connection: str) -> None:
        self.connection = connection
        self.blobs = BlobServiceClient.from_connection_string(connection, **STORAGE_RETRIES)

    async def find(self, container: str, blob: str) -> BlobProperties | None:
        """What is known of a blob, None when it is gone."""
        try:
            return await self.blobs.get_blob_client(container, blob).get_blob_properties()
        except ResourceNotFoundError:
            return None

    async def close(self) -> None:
        """Closes the client."""
        await self.blobs.close()


class DeliveryInterruptedError(Exception):
    """The host stops, so the rest of a delivery is left to the next start."""


@dataclass(frozen=True)
class Delivery:
    """One event that is to reach one function."""

    trigger: BlobTrigger
    event: BlobEvent


class BlobListener:
    """Scans the triggers' containers and delivers what is new."""

    def __init__(self, functions: Iterable[FunctionInfo], invoker: Invoker, settings: HostSettings) -> None:
        self._triggers = [BlobTrigger.of(f) for f in functions if f.trigger_type == "blobTrigger"]
        self._accounts = {t.connection: BlobAccount(t.connection) for t in self._triggers}
        self._host_storage = BlobServiceClient.from_connection_string(resolve_connection(None), **STORAGE_RETRIES)
        self._invoker = invoker
        self._settings = settings
        self._waiting: asyncio.Queue[Delivery | None] = asyncio.Queue()
        self._look_again = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Scans and delivers until the host stops; deliveries that have not begun by then are left."""
        if not self._triggers:
            return
        receipts = await BlobReceipts.load(self._host_storage)
        workers = [self._work(receipts, stop) for _ in range(self._settings.blob_parallelism)]
        await asyncio.gather(self._scan_until(stop, receipts), *workers)

    async def run_by_hand(self, function: FunctionInfo, path: str) -> None:
        """Runs the function once with the blob `container/name`; no receipt, no retries."""
        trigger = next(t for t in self._triggers if t.function is function)
        container, _, blob = path.partition("/")
        properties = await self._accounts[trigger.connection].find(container, blob)
        if properties is None:
            logger.error("'%s' cannot run by hand: there is no blob '%s'.", function.name, path)
            return
        await self._invoke(trigger, properties)

    async def close(self) -> None:
        """Lets go of the storage accounts."""
        await self._host_storage.close()
        for account in self._accounts.values():
            await account.close()

    async def _scan_until(self, stop: asyncio.Event, receipts: BlobReceipts) -> None:
        """When storage does not respond, the next scan tries again."""
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            self._look_again.clear()
            try:
                await self._scan(receipts)
            except AzureError as error:
                logger.warning("The scan for blobs failed and is tried again: %s", error)
            await self._pause(stopping)
        for _ in range(self._settings.blob_parallelism):
            self._waiting.put_nowait(None)

    async def _pause(self, stopping: asyncio.Task[bool]) -> None:
        # A finished function has often written the next stage's blob, so its end is a reason to look.
        looking = asyncio.create_task(self._look_again.wait())
        seconds = self._settings.blob_poll_seconds
        await asyncio.wait({stopping, looking}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if looking.done():
            await asyncio.wait({stopping}, timeout=min(COALESCE_SECONDS, seconds))
        looking.cancel()

    async def _scan(self, receipts: BlobReceipts) -> None:
        for connection, container in sorted({trigger.source for trigger in self._triggers}):
            if container in self._settings.lost_events:
                continue
            try:
                await self._scan_container(connection, container, receipts)
            except ResourceNotFoundError:
                logger.debug("The container %s does not exist yet.", container)

    async def _scan_container(self, connection: str, container: str, receipts: BlobReceipts) -> None:
        watching = [trigger for trigger in self._triggers if trigger.source == (connection, container)]
        present: set[str] = set()
        async for blob in self._accounts[connection].blobs.get_container_client(container).list_blobs():
            present.add(blob.name)
            for trigger in watching:
                if trigger.taken.get(blob.name) != blob.etag:
                    trigger.taken[blob.name] = blob.etag
                    self._take_up(trigger, blob.name, blob.etag, receipts)
        for trigger in watching:
            for gone in trigger.taken.keys() - present:
                del trigger.taken[gone]

    def _take_up(self, trigger: BlobTrigger, blob: str, etag: str, receipts: BlobReceipts) -> None:
        container = trigger.pattern.container
        event = BlobEvent(trigger.function.function_id, container, blob, etag)
        if trigger.pattern.match(container, blob) is not None and not receipts.is_completed(event):
            self._waiting.put_nowait(Delivery(trigger, event))

    async def _work(self, receipts: BlobReceipts, stop: asyncio.Event) -> None:
        """One of the workers whose number is maxDegreeOfParallelism."""
        while (delivery := await self._waiting.get()) and not stop.is_set():
            try:
                await receipts.begin(delivery.event)
                await self._deliver_copies(delivery, stop)
                await receipts.complete(delivery.event)
            except DeliveryInterruptedError:
                return
            except AzureError as error:
                logger.warning("The delivery of %s is tried again: %s", delivery.event.path, error)
                delivery.trigger.taken.pop(delivery.event.blob, None)
            self._look_again.set()

    async def _deliver_copies(self, delivery: Delivery, stop: asyncio.Event) -> None:
        """Once, or as often as LOCAL_DUPLICATE_DELIVERIES asks to show that functions stand it."""
        copies = range(self._settings.duplicate_deliveries)
        if self._settings.duplicates_in_sequence:
            for _ in copies:
                await self._deliver(delivery, stop)
        else:
            await asyncio.gather(*(self._deliver(delivery, stop) for _ in copies))

    async def _deliver(self, delivery: Delivery, stop: asyncio.Event) -> None:
        event, account = delivery.event, self._accounts[delivery.trigger.connection]
        properties = None
        for _ in range(self._settings.poison_threshold):
            if stop.is_set():
                raise DeliveryInterruptedError
            properties = await account.find(event.container, event.blob)
            if properties is None or properties.etag.strip('"') != event.etag:
                return
            try:
                await self._invoke(delivery.trigger, properties)
                return
            except Exception:  # whatever it is, it counts as an attempt; the invoker logged it
                logger.debug("%s is tried again at once.", event.path)
        if properties is not None:
            await self._give_up(delivery, properties)

    async def _invoke(self, trigger: BlobTrigger, properties: BlobProperties) -> None:
        blob = self._accounts[trigger.connection].blobs.get_blob_client(properties.container, properties.name)

        async def read() -> bytes:
            return await (await blob.download_blob()).readall()

        binding_data = trigger.pattern.match(properties.container, properties.name) or {}
        datum = await blob_datum(trigger.function, properties, read)
        await self._invoker.run(trigger.function, datum, blob_metadata(properties, blob.url, binding_data))

    async def _give_up(self, delivery: Delivery, properties: BlobProperties) -> None:
        """The message of BlobTriggerMessage.cs, in the blob's account, in Base64 as QueuesOptions has it."""
        event = delivery.event
        message = {
            "Type": "BlobTrigger",
            "FunctionId": event.function_id,
            "BlobType": properties.blob_type,
            "ContainerName": event.container,
            "BlobName": event.blob,
            "ETag": event.etag,
        }
        logger.error("%s failed %d times.", event.path, self._settings.poison_threshold)
        async with QueueClient.from_connection_string(
            delivery.trigger.connection,
            POISON_QUEUE,
            message_encode_policy=TextBase64EncodePolicy(),
            **STORAGE_RETRIES,
        ) as queue:
            with suppress(ResourceExistsError):
                await queue.create_queue()
            await queue.send_message(json.dumps(message))
