"""Reads a user group mapping with corrections laid over it, as validation does."""

from collections.abc import Mapping
from io import BytesIO

from shared.domain.codes import Problem
from shared.domain.corrections.corrected_file import laid_over
from shared.domain.corrections.file_corrections import CorrectedCells, FileCorrections, Rule
from shared.domain.corrections.user_rules import UserRules
from shared.domain.csv.columns import Column
from shared.domain.csv.reader import open_csv
from shared.domain.csv.user_rows import Row, read_user_rows

HEADER = "Group Name,Phone Number,User Type\n"
WITH_REGION = "Group Name,Phone Number,User Type,Region\n"


def cells(**given: str) -> CorrectedCells:
    """Corrected cells: group, phone, role and region."""
    columns = {
        "group": Column.GROUP_NAME,
        "phone": Column.PHONE_NUMBER,
        "role": Column.USER_TYPE,
        "region": Column.REGION,
    }
    return CorrectedCells({columns[name]: cell for name, cell in given.items()})


def skip(code: str) -> Rule:
    """The rule that leaves out the entries with this code."""
    return Rule(code, skip=True)


def accept(code: str) -> Rule:
    """The rule that accepts the suggestions of the entries with this code."""
    return Rule(code, accept=True)


def set_region(code: str, region: str) -> Rule:
    """The rule that reads the entries with this code in a region."""
    return Rule(code, {Column.REGION: region})


def read(
    content: str | bytes, rows: Mapping[int, CorrectedCells] | None = None, *rules: Rule, region: str | None = None
) -> list[Row]:
    """The rows of a file given with its header."""
    corrections = FileCorrections(rows or {}, {rule.code: rule for rule in rules})
    opened = open_csv(BytesIO(content.encode() if isinstance(content, str) else content), "users.csv")
    laid = laid_over(opened, corrections)
    return [*read_user_rows(laid, job_region=region, by_rules=UserRules(corrections.rules))]


def read_one(
    content: str, rows: Mapping[int, CorrectedCells] | None = None, *rules: Rule, region: str | None = None
) -> Row:
    """The only row of a file."""
    (row,) = [row for row in read(content, rows, *rules, region=region) if not isinstance(row, Problem)]
    return row
