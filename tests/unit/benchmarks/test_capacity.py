"""The arithmetic of the capacity model, on round numbers, and that every assumption says where it comes from."""

import json

import pytest

from benchmarks.capacity import HERE, read_assumptions, read_measured, tables, write_into
from benchmarks.capacity_model import Cost, Measured, Model, bytes_of_membership

_ROUND = Measured(Cost(0.1, 0.01), Cost(0.25, 0.03), Cost(0.05, 0.01), Cost(0.05, 0.01), "made up")


@pytest.fixture
def model() -> Model:
    return Model(_ROUND, read_assumptions())


def test_rows_a_second(model: Model) -> None:
    # Twice 0.25 ms on one core.
    assert model.rows_a_second(_ROUND.apply) == 2_000


def test_a_million_is_held_back_by_the_account(model: Model) -> None:
    planned = model.first_import(1_000_000)
    assert planned.instances == 5
    assert planned.apply_seconds == pytest.approx(100)  # two million entities at 20,000 a second
    assert planned.validate_seconds == pytest.approx(200)
    assert planned.seconds == pytest.approx(310)
    assert planned.transactions == pytest.approx(40_000)
    assert planned.gigabyte_seconds == pytest.approx(2 * 200 + 2 * 5 * 100)


def test_few_rows_are_held_back_by_their_one_chunk(model: Model) -> None:
    planned = model.first_import(10_000)
    assert planned.instances == 1
    assert planned.apply_seconds == pytest.approx(5)
    assert planned.money == planned.most_money


def test_a_hundred_million_take_a_hundred_files(model: Model) -> None:
    planned = model.first_import(100_000_000)
    assert planned.files == 100
    assert planned.apply_seconds == pytest.approx(10_000)
    assert planned.most_money > planned.money


def test_a_month_costs_what_its_parts_cost(model: Model) -> None:
    month = model.month(1_000_000)
    assert month.gigabytes == pytest.approx(bytes_of_membership() / 1000)
    assert month.money == pytest.approx(month.compute + month.transactions + month.storage + month.events + month.logs)


def test_every_assumption_has_a_source_or_a_reason() -> None:
    document = json.loads((HERE / "capacity_assumptions.json").read_text())
    for section in ("limits", "guesses", "prices"):
        for name, entry in document[section].items():
            assert entry.get("source") or entry.get("why"), name


def test_the_document_keeps_its_own_words() -> None:
    lines = "\n".join(tables(_ROUND, read_assumptions()))
    document = "before\n<!-- capacity: begin -->\nold\n<!-- capacity: end -->\nafter\n"
    written = write_into(document, lines)
    assert written.startswith("before\n")
    assert written.endswith("<!-- capacity: end -->\nafter\n")
    assert "old" not in written
    with pytest.raises(ValueError, match="markers"):
        write_into("nothing", lines)


def test_measured_costs_are_read() -> None:
    if not list((HERE / "results").glob("import-*.json")):
        with pytest.raises(FileNotFoundError, match="make bench"):
            read_measured()
        return
    assert read_measured().apply.cpu_ms > 0
