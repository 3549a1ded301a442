"""LibreOffice opens a template and an export and saves them; what it saves goes in as the files did that it opened."""

import os

import pytest

from shared.domain.csv.columns import FileKind
from tests.spreadsheets import BOOK_SAVES, SAVES, Save, book_sources, imported, save_all, save_books, soffice, sources

NO_LIBREOFFICE = "The tests of spreadsheets did not run: there is no LibreOffice. Install libreoffice-calc."


@pytest.fixture(scope="module")
def program() -> str:
    """LibreOffice; without it the tests are skipped, and with CI=true they fail."""
    found = soffice()
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_LIBREOFFICE)
        pytest.skip(NO_LIBREOFFICE)
    return found


@pytest.mark.parametrize("save", SAVES, ids=lambda save: save.name)
async def test_template_and_export_come_back(program: str, save: Save) -> None:
    files, expected = await sources(save)

    saved = save_all(program, files, save)

    assert all(saved[name] != files[name] for name in files), "LibreOffice saved the very bytes that it opened."
    for pair in ("template", "export"):
        users, parents = (saved[f"{pair}-{kind}"] for kind in FileKind)
        outcome, problems = await imported(users, parents, save.encoding)
        assert problems == []
        assert outcome == expected[pair]


@pytest.mark.parametrize("save", BOOK_SAVES)
async def test_workbooks_come_back(program: str, save: str) -> None:
    files, expected = await book_sources()

    saved = save_books(program, files, save)

    assert all(saved[name] != files[name] for name in files), "LibreOffice saved the very bytes that it opened."
    for pair in ("template", "export"):
        users, parents = (saved[f"{pair}-{kind}"] for kind in FileKind)
        outcome, problems = await imported(users, parents)
        assert problems == []
        assert outcome == expected[pair]
