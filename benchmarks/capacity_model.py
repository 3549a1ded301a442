"""Arithmetic of benchmarks/capacity.py: from measured costs a row, limits and prices to time and money."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from benchmarks.dataset import MOST_ROWS
from shared.domain.members.membership import Membership, Role
from shared.storage.members.membership_rows import membership_properties

_CHUNK_ROWS = 10_000
_DAYS = 30
_LOG_BYTES_A_CHUNK = 4_000
_SWEEPS_A_MONTH = 60 * 24 * _DAYS


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one row: CPU in milliseconds on the machine that measured, and storage transactions."""

    cpu_ms: float
    transactions: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Costs a row of the four things that happen to rows, and where they come from."""

    validate: Cost
    apply: Cost
    repeat: Cost
    export: Cost
    source: str


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The numbers of capacity_assumptions.json, by name."""

    values: Mapping[str, float]

    def __getitem__(self, name: str) -> float:
        return self.values[name]


@dataclass(frozen=True, slots=True)
class Import:
    """The first import of so many rows. `instances` are those that bring the account to its limit."""

    files: int
    transactions: float
    entities: float
    instances: int
    validate_seconds: float
    apply_seconds: float
    seconds: float
    gigabyte_seconds: float
    most_gigabyte_seconds: float
    money: float
    most_money: float


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the whole organisation imported and exported every day; money by what it is for."""

    gigabytes: float
    compute: float
    transactions: float
    storage: float
    events: float
    logs: float

    @property
    def money(self) -> float:
        """All of it, in USD."""
        return self.compute + self.transactions + self.storage + self.events + self.logs


class Model:
    """Arithmetic from rows to time and money; seconds and USD throughout."""

    def __init__(self, measured: Measured, assumptions: Assumptions) -> None:
        self._measured = measured
        self._given = assumptions

    def rows_a_second(self, cost: Cost) -> float:
        """What one instance does, when its CPU is what holds it back."""
        return 1000 / (cost.cpu_ms * self._given["coreSlowerThanMeasured"]) * self._given["coresOfAnInstance"]

    @property
    def account_rows_a_second(self) -> float:
        """Rows whose memberships and index rows one account takes."""
        return self._given["accountEntitiesASecond"] / 2

    def first_import(self, rows: int) -> Import:
        """Everything is new. Files are validated side by side, chunks applied side by side."""
        measured, given = self._measured, self._given
        files = math.ceil(rows / MOST_ROWS)
        apply_rate = self.rows_a_second(measured.apply)
        chunks = math.ceil(rows / _CHUNK_ROWS)
        needed = min(math.ceil(self.account_rows_a_second / apply_rate), chunks)
        most = min(int(given["mostInstances"]), chunks)
        apply = rows / min(self.account_rows_a_second, needed * apply_rate)
        validate_rate = self.rows_a_second(measured.validate)
        at_once = min(files, most)
        validate = rows / files / validate_rate * math.ceil(files / at_once)
        # Applying begins when the first files are validated, and goes on while others are.
        seconds = (
            given["secondsToStart"]
            + min(rows, MOST_ROWS) / validate_rate
            + max(apply, validate - min(rows, MOST_ROWS) / validate_rate)
        )
        busy = rows / validate_rate * given["instanceGigabytes"]
        least = busy + needed * apply * given["instanceGigabytes"]
        utmost = busy + most * apply * given["instanceGigabytes"]
        transactions = rows * (measured.validate.transactions + measured.apply.transactions)
        rest = transactions / 10_000 * given["tenThousandTransactions"]
        return Import(
            files,
            transactions,
            2 * rows,
            needed,
            validate,
            apply,
            seconds,
            least,
            utmost,
            least * given["gigabyteSecond"] + rest,
            utmost * given["gigabyteSecond"] + rest,
        )

    def month(self, rows: int) -> Month:
        """Every day the whole file again, of which a part has changed, and the export."""
        measured, given = self._measured, self._given
        changed = given["changedADay"]
        daily_cpu = sum(
            rows * share / self.rows_a_second(cost)
            for cost, share in (
                (measured.validate, 1.0),
                (measured.repeat, 1.0),
                (measured.apply, changed),
                (measured.export, 1.0),
            )
        )
        daily_transactions = rows * (
            measured.validate.transactions
            + measured.repeat.transactions
            + measured.apply.transactions * changed
            + measured.export.transactions
        )
        chunks = math.ceil(rows / _CHUNK_ROWS)
        # The sweeper: a second is the least that is billed
        # (https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#billing).
        billed = (daily_cpu * _DAYS + _SWEEPS_A_MONTH) * given["instanceGigabytes"]
        executions = (chunks + 10) * _DAYS + _SWEEPS_A_MONTH
        gigabytes = rows * bytes_of_membership() / 1e9
        return Month(
            gigabytes,
            billed * given["gigabyteSecond"] + executions / 1e6 * given["millionExecutions"],
            daily_transactions * _DAYS / 10_000 * given["tenThousandTransactions"],
            gigabytes * given["gigabyteMonth"],
            # An event is one operation when published and one when delivered.
            2 * (chunks + 10) * _DAYS / 1e6 * given["millionEvents"],
            (chunks * _LOG_BYTES_A_CHUNK * _DAYS + _SWEEPS_A_MONTH * 1_000) / 1e9 * given["gigabyteOfLogs"],
        )

    def groups_seconds(self, rows: int) -> float:
        """How long the one partition of names takes to hold the new groups, two entities each."""
        return rows / self._given["rowsAGroup"] * 2 / self._given["partitionEntitiesASecond"]


def bytes_of_membership() -> int:
    """Memberships and index rows by the rule of the service, 4 bytes, keys in UTF-16, and 8 bytes, name, value a property
    (https://learn.microsoft.com/archive/blogs/avkashchauhan/how-the-size-of-an-entity-is-caclulated-in-windows-azure-table-storage).
    """
    job = "2fe3a7f8-6d52-4b8b-9d3e-6f1f5f0f7c11"
    row = Membership(job, "+919812345678", Role.MEMBER, datetime(2026, 1, 1, tzinfo=UTC), "upload:" + job, job)
    own = _entity_bytes(row.group_id, row.phone_number, membership_properties(row))
    return own + _entity_bytes("3f", f"{row.phone_number}!{row.group_id}", {"role": str(row.role)})


def _entity_bytes(partition_key: str, row_key: str, properties: Mapping[str, Any]) -> int:
    size = 4 + 2 * (len(partition_key) + len(row_key)) + 8  # the last for the timestamp
    for name, value in properties.items():
        size += 8 + 2 * len(name) + (2 * len(value) + 4 if isinstance(value, str) else 8)
    return size
