"""The corrections of an upload: who corrected what, how requests are merged, and how they are stored.

They are cumulative. Each request makes a new document, whose id the upload names, so that one that was lost on the way
changes nothing.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from shared.domain.corrections.file_corrections import CorrectedCells, FileCorrections, Rule
from shared.domain.csv.columns import Column, FileKind
from shared.domain.documents import from_document, to_document, versioned
from shared.domain.times import rfc3339

MOST_ROWS = 50_000
"""Corrected rows of an upload: as many rejected rows are kept for an administrator to look at."""
MOST_RULES = 100
MOST_TEXT = 4_000_000
"""Characters in the corrected cells of an upload; the document is read and answered whole."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """The stored corrections of an upload: their id, "" without any, and how many rows and rules they have."""

    id: str = ""
    rows: int = 0
    rules: int = 0


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of a request: `cells` to write, or `skip`. With neither, what was corrected of the row is taken back."""

    kind: FileKind
    line: int
    cells: Mapping[Column, str] = field(default_factory=dict)
    skip: bool = False


@dataclass(frozen=True, slots=True)
class RowCorrection:
    """What is corrected of one row, by whom last and when. `cells` stay known while the row is skipped."""

    kind: FileKind
    line: int
    cells: Mapping[Column, str]
    skip: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RuleCorrection:
    """A rule for all entries with its code, by whom and when. `kinds` are the files that have not been replaced since."""

    rule: Rule
    by: str
    at: datetime
    kinds: frozenset[FileKind] = frozenset(FileKind)


@dataclass(frozen=True, slots=True)
class Request:
    """How many rows and which rules the latest request changed, for the log."""

    by: str = ""
    corrected: int = 0
    skipped: int = 0
    taken_back: int = 0
    rules: tuple[str, ...] = ()
    rules_taken_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Corrections:
    """All corrections of an upload. `versions` are the ETags of the files whose lines they mean, by kind."""

    rows: Mapping[tuple[FileKind, int], RowCorrection] = field(default_factory=dict)
    rules: Mapping[str, RuleCorrection] = field(default_factory=dict)
    versions: Mapping[FileKind, str] = field(default_factory=dict)
    latest: Request = Request()

    @property
    def characters(self) -> int:
        """How many characters the corrected cells have."""
        return sum(len(cell) for row in self.rows.values() for cell in row.cells.values())

    def in_force(self, versions: Mapping[FileKind, str]) -> "Corrections":
        """Without what was made for another version of a file: its lines mean other rows."""
        replaced = {kind for kind in self.versions if self.versions[kind] != versions.get(kind)}
        if not replaced:
            return replace(self, versions=versions)
        rows = {key: row for key, row in self.rows.items() if row.kind not in replaced}
        narrowed = (replace(each, kinds=each.kinds - replaced) for each in self.rules.values())
        return Corrections(rows, {each.rule.code: each for each in narrowed if each.kinds}, versions, self.latest)

    def of(self, kind: FileKind) -> FileCorrections:
        """What is laid over the rows of this file."""
        rows = {row.line: CorrectedCells(row.cells, row.skip) for row in self.rows.values() if row.kind is kind}
        return FileCorrections(rows, {code: each.rule for code, each in self.rules.items() if kind in each.kinds})

    def skipped_by(self) -> list[str]:
        """Who had rows or entries skipped."""
        rows = (row.by for row in self.rows.values() if row.skip)
        return sorted({*rows, *(each.by for each in self.rules.values() if each.rule.skip)})

    def merged(self, rows: Iterable[Correction], rules: Iterable[Rule], by: str, at: datetime) -> "Corrections":
        """With a request's rows and rules: by row and column, and by code. What says the same as before stays as it was.

        A rule that sets, accepts and skips nothing is taken back.
        """
        merged_rows, merged_rules = dict(self.rows), dict(self.rules)
        counts = {"corrected": 0, "skipped": 0, "taken_back": 0}
        for each in rows:
            done = _merge_row(merged_rows, each, by, at)
            if done:
                counts[done] += 1
        changed = [rule for rule in rules if _merge_rule(merged_rules, rule, by, at)]
        latest = Request(
            by,
            **counts,
            rules=tuple(rule.code for rule in changed if rule.code in merged_rules),
            rules_taken_back=tuple(rule.code for rule in changed if rule.code not in merged_rules),
        )
        return Corrections(merged_rows, merged_rules, self.versions, latest)

    def says_the_same(self, other: "Corrections") -> bool:
        """Whether both correct the same rows in the same way, by the same rules."""
        return (self.rows, self.rules) == (other.rows, other.rules)


def _merge_row(rows: dict[tuple[FileKind, int], RowCorrection], wanted: Correction, by: str, at: datetime) -> str:
    """Returns what was done, as the count of Request that it belongs to; "" for nothing."""
    key = (wanted.kind, wanted.line)
    known = rows.get(key)
    if not wanted.cells and not wanted.skip:
        return "taken_back" if rows.pop(key, None) else ""
    cells = {**(known.cells if known else {}), **wanted.cells}
    if known and (known.cells, known.skip) == (cells, wanted.skip):
        return ""
    rows[key] = RowCorrection(wanted.kind, wanted.line, cells, wanted.skip, by, at)
    return "skipped" if wanted.skip else "corrected"


def _merge_rule(rules: dict[str, RuleCorrection], rule: Rule, by: str, at: datetime) -> bool:
    """Returns whether that changed anything."""
    known = rules.get(rule.code)
    if not (rule.sets or rule.accept or rule.skip):
        return rules.pop(rule.code, None) is not None
    if known and known.rule == rule and known.kinds == frozenset(FileKind):
        return False
    rules[rule.code] = RuleCorrection(rule, by, at)
    return True


def encode_corrections(corrections: Corrections) -> bytes:
    """The stored document."""
    document = {
        "versions": corrections.versions,
        "rows": [_row_document(row) for row in corrections.rows.values()],
        "rules": [_rule_document(each) for each in corrections.rules.values()],
        "latest": to_document(corrections.latest),
    }
    return json.dumps(versioned(document), ensure_ascii=False, separators=(",", ":")).encode()


def decode_corrections(content: bytes) -> Corrections:
    """What encode_corrections wrote."""
    document = json.loads(content)
    rows = [_row_of(row) for row in document["rows"]]
    rules = [_rule_of(rule) for rule in document["rules"]]
    latest = from_document(Request, document["latest"])
    latest = replace(latest, rules=tuple(latest.rules), rules_taken_back=tuple(latest.rules_taken_back))
    return Corrections(
        {(row.kind, row.line): row for row in rows},
        {each.rule.code: each for each in rules},
        {FileKind(kind): etag for kind, etag in document["versions"].items()},
        latest,
    )


def _row_document(row: RowCorrection) -> dict[str, Any]:
    at = rfc3339(row.at)
    return {"kind": row.kind, "line": row.line, "cells": row.cells, "skip": row.skip, "by": row.by, "at": at}


def _row_of(document: Mapping[str, Any]) -> RowCorrection:
    return RowCorrection(
        FileKind(document["kind"]),
        document["line"],
        _cells_of(document["cells"]),
        document["skip"],
        document["by"],
        datetime.fromisoformat(document["at"]),
    )


def _rule_document(each: RuleCorrection) -> dict[str, Any]:
    rule, at = each.rule, rfc3339(each.at)
    stored = {"code": rule.code, "sets": rule.sets, "accept": rule.accept, "skip": rule.skip}
    return {**stored, "by": each.by, "at": at, "kinds": sorted(each.kinds)}


def _rule_of(document: Mapping[str, Any]) -> RuleCorrection:
    rule = Rule(document["code"], _cells_of(document["sets"]), document["accept"], document["skip"])
    kinds = frozenset(FileKind(kind) for kind in document["kinds"])
    return RuleCorrection(rule, document["by"], datetime.fromisoformat(document["at"]), kinds)


def _cells_of(document: Mapping[str, str]) -> dict[Column, str]:
    return {Column(title): cell for title, cell in document.items()}
