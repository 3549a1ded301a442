"""Runs one function once, as the Python worker does.

Arguments come from the SDK's own converters; async functions share the event loop, sync functions run in a
thread pool; a value returned by a function without a `$return` binding is an error
(https://github.com/Azure/azure-functions-python-worker, dispatcher.py, _handle__invocation_request).
"""

import asyncio
import logging
import threading
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import azure.functions as func
from azure.functions.meta import Datum

from local.indexing import FunctionInfo

logger = logging.getLogger("local.invocation")


class InvocationError(Exception):
    """The function broke a rule of the worker, as opposed to raising something of its own."""


@dataclass
class _Life:
    """Whether an invocation is over. Tasks that it started see it too: a task has a copy of its creator's context."""

    over: bool = False


_LIFE: ContextVar[_Life | None] = ContextVar("life", default=None)


class DropAfterInvocation(logging.Filter):
    """Drops what a function logs when its invocation is over, as the real host does
    (https://github.com/Azure/azure-functions-host, GrpcWorkerChannel.cs, Log: it looks for the executing invocation)."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to keep the record."""
        life = _LIFE.get()
        return life is None or not life.over


@dataclass(frozen=True)
class InvocationContext:
    """The `context` argument: what azure.functions.Context promises, for one invocation."""

    function_name: str
    function_directory: str
    invocation_id: str
    thread_local_storage: Any
    trace_context: Any = None
    retry_context: Any = None


@dataclass
class Invoker:
    """Runs functions and knows which are running, so that the host can wait for them at its end."""

    app_dir: Path
    executor: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(thread_name_prefix="function"))
    thread_local: threading.local = field(default_factory=threading.local)
    running: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Nothing runs yet."""
        self.idle.set()

    async def run(self, function: FunctionInfo, argument: Any) -> Any:
        """Calls the function with its trigger's value; whatever it raises is logged once and propagates."""
        invocation_id = str(uuid.uuid4())
        arguments = {function.trigger["name"]: argument}
        if function.wants_context:
            arguments["context"] = self._context(function, invocation_id)
        self._count(1)
        logger.info("Executing 'Functions.%s' (Id=%s)", function.name, invocation_id)
        started = perf_counter()
        life = _Life()
        token = _LIFE.set(life)
        try:
            result = await self._call(function, invocation_id, arguments)
            if result is not None and not function.returns_http:
                raise InvocationError(f"{function.name} has no $return binding but returned {type(result).__name__}.")
        except Exception:
            logger.exception("Failed 'Functions.%s' (Id=%s)", function.name, invocation_id)
            raise
        finally:
            life.over = True
            _LIFE.reset(token)
            self._count(-1)
        duration = round((perf_counter() - started) * 1000)
        logger.info("Executed 'Functions.%s' (Id=%s, Duration=%dms)", function.name, invocation_id, duration)
        return result

    def _count(self, change: int) -> None:
        self.running += change
        if self.running:
            self.idle.clear()
        else:
            self.idle.set()

    async def _call(self, function: FunctionInfo, invocation_id: str, arguments: dict[str, Any]) -> Any:
        if function.is_async:
            self.thread_local.invocation_id = invocation_id
            return await function.call(**arguments)

        def call() -> Any:
            self.thread_local.invocation_id = invocation_id
            return function.call(**arguments)

        return await asyncio.get_running_loop().run_in_executor(self.executor, call)

    def _context(self, function: FunctionInfo, invocation_id: str) -> InvocationContext:
        return InvocationContext(function.name, str(self.app_dir), invocation_id, self.thread_local)


def decode_argument(function: FunctionInfo, datum: Datum, metadata: Mapping[str, Datum]) -> Any:
    """The value that the SDK's converter makes of what the host sends for the function's trigger."""
    return _converter(function.trigger_type).decode(datum, trigger_metadata=metadata)


def encode_response(value: Any) -> Datum:
    """What the SDK's HTTP converter makes of a returned value.

    Raises InvocationError for a value it does not take, None among them, as the worker does.
    """
    try:
        datum: Datum = _converter("http").encode(value, expected_type=None)
    except NotImplementedError as error:
        raise InvocationError(f"An HTTP function returned {type(value).__name__}, not a response.") from error
    return datum


def _converter(binding_type: str) -> Any:
    return func.get_binding_registry().get(binding_type)
