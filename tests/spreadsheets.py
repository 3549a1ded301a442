"""A template and an export, as CSV and as workbooks, that a spreadsheet has opened and saved: how LibreOffice is run, and
what must come back.

`python -m tests.spreadsheets` stores what the LibreOffice of this machine makes of them in tests/data/libreoffice, for
machines that have none.
"""

import asyncio
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import phonenumbers
from phonenumbers import PhoneNumberType

from shared.domain.csv.columns import FileKind
from shared.domain.csv.formula_escape import protect_name
from shared.domain.csv.templates import template_csv
from shared.domain.members.membership import Role
from shared.domain.uploads.job import JobState
from shared.domain.workbooks.write.kinds import layout_of
from shared.domain.workbooks.write.text import protect_in_workbook
from shared.domain.workbooks.write.workbook import WorkbookWriter
from shared.services.exports.export_groups import begin_export, run_export
from tests.fakes.world import FakeWorld

STORED = Path(__file__).parent / "data" / "libreoffice"
_SECONDS = 120
_FILTER = "Text - txt - csv (StarCalc)"
_UTF8, _WINDOWS_1252 = 76, 1  # LibreOffice Help, "Filter Options for CSV"

LATIN_NAMES = (
    *(
        "=SUM(A1)",
        "+plus",
        "-minus",
        "@at",
        "#general",
        "#1",
        "'quoted",
        "'=already",
        '"quoted" name',
        'Comma, "quoted"; semi',
    ),
    *(
        "007",
        "1E5",
        "1/2",
        "1-2",
        "0.10",
        "1,000",
        "12:30",
        "TRUE",
        "50%",
        "123456789012345678",
        "May 5",
        "2024",
        "(5)",
        "$5",
    ),
    *(
        "Équipe de nuit",
        "Slash / back \\ hash # ?",
        "O'Brien's team",
        "'90s Kids",
        "#muster",
        "100 % & more",
        "€ 5",
        "Tab | bar",
    ),
)
OTHER_NAMES = (
    "🚚 Fleet 🚛",
    "सेवा दल",
    "فريق ليلي",
    "קבוצת לילה",
    "夜班",
    "٠٠٧",
    "１２",
    "5 जनवरी",
    "می‌خواهم",
    "👩‍👩‍👧 Family",
)
_TYPES = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.TOLL_FREE, PhoneNumberType.UAN)
_INDIAN = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """What files come to: the roles of members by group, and the links by names."""

    members: Mapping[str, Mapping[str, Role]]
    links: Sequence[tuple[str, str]]


BOOK_SAVES = ("xlsx", "csv", "quoted.csv")
"""How a workbook is saved: as one, and as CSV in UTF-8, with and without every text in quotation marks."""


@dataclass(frozen=True, slots=True)
class Save:
    """How a file is opened and saved; `language` is the LCID in which values are recognised."""

    name: str
    delimiter: str
    character_set: int
    is_every_text_quoted: bool
    language: int

    @property
    def encoding(self) -> str:
        """As an upload tells it, which the template needs: its rows have too few letters beyond ASCII for a clear guess."""
        return "windows-1252" if self.character_set == _WINDOWS_1252 else ""


SAVES = (
    Save("comma-utf8", ",", _UTF8, is_every_text_quoted=False, language=1033),
    Save("semicolon-utf8-quoted", ";", _UTF8, is_every_text_quoted=True, language=1031),
    Save("comma-windows1252-quoted", ",", _WINDOWS_1252, is_every_text_quoted=True, language=1033),
    Save("semicolon-windows1252", ";", _WINDOWS_1252, is_every_text_quoted=False, language=1036),
)


def soffice() -> str | None:
    """The program of LibreOffice, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def save_all(program: str, contents: Mapping[str, bytes], save: Save) -> dict[str, bytes]:
    """Open files as a CSV in UTF-8, every column as it comes, and save each as CSV."""
    opened = f"--infilter={_FILTER}:44,34,{_UTF8},1,,{save.language},false,true"
    saved = f"{ord(save.delimiter)},34,{save.character_set},1,,0,{str(save.is_every_text_quoted).lower()},true,false"
    return _convert(program, contents, "csv", f"csv:{_FILTER}:{saved}", opened)


def save_books(program: str, contents: Mapping[str, bytes], save: str) -> dict[str, bytes]:
    """Open workbooks, and save each in one of BOOK_SAVES. A CSV has the sheet that is shown when a workbook is opened."""
    quoted = str(save.startswith("quoted")).lower()
    target = "xlsx" if save == "xlsx" else f"csv:{_FILTER}:44,34,{_UTF8},1,,0,{quoted},true,false"
    return _convert(program, contents, "xlsx", target)


def _convert(program: str, contents: Mapping[str, bytes], suffix: str, target: str, *options: str) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="libreoffice-") as name:
        folder = Path(name)
        paths = [folder / f"{each}.{suffix}" for each in contents]
        for path, content in zip(paths, contents.values(), strict=True):
            path.write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", *options, "--convert-to", target]
        subprocess.run(
            [*command, "--outdir", str(folder / "saved"), *map(str, paths)],
            check=True,
            capture_output=True,
            timeout=_SECONDS,
            env={**os.environ, "HOME": name},
        )
        saved = folder / "saved"
        return {each: (saved / f"{each}.{target.partition(':')[0]}").read_bytes() for each in contents}


def names_of(save: Save) -> tuple[str, ...]:
    """The names that the encoding of a save can hold."""
    return LATIN_NAMES if save.character_set == _WINDOWS_1252 else (*LATIN_NAMES, *OTHER_NAMES)


def template_filled_in(kind: FileKind, names: Sequence[str]) -> bytes:
    """The template with rows as a person types them, an apostrophe before what must stay text."""
    numbers = _numbers()
    sink = io.StringIO()
    for at, name in enumerate(names):
        cells = [protect_name(name), f"+9198100{at:05}, {numbers[at]}", "Admin" if at == 0 else "Member", "IN"]
        csv.writer(sink).writerow(cells if kind is FileKind.USER else ["Everybody", protect_name(name)])
    return template_csv(kind) + sink.getvalue().encode()


def template_book_filled_in(kind: FileKind, names: Sequence[str]) -> bytes:
    """The template as a workbook with rows as Excel stores what a person types into cells that are formatted as text."""
    numbers = _numbers()
    rows = [
        [name, f"+9198100{at:05}, {numbers[at]}", "Admin" if at == 0 else "Member", "IN"]
        if kind is FileKind.USER
        else ["Everybody", name]
        for at, name in enumerate(names)
    ]
    sink = io.BytesIO()
    writer = WorkbookWriter(sink, layout_of(kind))
    writer.add([protect_in_workbook(cell) for cell in row] for row in rows)
    writer.close()
    return sink.getvalue()


async def export_of(names: Sequence[str], suffix: str = "csv") -> tuple[dict[FileKind, bytes], Outcome]:
    """The files of an export of an organisation with these groups, and what it holds."""
    world = FakeWorld()
    numbers = _numbers()
    sink, links = io.StringIO(), io.StringIO()
    for at, name in enumerate(names):
        mine = [*numbers[at :: len(names)], f"+9198100{at:05}"]
        csv.writer(sink).writerows(
            [protect_name(name), number, "Admin" if number is mine[0] else "Member"] for number in mine
        )
        csv.writer(links).writerow([protect_name(names[at - 1]) if at % 3 else "Everybody", protect_name(name)])
    world.put("org/users.csv", "Group Name,Phone Number,User Type\n#muster:group,'1E9\n" + sink.getvalue())
    job = await world.drop("org/parents.csv", "Parent Group Name,Child Group Name\n" + links.getvalue())
    assert job.state is JobState.COMPLETED, world.fakes.log.logs[job.id].decode()
    export = await run_export(world.exports, await begin_export(world.exports, "test"))
    files = {kind: world.fakes.export_files.blobs[f"{export.folder}{kind}.{suffix}"] for kind in FileKind}
    return files, _outcome(world)


async def imported(users: bytes, parents: bytes, encoding: str = "") -> tuple[Outcome, list[str]]:
    """What files come to whose encoding is told if need be, and the lines of the log about rejected rows and files."""
    world = FakeWorld(default_region=None)
    world.put("org/users.csv", users, **({"encoding": encoding} if encoding else {}))
    job = await world.drop("org/parents.csv", parents)
    lines = map(json.loads, world.fakes.log.logs[job.id].decode().splitlines())
    return _outcome(world), [f"{line.get('row')}: {line['message']}" for line in lines if line["level"] == "error"]


def _outcome(world: FakeWorld) -> Outcome:
    groups = {group.id: group.name for group in world.fakes.groups.groups.where(lambda _: True)}
    links = world.fakes.hierarchy.links.values()
    return Outcome(
        {name: world.roles(name) for name in groups.values()},
        sorted((groups[link.parent_id], groups[link.child_id]) for link in links),
    )


def _numbers() -> list[str]:
    """Of every region and of several kinds, of no region, of 15 digits, and many of one country."""
    found = {"+80012345678", "+870773111632", "+4915123456789", "+468123422", "+841995377"}
    found |= {f"+9198{at * 7_654_321 % 10**8:08}" for at in range(_INDIAN)}
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in _TYPES:
            number = phonenumbers.example_number_for_type(region, kind)
            if number is not None:
                e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
                found |= {e164} if len(e164) <= 16 else set()
    return sorted(found)


async def sources(save: Save) -> tuple[dict[str, bytes], dict[str, Outcome]]:
    """The files that are opened, template and export of both kinds, and what each pair must come to."""
    names = names_of(save)
    export, exported = await export_of(names)
    template = {kind: template_filled_in(kind, names) for kind in FileKind}
    filled_in, problems = await imported(template[FileKind.USER], template[FileKind.PARENT])
    assert not problems
    files = {
        f"{pair}-{kind}": files[kind]
        for pair, files in (("template", template), ("export", export))
        for kind in FileKind
    }
    return files, {"template": filled_in, "export": exported}


async def book_sources() -> tuple[dict[str, bytes], dict[str, Outcome]]:
    """The same as workbooks."""
    names = (*LATIN_NAMES, *OTHER_NAMES)
    export, exported = await export_of(names, "xlsx")
    template = {kind: template_book_filled_in(kind, names) for kind in FileKind}
    filled_in, problems = await imported(template[FileKind.USER], template[FileKind.PARENT])
    assert not problems
    files = {
        f"{pair}-{kind}": files[kind]
        for pair, files in (("template", template), ("export", export))
        for kind in FileKind
    }
    return files, {"template": filled_in, "export": exported}


def main() -> None:
    """Store all results."""
    program = soffice()
    if program is None:
        sys.exit("LibreOffice is not installed.")
    STORED.mkdir(exist_ok=True)
    for save in SAVES:
        files, _ = asyncio.run(sources(save))
        for name, content in save_all(program, files, save).items():
            (STORED / f"{name}.{save.name}.csv").write_bytes(content)
    files, _ = asyncio.run(book_sources())
    for book_save in BOOK_SAVES:
        for name, content in save_books(program, files, book_save).items():
            (STORED / f"{name}.book.{book_save}").write_bytes(content)


if __name__ == "__main__":
    main()
