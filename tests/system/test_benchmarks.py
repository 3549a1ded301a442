"""The benchmarks run: every kind of measurement ends and is reported. What they measured is not looked at."""

import json
import subprocess

from benchmarks.report import TITLES
from benchmarks.workbook_reading import FORMATS
from tests.azurite import ROOT

IN_BOTH = {"validate", "apply", "repeat", "export", "workbook", "loop", "transactions", "ceiling"}


SECONDS = 1500
"""Under a minute on idle cores; beside other tests it takes many times as long."""


def test_a_quick_run_reports_every_kind_of_measurement() -> None:
    results = _files("benchmarks/results") | _files("docs/images")
    done = subprocess.run(
        ["make", "--no-print-directory", "bench", "ROWS=10000", "QUICK=1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    report = json.loads(_text("benchmarks/out/import-10000.json"))
    figures = {(figure["server"], figure["thing"]) for figure in report["figures"]}
    assert figures == {(server, thing) for server in ("sink", "azurite") for thing in IN_BOTH} | {("sink", "import")}
    assert all(figure["rows_a_second"] > 0 and figure["peak_megabytes"] > 0 for figure in report["figures"])
    assert {figure["rows"] for figure in report["figures"] if figure["thing"] == "import"} == {10_000}
    assert all(title in done.stdout for title in TITLES.values())
    assert [spread["regions"] for spread in report["regionSpread"]] == [12, 120, 245]
    assert len(report["wrongNumbers"]) == 10
    assert [reading["format"] for reading in report["workbooks"]] == list(FORMATS)
    assert all(form in done.stdout for form in FORMATS)
    assert "abroad, before" in done.stdout
    assert all(TITLES[thing] in _text("benchmarks/out/benchmark.svg") for thing in IN_BOTH)
    assert _files("benchmarks/results") | _files("docs/images") == results, "A quick run wrote over committed results."


def _files(folder: str) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in (ROOT / folder).iterdir()}


def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
