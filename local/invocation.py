"""Runs one function once: the host's side, which counts and logs, and the worker's, which calls the code.

The worker here does as the Python worker: arguments come from the SDK's own converters; async functions share the event
loop, sync functions run in a thread pool; a value returned by a function without a `$return` binding is an error
(https://github.com/Azure/azure-functions-python-worker, dispatcher.py, _handle__invocation_request). The conformance
tests put Microsoft's own runtime in its place (tests/conformance).
"""

import asyncio
import logging
import threading
import uuid
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

import azure.functions as func
from azure.functions.meta import Datum
from azurefunctions.extensions.base import get_binding_registry as deferred_bindings

from local.indexing import FunctionInfo, UserFunction, load_functions

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


class Worker(Protocol):
    """The process that holds the app's code; in Azure it is reached over gRPC."""

    @property
    def functions(self) -> list[FunctionInfo]:
        """Every function of the app."""

    async def invoke(
        self, function: FunctionInfo, invocation_id: str, datum: Datum, metadata: Mapping[str, Datum]
    ) -> Datum | None:
        """Calls the function with what its trigger brought; what it returned, for the host to send on.

        Raises whatever the function raises, and InvocationError.
        """


@dataclass(frozen=True)
class InvocationContext:
    """The `context` argument: what azure.functions.Context promises, for one invocation."""

    function_name: str
    function_directory: str
    invocation_id: str
    thread_local_storage: Any
    trace_context: Any = None
    retry_context: Any = None


class LocalWorker:
    """The app's code in this very process."""

    def __init__(self, app_dir: Path, functions: Iterable[UserFunction]) -> None:
        self._app_dir = app_dir
        self._functions = {function.info.name: function for function in functions}
        self._executor = ThreadPoolExecutor(thread_name_prefix="function")
        self._thread_local = threading.local()

    @classmethod
    def load(cls, app_dir: Path) -> "LocalWorker":
        """Imports the app. Raises IndexingError."""
        return cls(app_dir, load_functions(app_dir))

    @property
    def functions(self) -> list[FunctionInfo]:
        """Every function of the app."""
        return [function.info for function in self._functions.values()]

    async def invoke(
        self, function: FunctionInfo, invocation_id: str, datum: Datum, metadata: Mapping[str, Datum]
    ) -> Datum | None:
        """See Worker."""
        code = self._functions[function.name]
        arguments = {function.trigger["name"]: _decode(code, datum, metadata)}
        if code.wants_context:
            arguments["context"] = InvocationContext(
                function.name, str(self._app_dir), invocation_id, self._thread_local
            )
        result = await self._call(code, invocation_id, arguments)
        if code.returns_http:
            return _encode_response(result)
        if result is not None:
            raise InvocationError(f"{function.name} has no $return binding but returned {type(result).__name__}.")
        return None

    async def _call(self, code: UserFunction, invocation_id: str, arguments: dict[str, Any]) -> Any:
        if code.is_async:
            self._thread_local.invocation_id = invocation_id
            return await code.call(**arguments)

        def call() -> Any:
            self._thread_local.invocation_id = invocation_id
            return code.call(**arguments)

        return await asyncio.get_running_loop().run_in_executor(self._executor, call)


@dataclass
class Invoker:
    """Has functions run and knows which are running, so that the host can wait for them at its end."""

    worker: Worker
    running: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Nothing runs yet."""
        self.idle.set()

    async def run(
        self, function: FunctionInfo, datum: Datum, metadata: Mapping[str, Datum] | None = None
    ) -> Datum | None:
        """Runs the function with its trigger's value; whatever it raises is logged once and propagates."""
        invocation_id = str(uuid.uuid4())
        self._count(1)
        logger.info("Executing 'Functions.%s' (Id=%s)", function.name, invocation_id)
        started = perf_counter()
        life = _Life()
        token = _LIFE.set(life)
        try:
            result = await self.worker.invoke(function, invocation_id, datum, metadata or {})
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


def _decode(code: UserFunction, datum: Datum, metadata: Mapping[str, Datum]) -> Any:
    """The value that the SDK's converter, or the extension's, makes of what the host sends for the function's trigger."""
    if code.info.by_reference:
        converter = deferred_bindings().get(code.info.trigger_type)
        return converter.decode(datum, trigger_metadata=metadata, pytype=code.annotation)
    return _converter(code.info.trigger_type).decode(datum, trigger_metadata=metadata)


def _encode_response(value: Any) -> Datum:
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
