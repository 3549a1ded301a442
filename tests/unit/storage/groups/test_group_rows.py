"""One table maps a group to its columns and back; a field that somebody adds to Group and forgets there fails here."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime

from shared.domain.groups.group import Group, GroupType
from shared.storage.groups.group_rows import COLUMNS, KEY_FIELDS, group_columns, group_of
from shared.storage.tables.encoding import Value
from shared.storage.tables.reader import ETAG, Row

AT = datetime(2026, 3, 2, 9, 30, 15, 250_000, UTC)
GROUP = Group(
    id="6f1c",
    name="Dépôt",
    normalised="dépôt",
    type=GroupType.PRIVATE,
    created_at=AT,
    created_by="asha",
    updated_at=AT.replace(hour=10),
    welcome_message="Welcome",
    region="IN",
    deleted_at=AT.replace(hour=11),
    mapped_at=AT.replace(hour=12),
    job_id="job",
    former_names=("dépôt 1", "depot"),
    etag='W/"1"',
)


def as_queried(group: Group, columns: Mapping[str, Value]) -> Row:
    """The row as a lean query returns it: times are text, and what is None is not there."""
    values = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in columns.items()}
    return {"RowKey": f"id!{group.id}", ETAG: group.etag, **{k: v for k, v in values.items() if v is not None}}


def test_every_field_of_a_group_has_one_column() -> None:
    mapped = [column.field for column in COLUMNS]
    assert sorted([*mapped, *KEY_FIELDS]) == sorted(field.name for field in fields(Group))
    assert len({column.name for column in COLUMNS}) == len(COLUMNS)


def test_a_group_comes_back_with_every_field() -> None:
    for field in fields(Group):
        assert getattr(GROUP, field.name) != field.default, f"give {field.name} a value here"
    assert group_of(as_queried(GROUP, group_columns(GROUP))) == GROUP


def test_what_an_older_version_did_not_write_has_its_default() -> None:
    columns = group_columns(GROUP)
    for name in ("welcomeMessage", "region", "deletedAt", "mappedAt", "jobId", "formerNames"):
        del columns[name]
    bare = replace(GROUP, welcome_message="", region="", deleted_at=None, mapped_at=None, job_id="", former_names=())
    assert group_of(as_queried(GROUP, columns)) == bare


def test_a_column_that_this_version_does_not_know_is_passed_over() -> None:
    assert group_of({**as_queried(GROUP, group_columns(GROUP)), "colour": "red"}) == GROUP
