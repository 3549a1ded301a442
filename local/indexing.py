"""The functions of an app, as the Functions SDK reports them: what the host knows of each, and its code.

The Python worker imports function_app.py, finds its FunctionApp and calls get_functions() once
(https://github.com/Azure/azure-functions-python-worker, loader.py, index_function_app); so does this
module. It reads only what the SDK publishes: name, user function and the dictionaries that would be
function.json.
"""

import importlib.util
import inspect
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import azure.functions as func
from azurefunctions.extensions.base import get_binding_registry as deferred_bindings

logger = logging.getLogger("local.indexing")

SUPPORTED_TRIGGERS = frozenset({"httpTrigger", "blobTrigger", "queueTrigger", "timerTrigger"})


class IndexingError(Exception):
    """An app that cannot be run here; the message is the sentence to show."""


@dataclass(frozen=True)
class FunctionInfo:
    """What the host knows of a function, from the bindings that the worker reports.

    `by_reference`: its trigger takes a reference to the blob and not the content (SupportsDeferredBinding).
    """

    name: str
    trigger: dict[str, Any]
    by_reference: bool

    @property
    def trigger_type(self) -> str:
        """httpTrigger, blobTrigger, queueTrigger or timerTrigger."""
        return str(self.trigger["type"])

    @property
    def function_id(self) -> str:
        """The id the real host gives it, as seen in receipts and poison messages."""
        return f"Host.Functions.{self.name}"


@dataclass(frozen=True)
class UserFunction:
    """A function's code, and what the worker must know to call it."""

    info: FunctionInfo
    call: Callable[..., Any]
    returns_http: bool
    wants_context: bool

    @property
    def is_async(self) -> bool:
        """Whether it runs on the event loop rather than on a thread."""
        return inspect.iscoroutinefunction(self.call)

    @property
    def annotation(self) -> Any:
        """The type of the trigger's parameter, None where it says none."""
        return get_type_hints(self.call).get(self.info.trigger["name"])


def load_functions(app_dir: Path) -> list[UserFunction]:
    """Imports `app_dir`/function_app.py and indexes its functions.

    Raises IndexingError when there is no app, or it uses a binding that this host does not have.
    """
    members = vars(_import_app(app_dir)).values()
    apps = [member for member in members if isinstance(member, func.FunctionRegister)]
    if len(apps) != 1:
        raise IndexingError(f"{app_dir / 'function_app.py'} defines {len(apps)} function apps instead of one.")
    return [_index(function) for function in apps[0].get_functions()]


def _import_app(app_dir: Path) -> ModuleType:
    path = app_dir / "function_app.py"
    if not path.is_file():
        raise IndexingError(f"{path} is missing.")
    # The app's own imports (functions, shared) are found from its folder, as in Azure.
    sys.path.insert(0, str(app_dir))
    spec = importlib.util.spec_from_file_location("function_app", path)
    if spec is None or spec.loader is None:
        raise IndexingError(f"{path} cannot be imported.")
    module = importlib.util.module_from_spec(spec)
    sys.modules["function_app"] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever the app raises at import, it does not start
        logger.exception("%s does not load.", path)
        raise IndexingError(f"{path} does not load: {type(error).__name__}: {error}") from error
    return module


def _index(function: Any) -> UserFunction:
    name = function.get_function_name()
    bindings: list[dict[str, Any]] = function.get_bindings_dict()["bindings"]
    trigger = next(binding for binding in bindings if binding["type"].endswith("Trigger"))
    others = [binding for binding in bindings if binding is not trigger]
    if trigger["type"] not in SUPPORTED_TRIGGERS:
        raise IndexingError(f"The function {name} has a {trigger['type']}, which this host does not run.")
    for binding in others:
        if binding["type"] != "http" or binding["name"] != "$return":
            raise IndexingError(f"The function {name} binds to {binding['type']}, which this host lacks.")
    call = function.get_user_function()
    parameters = set(inspect.signature(call).parameters)
    if parameters - {"context"} != {trigger["name"]}:
        raise IndexingError(f"The function {name} takes {sorted(parameters)}, not just {trigger['name']}.")
    annotation = get_type_hints(call).get(trigger["name"])
    info = FunctionInfo(name, trigger, deferred_bindings().check_supported_type(annotation))
    return UserFunction(info, call, bool(others), "context" in parameters)
