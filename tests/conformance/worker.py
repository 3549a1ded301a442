"""Microsoft's Python worker in the place of the local host's: azure-functions-runtime, which runs Python 3.13 in Azure.

It is called as proxy_worker/dispatcher.py of https://github.com/Azure/azure-functions-python-worker does, and every message
takes the way through bytes that it takes over gRPC.
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import azure_functions_runtime as runtime
from azure.functions.meta import Datum

from local.indexing import FunctionInfo, IndexingError
from local.invocation import InvocationError
from tests.conformance.protos import load_protos

MICROSOFTS_HOST = "127.0.0.1"
"""Where the worker would listen if the app streamed HTTP, which it does not."""


class FunctionFailedError(Exception):
    """The function raised; the message is what the runtime tells the host."""


class RuntimeWorker:
    """The app as the runtime has indexed it."""

    def __init__(self, protos: Any, metadata: list[Any]) -> None:
        self._protos = protos
        self._ids = {function.name: function.function_id for function in metadata}
        self.functions = [_info(function) for function in metadata]
        runtime.start_threadpool_executor()

    @classmethod
    def load(cls, app_dir: Path) -> "RuntimeWorker":
        """Has the runtime index the app. Raises IndexingError."""
        return asyncio.run(cls._start(app_dir))

    @classmethod
    async def _start(cls, app_dir: Path) -> "RuntimeWorker":
        sys.path.insert(0, str(app_dir))
        protos = load_protos()
        init = protos.WorkerInitRequest(host_version="4", function_app_directory=str(app_dir))
        _checked(await runtime.worker_init_request(_request(worker_init_request=init, protos=protos)))
        answer = over_the_wire(_checked(await runtime.functions_metadata_request(_request(protos=protos))))
        for function in answer.function_metadata_results:
            load = protos.FunctionLoadRequest(function_id=function.function_id, metadata=function)
            _checked(await runtime.function_load_request(_request(function_load_request=load)))
        return cls(protos, list(answer.function_metadata_results))

    async def invoke(
        self, function: FunctionInfo, invocation_id: str, datum: Datum, metadata: Mapping[str, Datum]
    ) -> Datum | None:
        """See local.invocation.Worker. Raises FunctionFailedError for whatever the function raised."""
        protos = self._protos
        request = protos.InvocationRequest(
            invocation_id=invocation_id,
            function_id=self._ids[function.name],
            input_data=[protos.ParameterBinding(name=function.trigger["name"], data=self._typed(datum))],
            trigger_metadata={name: self._typed(value) for name, value in metadata.items()},
        )
        answer = await runtime.invocation_request(_request(invocation_request=over_the_wire(request)))
        answer = over_the_wire(answer)
        if answer.invocation_id != invocation_id:
            raise InvocationError(f"The runtime answered {answer.invocation_id} instead of {invocation_id}.")
        if answer.result.status != protos.StatusResult.Success:
            raise FunctionFailedError(answer.result.exception.stack_trace or answer.result.exception.message)
        if not answer.HasField("return_value") or answer.return_value.WhichOneof("data") is None:
            return None
        return _datum(answer.return_value)

    def _typed(self, datum: Datum) -> Any:
        protos = self._protos
        if datum.type == "http":
            return protos.TypedData(http=self._http(datum.value))
        if datum.type == "model_binding_data":
            reference = datum.value
            data = protos.ModelBindingData(
                version=reference.version,
                source=reference.source,
                content_type=reference.content_type,
                content=reference.content.encode(),
            )
            return protos.TypedData(model_binding_data=data)
        return protos.TypedData(**{str(datum.type): datum.value})

    def _http(self, request: Mapping[str, Any]) -> Any:
        maps = {name: _values(request[name]) for name in ("headers", "params", "query")}
        body = self._typed(request["body"]) if request["body"].value else None
        return self._protos.RpcHttp(method=request["method"].value, url=request["url"].value, body=body, **maps)


def over_the_wire(message: Any) -> Any:
    """The message after it was sent and received."""
    return type(message).FromString(message.SerializeToString())


def _request(protos: Any = None, **content: Any) -> Any:
    """What the dispatcher hands to the runtime (WorkerRequest): the message by its name, and properties."""
    properties = {"protos": protos, "host": MICROSOFTS_HOST}
    return SimpleNamespace(request=SimpleNamespace(**content), properties=properties)


def _checked(answer: Any) -> Any:
    if answer.result.exception.message:
        raise IndexingError(f"The runtime cannot run the app: {answer.result.exception.stack_trace}")
    return answer


def _info(function: Any) -> FunctionInfo:
    bindings = [json.loads(binding) for binding in function.raw_bindings]
    trigger = next(binding for binding in bindings if binding["type"].endswith("Trigger"))
    properties = trigger.get("properties") or {}
    by_reference = str(properties.get("SupportsDeferredBinding", "")).lower() == "true"
    return FunctionInfo(function.name, trigger, by_reference)


def _values(data: Mapping[str, Datum]) -> dict[str, str]:
    return {name: datum.value for name, datum in data.items()}


def _datum(value: Any) -> Datum:
    """The runtime's answer as the local host's own worker would have returned it."""
    kind = value.WhichOneof("data")
    if kind != "http":
        return Datum(type=kind, value=getattr(value, kind))
    http = value.http
    body_kind = http.body.WhichOneof("data")
    return Datum(
        type="http",
        value={
            "status_code": Datum(type="string", value=http.status_code),
            "headers": {name: Datum(type="string", value=text) for name, text in http.headers.items()},
            "cookies": [_cookie(cookie) for cookie in http.cookies],
            "body": Datum(type=body_kind, value=getattr(http.body, body_kind) if body_kind else b""),
        },
    )


def _cookie(cookie: Any) -> SimpleCookie:
    made = SimpleCookie()
    made[cookie.name] = cookie.value
    for attribute in ("domain", "path"):
        made[cookie.name][attribute] = getattr(cookie, attribute).value
    made[cookie.name]["secure"] = cookie.secure.value
    made[cookie.name]["httponly"] = cookie.http_only.value
    return made
