"""What a spreadsheet saved of a template and of an export goes in as the files did that it opened.

tests/data/libreoffice has what LibreOffice 7.4 made of them; tests/system/test_libreoffice.py asks the installed one.
"""

import pytest

from shared.domain.csv.columns import FileKind
from tests.spreadsheets import LATIN_NAMES, SAVES, STORED, Save, imported, sources


@pytest.mark.parametrize("save", SAVES, ids=lambda save: save.name)
@pytest.mark.parametrize("pair", ["template", "export"])
async def test_what_was_saved_comes_to_the_same(save: Save, pair: str) -> None:
    _, expected = await sources(save)
    users, parents = ((STORED / f"{pair}-{kind}.{save.name}.csv").read_bytes() for kind in FileKind)

    outcome, problems = await imported(users, parents, save.encoding)

    assert problems == []
    assert outcome == expected[pair]


async def test_hard_names_and_numbers_are_among_them() -> None:
    _, expected = await sources(SAVES[0])
    members = expected["export"].members
    assert members.keys() >= set(LATIN_NAMES) | {"1E9"}
    assert members["1E9"] == {}
    assert sum(map(len, members.values())) > 1_000
    assert ",9198" in (STORED / "export-user-group-mapping.comma-utf8.csv").read_text(), "The spreadsheet kept the +."
