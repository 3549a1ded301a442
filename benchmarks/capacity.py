"""`python -m benchmarks.capacity`: what 10 thousand, 1 million and 100 million memberships take, and what they cost.

Measured costs a row come from benchmarks/results (the largest run of `make bench`), limits, guesses and prices from
capacity_assumptions.json, each with its source. `--write` puts the tables into docs/capacity.md, with that of
benchmarks/many_hosts.py.
"""

import argparse
import json
import re
from collections.abc import Iterator, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any

from benchmarks.capacity_model import Assumptions, Cost, Measured, Model

HERE = Path(__file__).parent
DOCUMENT = HERE.parent / "docs/capacity.md"
SIZES = (10_000, 1_000_000, 100_000_000)


def read_measured(folder: Path = HERE / "results") -> Measured:
    """The largest run of the benchmarks, on the sink, so that the client alone is counted. Raises FileNotFoundError."""
    runs = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("import-*.json")]
    if not runs:
        raise FileNotFoundError("benchmarks/results has no import-*.json; run make bench")
    by_rows = {_rows(run): run for run in runs}
    run = by_rows[max(by_rows)]
    # Ascending, so that of one thing measured at several sizes the largest stays.
    figures = sorted((figure for figure in run["figures"] if figure["server"] == "sink"), key=itemgetter("rows"))
    costs = {figure["thing"]: Cost(figure["cpu_ms_a_row"], figure["transactions_a_row"]) for figure in figures}
    source = f"{max(by_rows):,} rows, {run['measuredAt'][:10]}, commit {run['commit']}, {run['system']}"
    return Measured(costs["validate"], costs["apply"], costs["repeat"], costs["export"], source)


def _rows(run: Mapping[str, Any]) -> int:
    return max(int(f["rows"]) for f in run["figures"] if (f["server"], f["thing"]) == ("sink", "apply"))


def read_assumptions(path: Path = HERE / "capacity_assumptions.json") -> Assumptions:
    """All numbers of the file, whatever section they are in."""
    document = json.loads(path.read_text(encoding="utf-8"))
    sections = (document["limits"], document["guesses"], document["prices"])
    return Assumptions({name: float(entry["value"]) for section in sections for name, entry in section.items()})


def tables(measured: Measured, assumptions: Assumptions) -> Iterator[str]:
    """The generated part of docs/capacity.md, line by line."""
    model = Model(measured, assumptions)
    yield f"Measured: {measured.source}. An instance is taken to be {assumptions['coreSlowerThanMeasured']:g} times slower."
    yield ""
    yield "| a row | CPU measured | transactions | rows a second and instance |"
    yield "|---|---:|---:|---:|"
    for name in ("validate", "apply", "repeat", "export"):
        cost: Cost = getattr(measured, name)
        rate = model.rows_a_second(cost)
        yield f"| {name} | {cost.cpu_ms:.3f} ms | {cost.transactions:.4f} | {rate:,.0f} |"
    yield ""
    imports = [model.first_import(rows) for rows in SIZES]
    yield "| first import of | " + " | ".join(f"{rows:,}" for rows in SIZES) + " |"
    yield "|---|" + "---:|" * len(SIZES)
    for title, cells in (
        ("files (at most 1,000,000 rows each)", [f"{i.files:,}" for i in imports]),
        ("storage transactions", [f"{i.transactions:,.0f}" for i in imports]),
        ("entities written (memberships and index)", [f"{i.entities:,.0f}" for i in imports]),
        ("entities a second while applying (limit 20,000)", [f"{i.entities / i.apply_seconds:,.0f}" for i in imports]),
        ("instances that this takes", [f"{i.instances}" for i in imports]),
        ("validating", [_time(i.validate_seconds) for i in imports]),
        ("applying", [_time(i.apply_seconds) for i in imports]),
        ("from upload to the last row", [_time(i.seconds) for i in imports]),
        ("GB-s, with just these instances", [f"{i.gigabyte_seconds:,.0f}" for i in imports]),
        ("USD, with just these instances", [f"{i.money:,.4f}" for i in imports]),
        ("USD, if the platform uses all 40", [f"{i.most_money:,.4f}" for i in imports]),
        ("the partition of names, busy for", [_time(model.groups_seconds(rows)) for rows in SIZES]),
    ):
        yield f"| {title} | " + " | ".join(cells) + " |"
    yield ""
    months = [model.month(rows) for rows in SIZES]
    yield "| a month, the whole file and an export daily | " + " | ".join(f"{rows:,}" for rows in SIZES) + " |"
    yield "|---|" + "---:|" * len(SIZES)
    yield "| memberships stored, GB | " + " | ".join(f"{m.gigabytes:,.2f}" for m in months) + " |"
    for title in ("compute", "transactions", "storage", "events", "logs", "money"):
        shown = "**all, USD**" if title == "money" else f"{title}, USD"
        yield f"| {shown} | " + " | ".join(f"{getattr(month, title):,.2f}" for month in months) + " |"


def _time(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 2 * 3600 else f"{seconds / 3600:.1f} h"


def many_hosts(results: Mapping[str, Any]) -> Iterator[str]:
    """The simulation's table, line by line."""
    yield f"Measured {results['measuredAt'][:10]}; limits {results['accountLimit']:,} and {results['partitionLimit']:,}."
    yield ""
    yield "| scenario | instances | rows a second | entities a second | 503 by the account | 503 by a partition | lost |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for outcome in results["outcomes"]:
        cells = [outcome["scenario"], str(outcome["hosts"])]
        names = ("rows_a_second", "entities_a_second", "rejected_by_account", "rejected_by_partition", "lost")
        yield "| " + " | ".join((*cells, *(f"{outcome[name]:,.0f}" for name in names))) + " |"


def write_into(document: str, lines: str, part: str = "capacity") -> str:
    """The document with the generated part replaced. Raises ValueError when it has no place for it."""
    place = re.compile(rf"(<!-- {part}: begin -->\n).*?(<!-- {part}: end -->)", re.DOTALL)
    if not place.search(document):
        raise ValueError("docs/capacity.md has lost its markers")
    return place.sub(lambda found: f"{found[1]}{lines}\n{found[2]}", document)


def main() -> None:
    """Print the tables, or put them into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/capacity.md")
    lines = "\n".join(tables(read_measured(), read_assumptions()))
    results = json.loads((HERE / "results/many-hosts.json").read_text(encoding="utf-8"))
    simulated = "\n".join(many_hosts(results))
    if parser.parse_args().write:
        document = write_into(DOCUMENT.read_text(encoding="utf-8"), lines)
        DOCUMENT.write_text(write_into(document, simulated, "many hosts"), encoding="utf-8")
    else:
        print(lines, simulated, sep="\n\n")


if __name__ == "__main__":
    main()
