"""The documents: short where they promise to be, generated where they say so, and every link and path in them resolves."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from shared.settings import settings_page

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / ".github").rglob("*.md"),
    ]
)
README_LIMIT = 6000
"""Characters: what somebody reads who only wants to know whether this is for them."""

_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^ {4}.*$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"(?:functions|shared|local|portal|infra|benchmarks|tests|docs|samples|\.github|\.ci)/[\w./-]*\w")
_FOLDERS = (
    "functions",
    "shared",
    "local",
    "tests",
    "infra",
    "benchmarks",
    "docs",
    ".github",
    "portal/src",
    "portal/scripts",
    "portal/tests",
)
_FILE = re.compile(
    r"(?<![\w/.])(?:functions|shared|local|portal|infra|benchmarks|tests|docs|\.github)/[\w./-]+\.(?:py|md|bicep|json|ts|mjs|yml)\b"
)
_SOURCES = {".py", ".ts", ".tsx", ".mjs", ".md", ".json", ".bicep", ".yml", ".yaml"}
_CITATION = re.compile(r"(docs/[\w-]+\.md), ([A-Z]\w+)")
_ELSEWHERE = re.compile(r"\bDESIGN\b|/work/|shared/DESIGN")
_VARIABLE = re.compile(r"\b(?:HOST_PORT|AZURITE_[A-Z]+_PORT|LOCAL_[A-Z_]+)\b")


def document_id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def prose(path: Path) -> str:
    return _INDENTED.sub("", _FENCED.sub("", path.read_text(encoding="utf-8")))


def anchors(path: Path) -> set[str]:
    """What GitHub makes of the headings: lower case, punctuation out, blanks to hyphens."""
    titles = (re.sub(r"[`*]|\[|\]\([^)]*\)", "", title) for title in _HEADING.findall(prose(path)))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def sources() -> Iterator[Path]:
    """Everything that may cite a document, but these tests."""
    for folder in _FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in _SOURCES and path != Path(__file__):
                yield path
    yield from (ROOT / "function_app.py", ROOT / "portal/openapi.json", ROOT / "azure.yaml", *ROOT.glob("*.md"))


def relative_links(path: Path) -> Iterator[tuple[Path, str]]:
    """(file, anchor or "") of every link that leads to a file of the repository."""
    for target in _LINK.findall(prose(path)):
        if "://" not in target and not target.startswith("mailto:"):
            name, _, anchor = target.partition("#")
            yield (path.parent / name).resolve() if name else path, anchor


def test_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8")) < README_LIMIT


def test_there_are_links_to_check() -> None:
    assert sum(len(list(relative_links(path))) for path in DOCUMENTS) > 50


@pytest.mark.parametrize("path", DOCUMENTS, ids=document_id)
def test_relative_links_resolve(path: Path) -> None:
    for target, anchor in relative_links(path):
        assert target.is_relative_to(ROOT), f"{target} is outside the repository"
        assert target.exists(), f"there is no {target}"
        if anchor:
            assert anchor in anchors(target), f"{target} has no heading #{anchor}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=document_id)
def test_paths_in_documents_exist(path: Path) -> None:
    """A module that moved takes its name in the documents along."""
    text = prose(path)
    folders = [code for code in _CODE.findall(text) if _PATH.fullmatch(code)]
    for name in [*folders, *_FILE.findall(text)]:
        assert (ROOT / name).exists(), f"there is no {name}"


def test_every_document_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path not in reached and path.suffix == ".md":
            reached.add(path)
            waiting += [target for target, _ in relative_links(path)]
    assert set((ROOT / "docs").rglob("*.md")) <= reached


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))]
    assert len(numbers) >= 10
    assert numbers == list(range(1, len(numbers) + 1))


def test_citations_name_a_section_that_exists() -> None:
    """Code cites `docs/<page>.md, <section>`; nothing cites what is not in the repository."""
    cited = set()
    for path in sources():
        text = path.read_text(encoding="utf-8")
        assert not _ELSEWHERE.search(text), path
        cited |= {(path, page, section) for page, section in _CITATION.findall(text)}
    assert len(cited) > 10
    for path, page, section in cited:
        assert section.lower() in anchors(ROOT / page), f"{path} cites {page}, {section}"


HOW_TO = {
    "Add a column to the files": r"Column\.USER_TYPE",
    "Add a setting": "CONNECTOR_CALLS_PER_MINUTE",
    "Add a field to a group": "welcome_message|welcomeMessage",
    "Add a resource below a group": "ActionLink|action_links",
}
"""A section of CONTRIBUTING.md, and what all files that it must list have in common: those of an example."""


@pytest.mark.parametrize(("section", "example"), HOW_TO.items(), ids=HOW_TO)
def test_lists_of_files_are_complete(section: str, example: str) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition(f"### {section}\n")[2].partition("\n#")[0]
    app = [*(ROOT / "functions").rglob("*"), *(ROOT / "shared").rglob("*"), *(ROOT / "infra/bicep").rglob("*")]
    files = [*app, *ROOT.glob("*.json"), ROOT / "docs/configuration.md"]
    touched = {
        path.relative_to(ROOT).as_posix()
        for path in files
        if path.suffix in {".py", ".json", ".md", ".bicep", ".bicepparam"}
        and re.search(example, path.read_text(encoding="utf-8"))
    }
    assert touched
    assert touched <= {word for code in _CODE.findall(text) for word in code.split()}


def test_settings_page_is_what_the_table_makes() -> None:
    page = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    assert page == settings_page(), "Run: python -m shared.settings > docs/configuration.md"


def test_module_prints_the_settings_page() -> None:
    command = [sys.executable, "-X", "utf8", "-m", "shared.settings"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert printed.stdout.decode() == settings_page()


def test_variables_of_the_local_host_are_documented() -> None:
    read = {name for path in (ROOT / "local").rglob("*.py") for name in _VARIABLE.findall(path.read_text())}
    assert read == set(_VARIABLE.findall((ROOT / "docs/local-host.md").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", ["bug", "feature"])
def test_issue_forms_are_forms(name: str) -> None:
    """The fields that GitHub asks of a form: docs.github.com, Syntax for issue forms."""
    form = yaml.safe_load((ROOT / f".github/ISSUE_TEMPLATE/{name}.yml").read_text(encoding="utf-8"))
    assert form["name"]
    assert form["description"]
    inputs = [field for field in form["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in inputs} <= {"input", "textarea", "dropdown", "checkboxes"}
    assert len({field["id"] for field in inputs}) == len(inputs)
    assert all(field["attributes"]["label"] for field in inputs)


def test_development_container_has_what_setup_needs() -> None:
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    assert "python:3.11" in container["image"]
    assert container["features"]["ghcr.io/devcontainers/features/node:1"]["version"] == "20"
    assert container["postCreateCommand"] == "make setup"
