"""The bodies of requests and answers about rejected rows and their correction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from functions.http.models import Body, Out
from functions.http.paging import Page, PageQuery
from functions.http.parsing import FieldRuleError
from functions.models.upload_problems import SuggestionOut, suggestion_out
from shared.domain.code_types import Level, Rejection
from shared.domain.codes import CODES
from shared.domain.corrections.file_corrections import SETTABLE, Rule
from shared.domain.corrections.upload_corrections import MOST_RULES, Correction, Corrections
from shared.domain.csv.columns import COLUMNS, Column, FileKind
from shared.domain.csv.limits import MAX_CELL
from shared.domain.csv.lines import LINE_LIMIT
from shared.domain.csv.synonyms import column_of
from shared.domain.csv.user_rows import read_region, read_user_type
from shared.errors import FieldError, InvalidInput
from shared.services.uploads.view_rejected_rows import RejectedRows, StoredRejectedRow

MOST_ROWS_AT_ONCE = 10_000
LARGEST_CORRECTIONS = 4 << 20
"""Bytes of a request: MOST_ROWS_AT_ONCE rows with 400 bytes each."""

_LONGEST_TITLE = 200
_Title = Annotated[str, Field(max_length=_LONGEST_TITLE)]
_Cell = Annotated[str, Field(max_length=MAX_CELL)]
_Cells = Annotated[dict[_Title, _Cell], Field(max_length=len(Column))]


class NewCorrectedRowBody(Body):
    """One row of a file: the cells to write, by column, or that it is skipped. Columns that are not named stay as they
    are; no cells at all take back what was corrected of the row."""

    kind: FileKind = Field(description="The file that the row is of.")
    line: int = Field(ge=1, le=LINE_LIMIT, description="The line on which the row begins.")
    cells: _Cells | None = Field(None, description="New cells by column title; titles as in a header.")
    skip: bool = False

    @model_validator(mode="after")
    def _says_one_thing(self) -> "NewCorrectedRowBody":
        if (self.cells is None) is not self.skip:
            raise FieldRuleError("not_allowed", "Give either cells or skip.")
        return self


class NewCorrectionRuleBody(Body):
    """What happens to every entry that is rejected with this code: a column is set, its suggestion is accepted, or it is
    skipped. The code alone takes its rule back."""

    code: str = Field(max_length=100)
    sets: _Cells | None = Field(
        None, alias="set", description="Region or User Type, for the codes that are about them, with the value."
    )
    accept: Literal["suggestion"] | None = None
    skip: bool = False

    @model_validator(mode="after")
    def _says_one_thing(self) -> "NewCorrectionRuleBody":
        if (self.sets is not None) + (self.accept is not None) + self.skip > 1:
            raise FieldRuleError("not_allowed", "Give one of set, accept and skip.")
        return self


class NewCorrectionsBody(Body):
    """Corrections of rows and rules, which add to those before: of a row cell by cell, of a code as a whole."""

    rows: list[NewCorrectedRowBody] = Field(default_factory=list, max_length=MOST_ROWS_AT_ONCE)
    rules: list[NewCorrectionRuleBody] = Field(default_factory=list, max_length=MOST_RULES)


class RowCorrectionOut(Out):
    """What is corrected of one row, by whom last and when."""

    kind: FileKind
    line: int
    cells: dict[str, str]
    skip: bool
    by: str
    at: datetime


class CorrectionRuleOut(Out):
    """A rule, by whom and when."""

    code: str
    sets: dict[str, str] | None = Field(None, serialization_alias="set")
    accept: str | None = None
    skip: bool
    by: str
    at: datetime


class CorrectionsOut(Out):
    """All corrections of an upload."""

    rows: list[RowCorrectionOut]
    rules: list[CorrectionRuleOut]


class RejectedRowQuery(PageQuery):
    """Which rejected rows to list."""

    kind: FileKind | None = Field(None, description="Only those of this file.")
    code: str | None = Field(None, max_length=100, description="Only those that have a problem with this code.")


class RowProblemOut(Out):
    """Why the row, or one number of it, is rejected."""

    column: str
    code: str
    message: str = Field(description="What is wrong and what to do, with phone numbers masked.")
    value: str | None = Field(None, description="The rejected cell, or the rejected number of it; at most 500 characters.")
    suggestion: SuggestionOut | None = None


class RejectedRowOut(Out):
    """A row that is rejected, or of which some numbers are. `cells` are its cells as they are now, by column."""

    kind: FileKind
    sheet: str
    line: int
    cells: dict[str, str]
    problems: list[RowProblemOut]


class RejectedRowPage(Page[RejectedRowOut]):
    """Rejected rows in the order of the lines; those of the user group mapping come first. A page may end early."""

    left_out: int | None = Field(
        None, description="On the last page: how many more rejected rows are not in the list, which holds 50,000 of a file."
    )


def rows_of(body: NewCorrectionsBody) -> list[Correction]:
    """The rows of a request. Raises InvalidInput for columns that their file has not, and for a row that it names twice."""
    rows, errors = [], _Errors()
    seen: set[tuple[FileKind, int]] = set()
    for index, row in enumerate(body.rows):
        cells = errors.columns(f"rows[{index}].cells", row.cells or {}, COLUMNS[row.kind])
        if (row.kind, row.line) in seen:
            errors.add(f"rows[{index}].line", "duplicate", "Name each row once.")
        seen.add((row.kind, row.line))
        rows.append(Correction(row.kind, row.line, cells, row.skip))
    errors.check()
    return rows


def rules_of(body: NewCorrectionsBody) -> list[Rule]:
    """The rules of a request. Raises InvalidInput for codes of no rejected entry, and for what cannot be set."""
    rules, errors = [], _Errors()
    seen: set[str] = set()
    for index, rule in enumerate(body.rules):
        field, known = f"rules[{index}]", CODES.get(rule.code)
        if known is None or known.level is not Level.ROW:
            errors.add(f"{field}.code", "not_allowed", "No entry is rejected with this code.")
        if rule.code in seen:
            errors.add(f"{field}.code", "duplicate", "Name each code once.")
        seen.add(rule.code)
        column = SETTABLE.get(rule.code)
        sets = errors.columns(f"{field}.set", rule.sets or {}, (column,) if column else ())
        for each, value in sets.items():
            rejected = _CHECKS[each](value)
            if isinstance(rejected, Rejection) or not (value.strip() or rule.code in _MAY_BE_BLANK):
                code = _CODE_OF[each]
                errors.add(f"{field}.set.{each}", code, CODES[code].meaning)
        rules.append(Rule(rule.code, sets, rule.accept is not None, rule.skip))
    errors.check()
    return rules


_CHECKS: Mapping[Column, Callable[[str], object]] = {Column.REGION: read_region, Column.USER_TYPE: read_user_type}
_CODE_OF = {Column.REGION: "region_unknown", Column.USER_TYPE: "user_type_unknown"}
_MAY_BE_BLANK = frozenset({"region_unknown", "user_type_unknown"})


class _Errors:
    """The errors of one request; as many are answered as of other bodies."""

    _MOST = 100

    def __init__(self) -> None:
        self._errors: list[FieldError] = []

    def add(self, field: str, code: str, message: str) -> None:
        self._errors.append(FieldError(field, code, message))

    def columns(self, field: str, cells: Mapping[str, str], allowed: Sequence[Column]) -> dict[Column, str]:
        """The cells by column, for titles as in a header."""
        found: dict[Column, str] = {}
        for title, cell in cells.items():
            column = column_of(title)
            if column is None or column not in allowed:
                columns = ", ".join(allowed) or "none"
                self.add(f"{field}.{title}", "unknown_field", f"These columns can be written here: {columns}.")
            elif column in found:
                self.add(f"{field}.{title}", "duplicate", f"Another title means the column {column}, too.")
            else:
                found[column] = cell
        return found

    def check(self) -> None:
        """Raises InvalidInput for the errors that were found."""
        if self._errors:
            raise InvalidInput("The corrections are not valid; see errors.", self._errors[: self._MOST])


def corrections_out(corrections: Corrections) -> CorrectionsOut:
    """The answer for all corrections, rows by file and line."""
    rows = sorted(corrections.rows.values(), key=lambda row: (list(FileKind).index(row.kind), row.line))
    rules = (corrections.rules[code] for code in sorted(corrections.rules))
    return CorrectionsOut(
        rows=[
            RowCorrectionOut(
                kind=row.kind,
                line=row.line,
                cells={str(column): cell for column, cell in row.cells.items()},
                skip=row.skip,
                by=row.by,
                at=row.at,
            )
            for row in rows
        ],
        rules=[
            CorrectionRuleOut(
                code=each.rule.code,
                sets={str(column): cell for column, cell in each.rule.sets.items()} or None,
                accept="suggestion" if each.rule.accept else None,
                skip=each.rule.skip,
                by=each.by,
                at=each.at,
            )
            for each in rules
        ],
    )


def rejected_row_out(row: StoredRejectedRow) -> RejectedRowOut:
    """The answer for one rejected row."""
    problems = [
        RowProblemOut(
            column=problem.column,
            code=problem.code,
            message=problem.message,
            value=problem.value or None,
            suggestion=suggestion_out(problem),
        )
        for problem in row.problems
    ]
    return RejectedRowOut(kind=FileKind(row.kind), sheet=row.sheet, line=row.line, cells=dict(row.cells), problems=problems)


def rejected_row_page(found: RejectedRows, next_link: str | None) -> RejectedRowPage:
    """The answer for a page of rejected rows."""
    value = [rejected_row_out(row) for row in found.rows]
    return RejectedRowPage(value=value, next_link=next_link, left_out=found.left_out or None)
