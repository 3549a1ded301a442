"""Applies rules to the rejected entries of a user group mapping.

A rule concerns the rejected number of a cell and leaves its other numbers alone. What it makes is read like any other, and
another rule may follow, each once an entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from shared.domain.codes import Rejection
from shared.domain.corrections.corrected_file import corrected_record
from shared.domain.corrections.file_corrections import Rule
from shared.domain.csv.columns import Column
from shared.domain.csv.opened_file import OpenedFile, Record
from shared.domain.csv.rows import cell_at, describe
from shared.domain.csv.user_rows import Entries, RejectedRow, SkippedRow, read_region, read_row
from shared.domain.phone import Number, read_number, split_cell

_SEPARATOR = "; "
"""Sure to separate numbers, also where commas group digits."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """One number of a cell: as it is now, and what it is read as; None for one that is skipped."""

    text: str
    result: Number | Rejection | None


class UserRules:
    """The rules of an upload, as read_user_rows takes them."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = rules

    def __call__(
        self, file: OpenedFile, record: Record, row: Entries | RejectedRow, region: str
    ) -> Entries | RejectedRow | SkippedRow | None:
        """What the rules make of a row of which entries are rejected."""
        used: set[str] = set()
        current: Entries | RejectedRow | None = row
        while isinstance(current, RejectedRow):
            rule = self._next(current.problem.code, used)
            if rule is None:
                return current
            if rule.skip:
                return SkippedRow(current.line, current.entries, current.normalised)
            problem = current.problem
            suggested = {Column(problem.column): problem.suggestion} if problem.suggestion and problem.column else {}
            cells = suggested if rule.accept else rule.sets
            if not cells:
                return current
            record = corrected_record(record, file.header, cells)
            current = read_row(file, record, region)
        if current is None or not any(problem.code in self._rules for problem in current.rejected):
            return current
        return self._numbers(file, record, current, region)

    def _next(self, code: str, used: set[str]) -> Rule | None:
        """The rule for this code, unless it was used for the entry before."""
        rule = self._rules.get(code)
        if rule is None or code in used:
            return None
        used.add(code)
        return rule

    def _numbers(self, file: OpenedFile, record: Record, row: Entries, default_region: str) -> Entries | SkippedRow:
        of_row = read_region(cell_at(record.cells, file.header, Column.REGION))
        region = of_row if isinstance(of_row, str) and of_row else default_region
        texts = split_cell(cell_at(record.cells, file.header, Column.PHONE_NUMBER))
        pieces = [self._piece(text, region) for text in texts]
        kept = [piece for piece in pieces if piece.result is not None]
        skipped = len(pieces) - len(kept)
        if not kept:
            return SkippedRow(row.line, skipped, row.rejected_group)
        rejected = [(each.text, each.result) for each in kept if isinstance(each.result, Rejection)]
        cells = record.cells
        if [piece.text for piece in kept] != texts:
            joined = _SEPARATOR.join(piece.text for piece in kept)
            cells = corrected_record(record, file.header, {Column.PHONE_NUMBER: joined}).cells
        return replace(
            row,
            numbers=[piece.result.e164 for piece in kept if isinstance(piece.result, Number)],
            rejected=[describe(file, row.line, Column.PHONE_NUMBER, result, text) for text, result in rejected],
            rejected_pieces=[text for text, _ in rejected],
            cells=cells,
            skipped=skipped,
        )

    def _piece(self, text: str, region: str) -> _Piece:
        """One number. Where a rule has made it valid, its text is the number, which no region can change any more."""
        used: set[str] = set()
        result = read_number(text, region or None)
        while isinstance(result, Rejection) and (rule := self._next(result.code, used)) is not None:
            if rule.skip:
                return _Piece(text, None)
            if rule.accept and not result.suggestion:
                break
            text = result.suggestion if rule.accept else text
            region = rule.sets.get(Column.REGION, region)
            result = read_number(text, region or None)
        return _Piece(result.e164 if used and isinstance(result, Number) else text, result)
