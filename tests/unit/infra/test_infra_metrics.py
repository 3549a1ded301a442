"""Metrics as the log carries them, and that the alerts look for what is written."""

import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.check.rules import ROOT
from shared.domain.exports import Export, ExportCounts, ExportState
from shared.domain.uploads.job import Chunk, Counts, Job, JobState, Source
from shared.services.metrics import export_failed, export_finished, rows_applied, upload_moved

_NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
_JOB = Job("j1", "north", JobState.APPLYING, Source.STORAGE, "+919812345678", _NOW, started_at=_NOW)
_EXPORT = Export("e1", ExportState.RUNNING, _NOW, "schedule")


@pytest.fixture
def records(caplog: pytest.LogCaptureFixture) -> Callable[[], list[dict[str, Any]]]:
    caplog.set_level(logging.INFO, "shared.services.metrics")
    return lambda: [json.loads(message.removeprefix("metric ")) for message in caplog.messages]


def test_rows_applied(records: Callable[[], list[dict[str, Any]]]) -> None:
    rows_applied(Chunk("j1", 3, 10, 2, 11), Counts(added=7, unchanged=3))
    assert records() == [
        {
            "name": "rows_applied",
            "uploadId": "j1",
            "chunk": 3,
            "added": 7,
            "roleChanged": 0,
            "removed": 0,
            "unchanged": 3,
        }
    ]


def test_upload_finished(records: Callable[[], list[dict[str, Any]]]) -> None:
    counts = Counts(entries=12, rejected=2, added=10)
    done = replace(_JOB, state=JobState.COMPLETED, counts=counts, finished_at=_NOW + timedelta(seconds=4.5))
    upload_moved(JobState.APPLYING, done)
    (record,) = records()
    assert record["state"] == "completed"
    assert (record["rows"], record["rejected"], record["added"], record["seconds"]) == (12, 2, 10, 4.5)
    assert "9812345678" not in json.dumps(record)


def test_moves_that_end_nothing(records: Callable[[], list[dict[str, Any]]]) -> None:
    upload_moved(JobState.VALIDATING, _JOB)
    upload_moved(JobState.FAILED, replace(_JOB, state=JobState.FAILED))
    assert records() == []


def test_exports(records: Callable[[], list[dict[str, Any]]]) -> None:
    done = replace(_EXPORT, finished_at=_NOW + timedelta(minutes=1), counts=ExportCounts(2, 30, 1))
    export_finished(done)
    export_failed(done)
    finished, failed = records()
    assert (finished["groups"], finished["memberships"], finished["links"], finished["seconds"]) == (2, 30, 1, 60.0)
    assert failed["name"] == "export_failed"


def test_alerts_look_for_what_is_written(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "shared.services.metrics")
    export_finished(_EXPORT)
    upload_moved(JobState.APPLYING, replace(_JOB, state=JobState.FAILED))
    alerts = (ROOT / "infra/bicep/modules/alerts.bicep").read_text()
    exported, failed = caplog.messages
    assert exported.startswith('metric {"name":"export_finished"')
    assert '"metric {\\"name\\":\\"export_finished\\""' in alerts
    record = json.loads(failed.removeprefix("metric "))
    assert f'record.name) == "{record["name"]}"' in alerts
    assert f'record.state) == "{record["state"]}"' in alerts


def test_metrics_are_not_sampled_away() -> None:
    host = json.loads((ROOT / "host.json").read_text())
    kept = host["logging"]["applicationInsights"]["samplingSettings"]["excludedTypes"].split(";")
    assert "Trace" in kept


def test_neither_the_host_nor_the_worker_records_numbers() -> None:
    """Paths of requests hold them, and keys in the URLs of storage, which only OpenTelemetry in the worker would record
    (azure_functions_runtime, handle_event.py, worker_init_request)."""
    host = json.loads((ROOT / "host.json").read_text())
    options = host["logging"]["applicationInsights"]["httpAutoCollectionOptions"]
    assert options["enableHttpTriggerExtendedInfoCollection"] is False
    assert "telemetryMode" not in host
    settings = (ROOT / "infra/bicep/modules/function-app.bicep").read_text()
    assert "PYTHON_ENABLE_OPENTELEMETRY" not in settings
    assert "PYTHON_APPLICATIONINSIGHTS_ENABLE_TELEMETRY" not in settings


def _alerts() -> str:
    return (ROOT / "infra/bicep/modules/alerts.bicep").read_text()


def test_alerts_look_for_metrics_that_are_written() -> None:
    written = set(re.findall(r'_record\(\s*"(\w+)"', (ROOT / "shared/services/metrics.py").read_text()))
    sought = set(re.findall(r'metric \{\\"name\\":\\"(\w+)\\"|record\.name\) == "(\w+)"', _alerts()))
    assert {"".join(names) for names in sought} <= written


def test_errors_are_sought_where_http_functions_leave_them() -> None:
    """An HTTP function answers 500 and logs: the host records a trace of severity 3, and no exception."""
    errors = "union isfuzzy=true AppExceptions, (AppTraces | where SeverityLevel >= 3)"
    assert errors in _alerts()
    assert errors in (ROOT / "docs/operations.md").read_text()


def test_every_alert_says_what_to_do() -> None:
    operations = (ROOT / "docs/operations.md").read_text()
    of_logs, of_metrics = _alerts().split("resource storage")
    names = {f"muster-{name}" for name in re.findall(r"^    name: '([\w-]+)'", of_logs, re.MULTILINE)}
    names |= set(re.findall(r"^  name: '(muster-[\w-]+)'", of_metrics, re.MULTILINE))
    assert len(names) > 5
    listed = set(re.findall(r"^\| `(muster-[\w-]+)` \|", operations, re.MULTILINE))
    assert names == listed
