"""A tiny function app: its HTTP functions echo what they saw, the others note it as blobs in `seen`."""

import asyncio
import json
import logging
import os
import time
import uuid

import azure.functions as func
from azure.storage.blob import BlobServiceClient
from azurefunctions.extensions.bindings.blob import BlobClient

STORAGE = "DataStorage"

logger = logging.getLogger("local_host_app")
_running: list[asyncio.Task[None]] = []

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


def note(kind: str, **facts: object) -> None:
    """Leaves a blob `seen/<kind>/<time>-<random>` that says what a function was given."""
    with BlobServiceClient.from_connection_string(os.environ[STORAGE]) as service:
        name = f"{kind}/{time.time():.6f}-{uuid.uuid4()}"
        service.get_blob_client("seen", name).upload_blob(json.dumps(facts))


def answer(function: str, req: func.HttpRequest) -> func.HttpResponse:
    """What the function saw of its request."""
    seen = {
        "function": function,
        "method": req.method,
        "url": req.url,
        "headers": dict(req.headers),
        "params": dict(req.params),
        "route": dict(req.route_params),
        "body": req.get_body().decode(),
    }
    return func.HttpResponse(json.dumps(seen), mimetype="application/json", headers={"X-Function": function})


@app.route("health", methods=["GET"])
def health(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("ok")


# Route order: "b_number" and "c_word" overlap, "a_first" and "z_last" are the same route.
@app.route("same", methods=["GET"])
def z_last(req: func.HttpRequest) -> func.HttpResponse:
    return answer("z_last", req)


@app.route("same", methods=["GET"])
def a_first(req: func.HttpRequest) -> func.HttpResponse:
    return answer("a_first", req)


@app.route("things/{id:int}", methods=["GET"])
def b_number(req: func.HttpRequest) -> func.HttpResponse:
    return answer("b_number", req)


@app.route("things/{word:alpha:length(2,5)}", methods=["GET", "HEAD"])
async def c_word(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    response = answer("c_word", req)
    response.headers["X-Invocation"] = context.invocation_id
    response.headers["X-Context"] = context.function_name
    return response


@app.route("echo/{*rest}", methods=["GET", "POST", "PUT"])
async def echo(req: func.HttpRequest) -> func.HttpResponse:
    return answer("echo", req)


@app.route("templates/{kind}.csv", methods=["GET"])
def template(req: func.HttpRequest) -> func.HttpResponse:
    return answer("template", req)


@app.route("broken", methods=["GET"])
def broken(req: func.HttpRequest) -> func.HttpResponse:
    raise RuntimeError("broken on purpose")


@app.route("none", methods=["GET"])
def returns_none(req: func.HttpRequest) -> func.HttpResponse:
    return None  # type: ignore[return-value]


@app.route("text", methods=["GET"])
def returns_text(req: func.HttpRequest) -> str:
    return "plain"


@app.route("cookies", methods=["DELETE"])
def cookies(req: func.HttpRequest) -> func.HttpResponse:
    response = func.HttpResponse(status_code=204)
    response.headers.add("Set-Cookie", "a=1; Path=/")
    response.headers.add("Set-Cookie", "b=2; Path=/")
    return response


@app.route("chatty", methods=["GET"])
async def chatty(req: func.HttpRequest) -> func.HttpResponse:
    """Logs during the invocation and, in a task that it does not wait for, after it."""

    async def later() -> None:
        logger.info("chatty logs in the task, before the answer")
        await asyncio.sleep(0.5)
        logger.info("chatty logs after the answer")
        note("chatty", which=req.params["which"])

    _running.append(asyncio.create_task(later()))
    await asyncio.sleep(0.1)
    return func.HttpResponse("done")


@app.route("slow", methods=["GET"])
async def slow(req: func.HttpRequest) -> func.HttpResponse:
    await asyncio.sleep(1)
    return func.HttpResponse("done")


@app.blob_trigger("blob", path="incoming/{name}", connection="DataStorage")
def take(blob: func.InputStream) -> None:
    note("take", name=blob.name, length=blob.length, uri=blob.uri, content=blob.read().decode())


@app.blob_trigger("blob", path="parts/{job}/{rest}.txt", connection="DataStorage")
async def take_part(blob: func.InputStream, context: func.Context) -> None:
    note("part", name=blob.name, first=blob.read(3).decode(), then=blob.read().decode())


@app.blob_trigger("blob", path="named/{name}", connection="DataStorage")
def take_name(blob: BlobClient) -> None:
    note("name", container=blob.container_name, name=blob.blob_name, content=blob.download_blob().readall().decode())


@app.blob_trigger("blob", path="poisonous/{name}", connection="DataStorage")
def choke(blob: func.InputStream) -> None:
    note("choke", name=blob.name)
    raise RuntimeError("choked on purpose")


@app.blob_trigger("blob", path="slow/{name}", connection="DataStorage")
def take_slowly(blob: func.InputStream) -> None:
    note("slow-begun", name=blob.name)
    time.sleep(float(os.environ.get("SLOW_SECONDS", "0")))
    note("slow-done", name=blob.name)


@app.timer_trigger("timer", schedule="%EVERY%")
def tick(timer: func.TimerRequest) -> None:
    note("tick", past_due=timer.past_due)


@app.timer_trigger("timer", schedule="0 0 3 1 1 *")
async def by_hand_only(timer: func.TimerRequest) -> None:
    note("by-hand", past_due=timer.past_due)


@app.queue_trigger("message", queue_name="words", connection="AzureWebJobsStorage")
def take_word(message: func.QueueMessage) -> None:
    word = message.get_body().decode()
    note("word", word=word, dequeue_count=message.dequeue_count)
    if word.startswith("bad"):
        raise RuntimeError("a bad word on purpose")
