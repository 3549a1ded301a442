"""The process of the local host: indexes the app, runs every kind of trigger, and stops on a signal.

    python -m local.host [app folder]

The app's settings come from the environment; what is missing there comes from the development settings,
which expect Azurite on its usual ports. `make run` starts Azurite and this.

Its own variables, among them LOCAL_DUPLICATE_DELIVERIES for tests of repeated delivery: docs/local-host.md, Variables.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from aiohttp import web

from local.admin import AdminApi
from local.blob_paths import BlobPathError
from local.blob_trigger import BlobListener
from local.cors import cors
from local.http_functions import HttpFunctions
from local.indexing import FunctionInfo, IndexingError
from local.invocation import DropAfterInvocation, Invoker, LocalWorker, Worker
from local.issuer import Issuer, add_issuer_routes
from local.kestrel import refuse_odd_bytes
from local.listening import Listener
from local.ncrontab import ScheduleError
from local.portal import Portal, blob_origin
from local.queue_trigger import QueueListener
from local.routing import RouteError
from local.settings import HostSettings, Ports, SettingError, development_settings, resolve_connection
from local.timer_trigger import TimerListener

logger = logging.getLogger("local.host")

START_ERRORS = (IndexingError, SettingError, RouteError, BlobPathError, ScheduleError)
# Kestrel's limit under Functions, https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#limits
MAX_BODY_BYTES = 210 * 1024 * 1024
# Kestrel's MaxRequestHeadersTotalSize; aiohttp has 8,190 bytes, too little for a token of 16 KiB.
# https://learn.microsoft.com/aspnet/core/fundamentals/servers/kestrel/options
MAX_HEADER_BYTES = 32 * 1024
GRACE_SECONDS = 5.0


@dataclass(frozen=True)
class Host:
    """Everything that runs: the web application and one listener a kind of trigger."""

    settings: HostSettings
    invoker: Invoker
    http: HttpFunctions
    listeners: dict[str, Listener]
    sites: dict[int, web.Application]
    broken: asyncio.Event

    @classmethod
    def build(cls, settings: HostSettings, worker: Worker) -> "Host":
        """Puts the host together. Raises one of START_ERRORS for a function that cannot be run."""
        invoker = Invoker(worker)
        functions = sorted(worker.functions, key=lambda function: function.name.lower())
        http = HttpFunctions(functions, settings.route_prefix, invoker, records_paths=settings.records_paths)
        listeners: dict[str, Listener] = {
            "blobTrigger": BlobListener(functions, invoker, settings),
            "queueTrigger": QueueListener(functions, invoker),
            "timerTrigger": TimerListener(functions, invoker),
        }
        sites = _sites(settings, http, functions, listeners)
        return cls(settings, invoker, http, listeners, sites, asyncio.Event())

    async def run(self, stop: asyncio.Event) -> None:
        """Serves until `stop` is set, then takes nothing new and gives running functions a few seconds."""
        runners = [await _serve(site, port) for port, site in self.sites.items()]
        listening = [asyncio.create_task(self._listen(listener, stop)) for listener in self.listeners.values()]
        try:
            logger.info("Listening on %s", self.settings.origin)
            await stop.wait()
        finally:
            await asyncio.gather(*(runner.cleanup() for runner in runners), self._finish(listening))

    async def _listen(self, listener: Listener, stop: asyncio.Event) -> None:
        """A listener that breaks takes the host down rather than leave it half deaf."""
        try:
            await listener.run(stop)
        except Exception:
            logger.exception("%s broke; the host stops.", type(listener).__name__)
            self.broken.set()
            stop.set()

    async def _finish(self, listening: list[asyncio.Task[None]]) -> None:
        await asyncio.wait(listening, timeout=GRACE_SECONDS)
        for task in listening:
            task.cancel()
        try:
            await asyncio.wait_for(self.invoker.idle.wait(), GRACE_SECONDS)
        except TimeoutError:
            logger.warning("%d running functions were not waited for.", self.invoker.running)
        for listener in self.listeners.values():
            await listener.close()


async def _serve(app: web.Application, port: int) -> web.AppRunner:
    runner = web.AppRunner(
        app,
        access_log=None,
        handle_signals=False,
        shutdown_timeout=GRACE_SECONDS,
        max_field_size=MAX_HEADER_BYTES,
        # The real host hands a body on as it came, also one that says that it is compressed.
        auto_decompress=False,
    )
    await runner.setup()
    # The name and not an address: clients come over IPv6 as well where there is IPv6.
    await web.TCPSite(runner, "localhost", port).start()
    return runner


def _sites(
    settings: HostSettings,
    http: HttpFunctions,
    functions: Sequence[FunctionInfo],
    listeners: dict[str, Listener],
) -> dict[int, web.Application]:
    """What is served on which port: the portal on the functions' own, unless it has one."""
    app = web.Application(
        client_max_size=MAX_BODY_BYTES, middlewares=[refuse_odd_bytes, cors(settings.allowed_origins)]
    )
    AdminApi(functions, listeners).add_routes(app)
    add_issuer_routes(app, Issuer.load(settings.local_dir, settings.issuer, settings.audience))
    portal = Portal(
        settings.app_dir / "portal" / "dist",
        blob_origin(resolve_connection("DataStorage")),
        "" if settings.portal_port is None else settings.origin,
        f"/{settings.route_prefix}",
    )
    if settings.portal_port is None:
        portal.add_routes(app, http.respond)
        return {settings.port: app}

    async def function_or_nothing(request: web.Request) -> web.StreamResponse:
        return await http.respond(request) or web.Response(status=404)

    app.router.add_route("*", "/{path:.*}", function_or_nothing)
    site = web.Application()
    portal.add_routes(site)
    return {settings.port: app, settings.portal_port: site}


async def serve(settings: HostSettings, worker: Worker) -> int:
    """Runs the host until SIGINT or SIGTERM; the process's exit code."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    host = Host.build(settings, worker)
    await host.run(stop)
    return 1 if host.broken.is_set() else 0


def main(arguments: Sequence[str], load: Callable[[Path], Worker] = LocalWorker.load) -> int:
    """The process's exit code: 0 after a signal, 1 when the app cannot be run or a listener broke. `load` makes the worker
    for the folder of an app; it raises IndexingError."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.addFilter(DropAfterInvocation())
    logging.getLogger("azure.core.pipeline.policies.http_logging_policy").setLevel(logging.WARNING)
    app_dir = Path(arguments[0] if arguments else os.environ.get("LOCAL_APP_DIR", ".")).resolve()
    try:
        for name, value in development_settings(Ports.from_environment(os.environ)).items():
            os.environ.setdefault(name, value)
        settings = HostSettings.load(app_dir, os.environ)
        return asyncio.run(serve(settings, load(app_dir)))
    except START_ERRORS as error:
        print(f"The local host cannot start: {error}", file=sys.stderr)
        return 1


def end(code: int) -> NoReturn:
    """Ends the process."""
    sys.stdout.flush()
    sys.stderr.flush()
    # Not sys.exit: a function that hangs on a thread would keep the process alive for ever.
    os._exit(code)


if __name__ == "__main__":
    end(main(sys.argv[1:]))
