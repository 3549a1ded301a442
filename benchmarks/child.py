"""Measures one thing in a process of its own and prints its cost as JSON: `python -m benchmarks.child '{...}'`.

A process of its own, because peak memory never falls, and because nothing that ran before may have warmed it.
"""

import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from benchmarks.ceiling import ceiling
from benchmarks.dataset import make_rows
from benchmarks.import_phases import ImportPhases
from benchmarks.meter import Cost, RequestCounter, peak_megabytes
from benchmarks.peers import transactions, upsert_loop
from benchmarks.recording import Recording
from benchmarks.workbook import write_workbook


@dataclass(frozen=True, slots=True)
class Task:
    """What to measure. `rows` are those of the dataset, `sample` those that are written where it is not all of them."""

    thing: str
    connection: str
    rows: int
    sample: int
    csv: str = ""
    recording: str = ""
    account_url: str = ""


async def run_phases(task: Task, counter: RequestCounter) -> Cost:
    """A phase of the import, or "import", which is validation and the first apply in one process."""
    phases = ImportPhases(task.connection, counter)
    try:
        match task.thing:
            case "upload":
                return await phases.upload(Path(task.csv))
            case "validate" | "revalidate":
                return await phases.validate()
            case "apply":
                return await phases.apply(task.rows, "added")
            case "repeat":
                return await phases.apply(task.rows, "unchanged")
            case "import":
                return (await phases.validate()).plus(await phases.apply(task.rows, "added"))
            case "export":
                return await phases.export(task.rows)
        raise ValueError(task.thing)
    finally:
        await phases.close()


def run(task: Task, counter: RequestCounter) -> Cost:
    """Any task."""
    if task.thing == "ceiling":
        recording = Recording(Path(task.recording), task.account_url)
        try:
            return ceiling(task.connection, recording, task.account_url, counter)
        finally:
            recording.close()
    rows = islice(make_rows(task.rows), task.sample)
    if task.thing == "workbook":
        return write_workbook(rows, counter)
    if task.thing == "loop":
        return upsert_loop(task.connection, list(rows), counter)
    if task.thing == "transactions":
        return asyncio.run(transactions(task.connection, rows, counter))
    return asyncio.run(run_phases(task, counter))


if __name__ == "__main__":
    cost = run(Task(**json.loads(sys.argv[1])), RequestCounter())
    print(json.dumps({**asdict(cost), "peak_megabytes": peak_megabytes()}))
