"""The name of a blob says its step, and names of other blobs say none."""

import pytest

from shared.services.steps import (
    Step,
    StepKind,
    chunk_blob_name,
    deliver_blob_name,
    export_blob_name,
    parse_step,
    undo_blob_name,
    validate_blob_name,
)

JOB = "fe635239-6565-8fff-bfff-ff287211cc53"


@pytest.mark.parametrize(
    ("name", "step"),
    [
        (chunk_blob_name(JOB, 7), Step(StepKind.APPLY, JOB, 7)),
        (undo_blob_name(JOB, 12345), Step(StepKind.UNDO, JOB, 12345)),
        (validate_blob_name(JOB), Step(StepKind.VALIDATE, JOB)),
        (export_blob_name(JOB), Step(StepKind.EXPORT, JOB)),
        (deliver_blob_name(JOB), Step(StepKind.DELIVER, JOB)),
    ],
)
def test_a_name_says_the_step_that_it_was_made_for(name: str, step: Step) -> None:
    assert parse_step(name) == step


@pytest.mark.parametrize(
    "name",
    ["", JOB, f"{JOB}/chunk-7.csv", f"{JOB}/chunk-00007.csv.bak", f"{JOB}/other", "job/validate", f"x/{JOB}/validate"],
)
def test_other_names_say_none(name: str) -> None:
    assert parse_step(name) is None
