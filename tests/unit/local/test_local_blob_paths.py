"""Blob trigger paths match as WebJobs' BindingTemplate does."""

import pytest

from local.blob_paths import BlobPathError, parse_blob_path


@pytest.mark.parametrize(
    ("pattern", "path", "values"),
    [
        ("uploads/{name}", "uploads/a.csv", {"name": "a.csv"}),
        ("uploads/{name}", "uploads/a/b/c.csv", {"name": "a/b/c.csv"}),
        ("uploads/{name}", "Uploads/a.csv", None),  # the container does, the rest of the path does not match
        ("uploads/{name}", "downloads/a.csv", None),
        ("uploads/{name}.csv", "uploads/a.csv", {"name": "a"}),
        ("uploads/{name}.csv", "uploads/a.txt", None),
        ("uploads/{name}.csv", "uploads/a.csv.txt", None),
        ("uploads/{name}.csv", "uploads/axcsv", None),
        ("uploads/{name}.csv", "uploads/.csv", {"name": ""}),
        ("imports/{job}/{rest}", "imports/j/c", {"job": "j", "rest": "c"}),
        ("imports/{job}/{rest}", "imports/j/c/d", {"job": "j/c", "rest": "d"}),  # greedy from the left
        ("imports/{job}/{rest}", "imports/j", None),
        ("imports/{job}/chunks/{n}", "imports/j/chunks/1", {"job": "j", "n": "1"}),
        ("logs/{{x}}/{name}", "logs/{x}/a", {"name": "a"}),
        ("logs/a+b/{name}", "logs/a+b/c", {"name": "c"}),
        ("logs/fixed.txt", "logs/fixed.txt", {}),
        ("logs/fixed.txt", "logs/fixed.txt2", None),
        ("logs", "logs/anything/at/all", {}),
        ("logs/{name}", "logs/ünï côdé 日本.csv", {"name": "ünï côdé 日本.csv"}),
    ],
)
def test_match(pattern: str, path: str, values: dict[str, str] | None) -> None:
    container, _, blob = path.partition("/")
    assert parse_blob_path(pattern).match(container, blob) == values


@pytest.mark.parametrize("pattern", ["", "/x", "{c}/x", "a/{", "a/}", "a/{}", "a/{b c}", "a/{1}", "a/{b}}"])
def test_rejected(pattern: str) -> None:
    with pytest.raises(BlobPathError):
        parse_blob_path(pattern)
