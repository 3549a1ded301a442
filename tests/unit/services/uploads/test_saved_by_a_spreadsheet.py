"""What a spreadsheet saved of a template and of an export goes in as the files did that it opened.

tests/data/libreoffice has what LibreOffice 7.4 made of them; tests/system/test_libreoffice.py asks the installed one.
"""

import pytest

from shared.domain.csv.columns import FileKind
from tests.fakes.world import FakeWorld
from tests.mappings import log_of
from tests.spreadsheets import (
    BOOK_SAVES,
    LATIN_NAMES,
    OTHER_NAMES,
    SAVES,
    STORED,
    Outcome,
    Save,
    book_sources,
    imported,
    sources,
)

Books = tuple[dict[str, bytes], dict[str, Outcome]]


@pytest.fixture(scope="module")
async def books() -> Books:
    """The workbooks that were opened, and what they must come to."""
    return await book_sources()


@pytest.mark.parametrize("save", SAVES, ids=lambda save: save.name)
@pytest.mark.parametrize("pair", ["template", "export"])
async def test_what_was_saved_comes_to_the_same(save: Save, pair: str) -> None:
    _, expected = await sources(save)
    users, parents = ((STORED / f"{pair}-{kind}.{save.name}.csv").read_bytes() for kind in FileKind)

    outcome, problems = await imported(users, parents, save.encoding)

    assert problems == []
    assert outcome == expected[pair]


@pytest.mark.parametrize("save", BOOK_SAVES)
@pytest.mark.parametrize("pair", ["template", "export"])
async def test_what_was_saved_of_a_workbook_comes_to_the_same(books: Books, save: str, pair: str) -> None:
    _, expected = books
    users, parents = ((STORED / f"{pair}-{kind}.book.{save}").read_bytes() for kind in FileKind)

    outcome, problems = await imported(users, parents)

    assert problems == []
    assert outcome == expected[pair]
    assert outcome.members.keys() >= {*LATIN_NAMES, *OTHER_NAMES}


async def test_hard_names_and_numbers_are_among_them() -> None:
    _, expected = await sources(SAVES[0])
    members = expected["export"].members
    assert members.keys() >= set(LATIN_NAMES) | {"1E9"}
    assert members["1E9"] == {}
    assert sum(map(len, members.values())) > 1_000
    assert ",9198" in (STORED / "export-user-group-mapping.comma-utf8.csv").read_text(), "The spreadsheet kept the +."


@pytest.mark.parametrize("pair", ["template", "export"])
@pytest.mark.parametrize("is_saved", [False, True])
async def test_nothing_of_a_workbook_is_warned_of(books: Books, pair: str, is_saved: bool) -> None:
    files, _ = books
    world = FakeWorld(default_region=None)
    for kind in FileKind:
        name = f"{pair}-{kind}"
        world.put(f"org/{kind}.xlsx", (STORED / f"{name}.book.xlsx").read_bytes() if is_saved else files[name])
    await world.run()

    job = await world.job("org")

    ended = {entry["code"]: entry for entry in await log_of(world, job)}
    assert not {"sheet_ignored", "column_ignored", "instruction_looks_like_row", "columns_ignored"} & ended.keys()
    assert [code for code, entry in ended.items() if entry["level"] == "error"] == []
    assert job.counts.rejected == 0
    assert job.counts.added > 0
