"""The two kinds of file, their columns, and the position of each column in a file's header."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from shared.domain.codes import Rejection
from shared.domain.csv.synonyms import Column, column_of
from shared.domain.redaction import excerpt

__all__ = ["COLUMNS", "OPTIONAL", "Column", "FileKind", "Header", "recognise_header", "width_of"]


class FileKind(StrEnum):
    """The two files of an upload; the values are the names of templates and exports."""

    USER = "user-group-mapping"
    PARENT = "parent-group-mapping"

    @property
    def words(self) -> str:
        """The kind in a sentence, such as "user group mapping"."""
        return self.replace("-", " ")


COLUMNS: Mapping[FileKind, tuple[Column, ...]] = {
    FileKind.USER: (Column.GROUP_NAME, Column.PHONE_NUMBER, Column.USER_TYPE, Column.REGION),
    FileKind.PARENT: (Column.PARENT_GROUP_NAME, Column.CHILD_GROUP_NAME),
}
OPTIONAL = frozenset({Column.REGION})


@dataclass(frozen=True, slots=True)
class Header:
    """A recognised header. Cells from index `width` on have no title; `ignored` has the unknown titles, and `passed` the
    indices of the columns that a person decided to ignore. Without `has_titles` the row is the first of the rows."""

    kind: FileKind
    positions: Mapping[Column, int]
    width: int
    ignored: tuple[str, ...]
    passed: frozenset[int] = frozenset()
    has_titles: bool = True


def recognise_header(cells: Sequence[str], optional: AbstractSet[Column] = OPTIONAL) -> Header | Rejection:
    """The header in a row of cells. Columns may stand in any order and among unknown ones, and `optional` ones be missing.

    Rejections, each with a sentence as cause: header_unrecognised, header_ambiguous.
    """
    found: dict[Column, list[int]] = {}
    ignored: list[str] = []
    for index, cell in enumerate(cells):
        if (column := column_of(cell)) is not None:
            found.setdefault(column, []).append(index)
        elif cell.strip():
            ignored.append(cell.strip())
    kinds = [kind for kind, columns in COLUMNS.items() if found.keys() >= set(columns) - optional]
    if not kinds:
        return Rejection("header_unrecognised", _unrecognised(cells, found.keys(), optional))
    if len(kinds) > 1:
        return Rejection("header_ambiguous", "The header has the columns of both kinds of file.")
    kind = kinds[0]
    for column in COLUMNS[kind]:
        if len(found.get(column, ())) > 1:
            titles = " and ".join(excerpt(cells[index].strip()) for index in found[column])
            return Rejection("header_ambiguous", f"The titles {titles} all mean the column {column}.")
    positions = {column: found[column][0] for column in COLUMNS[kind] if column in found}
    return Header(kind, positions, width_of(cells), tuple(ignored) + _of_other_kind(found, kind))


def titles_for_import(header: Header, titles: Sequence[str]) -> list[str]:
    """The titles of rows that are given back to be corrected: an import knows them by itself as what they were read as.

    These are the file's own titles, unless somebody chose what they mean, or the file has none.
    """
    columns = {index: column for column, index in header.positions.items()}
    found = [*titles, *[""] * (max((-1, *columns)) + 1 - len(titles))]
    for index, title in enumerate(found):
        known = column_of(title)
        if index in columns:
            found[index] = title if known is columns[index] else columns[index]
        elif known in COLUMNS[header.kind]:
            found[index] = f"{title} (ignored)"
    missing = set(COLUMNS[header.kind]) - OPTIONAL - header.positions.keys()
    return [*found, *(column for column in COLUMNS[header.kind] if column in missing)]


def width_of(cells: Sequence[str]) -> int:
    """The number of columns up to the last that has a title."""
    return max((index for index, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def _of_other_kind(found: Mapping[Column, list[int]], kind: FileKind) -> tuple[str, ...]:
    return tuple(str(column) for column in found if column not in COLUMNS[kind])


def _unrecognised(cells: Sequence[str], found: AbstractSet[Column], optional: AbstractSet[Column]) -> str:
    """The found and the expected columns, for the kind of file that the header resembles most."""
    kind = FileKind.PARENT if found & set(COLUMNS[FileKind.PARENT]) else FileKind.USER
    missing = [column for column in COLUMNS[kind] if column not in found and column not in optional]
    if found:
        return f"The header has no column {' and no column '.join(missing)}; it reads {_found(cells)}."
    expected = " or ".join(",".join(c for c in columns if c not in optional) for columns in COLUMNS.values())
    return f"The first row should be the header {expected}, and reads {_found(cells)}."


def _found(cells: Sequence[str]) -> str:
    return excerpt(",".join(cells))
