"""Headers as people write them."""

import pytest

from shared.domain.codes import Rejection
from shared.domain.csv.columns import Column, FileKind, Header, recognise_header, titles_for_import

GROUP, PHONE, USER_TYPE, REGION = Column.GROUP_NAME, Column.PHONE_NUMBER, Column.USER_TYPE, Column.REGION
PARENT, CHILD = Column.PARENT_GROUP_NAME, Column.CHILD_GROUP_NAME


@pytest.mark.parametrize(
    ("cells", "kind", "columns"),
    [
        ("Group Name,Phone Number,User Type", FileKind.USER, [GROUP, PHONE, USER_TYPE]),
        ("Group Name,Phone Number,User Type,Region", FileKind.USER, [GROUP, PHONE, USER_TYPE, REGION]),
        ("group_names,PHONENUMBERS,user  types,REGIONS", FileKind.USER, [GROUP, PHONE, USER_TYPE, REGION]),
        ("Regions,UserType,Phones Numbers,Groups_Name", FileKind.USER, [REGION, USER_TYPE, PHONE, GROUP]),
        ("\ufeffGroup\u00a0Name ,Ｐｈｏｎｅ Number,User\u200b Type", FileKind.USER, [GROUP, PHONE, USER_TYPE]),
        ("Group\nName,Phone\r\nNumber,User\tType", FileKind.USER, [GROUP, PHONE, USER_TYPE]),
        ("Team,Mobile No.,Role", FileKind.USER, [GROUP, PHONE, USER_TYPE]),
        ("Gruppe,Handynummer,Rolle", FileKind.USER, [GROUP, PHONE, USER_TYPE]),
        ("Nom du groupe,Numéro de téléphone,Rôle", FileKind.USER, [GROUP, PHONE, USER_TYPE]),
        ("Grupo,Teléfono,Rol,Código de país", FileKind.USER, [GROUP, PHONE, USER_TYPE, REGION]),
        ("Nome do grupo,Telemóvel,Tipo de usuário", FileKind.USER, [GROUP, PHONE, USER_TYPE]),
        ("समूह का नाम,मोबाइल नंबर,भूमिका", FileKind.USER, [GROUP, PHONE, USER_TYPE]),
        ("Nama Grup,Nomor HP,Peran", FileKind.USER, [GROUP, PHONE, USER_TYPE]),
        ("اسم المجموعة,رقم الهاتف,الدور", FileKind.USER, [GROUP, PHONE, USER_TYPE]),
        ("Obergruppe,Untergruppe", FileKind.PARENT, [PARENT, CHILD]),
        ("Parent Group Name,Child Group Name", FileKind.PARENT, [PARENT, CHILD]),
        ("childgroupname,PARENT_GROUP_NAMES", FileKind.PARENT, [CHILD, PARENT]),
    ],
)
def test_header_is_recognised(cells: str, kind: FileKind, columns: list[Column]) -> None:
    header = recognise_header(cells.split(","))
    positions = {column: index for index, column in enumerate(columns)}
    assert header == Header(kind, positions, len(columns), ())


@pytest.mark.parametrize(
    ("cells", "ignored", "width"),
    [
        ("Line,Group Name,Code,Phone Number,User Type", ("Line", "Code"), 5),
        ("Group Name,Phone Number,User Type, Message ,,", ("Message",), 4),
        ("Group Name,,Phone Number,User Type", (), 4),
        ("Group Name,Phone Number,User Type,Parent Group Name", ("Parent Group Name",), 4),
        ("Parent Group Name,Child Group Name,Region,Region", ("Region",), 4),
    ],
)
def test_other_columns_are_ignored(cells: str, ignored: tuple[str, ...], width: int) -> None:
    header = recognise_header(cells.split(","))
    assert isinstance(header, Header)
    assert (header.ignored, header.width) == (ignored, width)


@pytest.mark.parametrize(
    ("cells", "code", "sentence"),
    [
        (
            "Name,Mobile",
            "header_unrecognised",
            "The header has no column Group Name and no column User Type; it reads “Name,Mobile”.",
        ),
        (
            "Group Name,Mobile",
            "header_unrecognised",
            "The header has no column User Type; it reads “Group Name,Mobile”.",
        ),
        (
            "Parent Group Name,Group Name",
            "header_unrecognised",
            "The header has no column Child Group Name; it reads “Parent Group Name,Group Name”.",
        ),
        (
            "Ops,+919812345678,Member",
            "header_unrecognised",
            "The first row should be the header Group Name,Phone Number,User Type or "
            "Parent Group Name,Child Group Name, and reads “Ops,+••••••••5678,Member”.",
        ),
        (
            "Group Name,Phone Number,User Type,phone numbers",
            "header_ambiguous",
            "The titles “Phone Number” and “phone numbers” all mean the column Phone Number.",
        ),
        (
            "Group Name,Phone Number,User Type,Region,Region,region",
            "header_ambiguous",
            "The titles “Region” and “Region” and “region” all mean the column Region.",
        ),
        (
            "Group Name,Phone Number,User Type,Parent Group Name,Child Group Name",
            "header_ambiguous",
            "The header has the columns of both kinds of file.",
        ),
    ],
)
def test_wrong_header_says_what_is_wrong(cells: str, code: str, sentence: str) -> None:
    assert recognise_header(cells.split(",")) == Rejection(code, sentence)


@pytest.mark.parametrize(
    ("titles", "positions", "expected"),
    [
        (["Team", "Notes", "Phone", "Role"], {GROUP: 0, PHONE: 2, USER_TYPE: 3}, ["Team", "Notes", "Phone", "Role"]),
        (["Abteilung", "Rufen"], {GROUP: 0, PHONE: 1, USER_TYPE: 2}, ["Group Name", "Phone Number", "User Type"]),
        (["Unit", "Call", "Mobile"], {GROUP: 0, PHONE: 1}, ["Group Name", "Phone Number", "Mobile (ignored)", "User Type"]),
        ([], {PHONE: 0}, ["Phone Number", "Group Name", "User Type"]),
    ],
)
def test_titles_of_rows_given_back_are_known_by_themselves(
    titles: list[str], positions: dict[Column, int], expected: list[str]
) -> None:
    found = titles_for_import(Header(FileKind.USER, positions, 4, ()), titles)

    assert found == expected
    header = recognise_header(found)
    assert isinstance(header, Header)
    assert positions.items() <= header.positions.items()
