"""Queue triggers: receives messages, runs their function, and sets aside what failed five times.

Copies the defaults of the storage queue extension
(https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#host-json): Base64
messages, five deliveries without a pause, then a copy on `<queue>-poison`.
"""

import asyncio
import json
import logging
from collections.abc import Iterable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

from azure.core.exceptions import AzureError, ResourceExistsError, ResourceNotFoundError
from azure.functions.meta import Datum
from azure.storage.queue import QueueMessage, TextBase64DecodePolicy, TextBase64EncodePolicy
from azure.storage.queue.aio import QueueClient

from local.indexing import FunctionInfo
from local.invocation import Invoker
from local.listening import pause
from local.settings import STORAGE_RETRIES, resolve_connection, resolve_references

logger = logging.getLogger("local.queues")

MAX_DEQUEUE_COUNT = 5
BATCH_SIZE = 16
POLL_SECONDS = 1.0
# QueueListener.cs keeps a message invisible for ten minutes while its function runs.
VISIBILITY_SECONDS = 600


@dataclass(frozen=True)
class QueueTrigger:
    """One function, its queue and the queue for what it cannot handle."""

    function: FunctionInfo
    queue: QueueClient
    poison: QueueClient

    @classmethod
    def of(cls, function: FunctionInfo) -> "QueueTrigger":
        """Resolves queue name and connection. Raises SettingError."""
        name = resolve_references(str(function.trigger["queueName"]))
        connection = resolve_connection(function.trigger.get("connection"))
        return cls(function, _client(connection, name), _client(connection, f"{name}-poison"))


class QueueListener:
    """Receives for every queue function of the app."""

    def __init__(self, functions: Iterable[FunctionInfo], invoker: Invoker) -> None:
        self._triggers = [QueueTrigger.of(f) for f in functions if f.trigger_type == "queueTrigger"]
        self._invoker = invoker

    async def run(self, stop: asyncio.Event) -> None:
        """Receives until the host stops."""
        await asyncio.gather(*(self._receive_until(stop, trigger) for trigger in self._triggers))

    async def run_by_hand(self, function: FunctionInfo, text: str) -> None:
        """Runs the function once with a message that was never on a queue."""
        await self._invoker.run(function, Datum(type="string", value=text))

    async def close(self) -> None:
        """Lets go of the queues."""
        async with AsyncExitStack() as stack:
            for trigger in self._triggers:
                stack.push_async_callback(trigger.queue.close)
                stack.push_async_callback(trigger.poison.close)

    async def _receive_until(self, stop: asyncio.Event, trigger: QueueTrigger) -> None:
        while not stop.is_set():
            messages: list[QueueMessage] = []
            try:
                messages = await _receive(trigger)
                await asyncio.gather(*(self._handle(trigger, message) for message in messages))
            except ResourceNotFoundError:
                logger.debug("The queue of %s does not exist yet.", trigger.function.name)
            except AzureError as error:
                logger.warning("Receiving for %s failed and is tried again: %s", trigger.function.name, error)
            if not messages:
                await pause(stop, POLL_SECONDS)

    async def _handle(self, trigger: QueueTrigger, message: QueueMessage) -> None:
        metadata = {
            "Id": Datum(type="string", value=message.id),
            # A number goes as JSON: the worker takes no "int" (datumdef.py of azure-functions-runtime, from_typed_data).
            "DequeueCount": Datum(type="json", value=json.dumps(message.dequeue_count)),
            "PopReceipt": Datum(type="string", value=message.pop_receipt),
        }
        try:
            await self._invoker.run(trigger.function, Datum(type="string", value=message.content), metadata)
        except Exception:  # whatever it is, it counts as a delivery; the invoker logged it
            await self._put_back(trigger, message)
            return
        await trigger.queue.delete_message(message)

    async def _put_back(self, trigger: QueueTrigger, message: QueueMessage) -> None:
        if (message.dequeue_count or 0) < MAX_DEQUEUE_COUNT:
            await trigger.queue.update_message(message, visibility_timeout=0)
            return
        with suppress(ResourceExistsError):
            await trigger.poison.create_queue()
        await trigger.poison.send_message(message.content)
        await trigger.queue.delete_message(message)


async def _receive(trigger: QueueTrigger) -> list[QueueMessage]:
    received = trigger.queue.receive_messages(visibility_timeout=VISIBILITY_SECONDS, max_messages=BATCH_SIZE)
    return [message async for message in received]


def _client(connection: str, name: str) -> QueueClient:
    return QueueClient.from_connection_string(
        connection,
        name,
        message_encode_policy=TextBase64EncodePolicy(),
        message_decode_policy=TextBase64DecodePolicy(),
        **STORAGE_RETRIES,
    )
