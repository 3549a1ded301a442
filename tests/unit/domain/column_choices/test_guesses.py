"""What columns are guessed to be, by the words of their titles and by what their cells hold."""

import itertools

import pytest

from shared.domain.column_choices.title_words import title_score
from shared.domain.csv.columns import Column, FileKind, Header, recognise_header
from tests.people import number
from tests.unit.domain.column_choices.asking import guesses, question_of

GROUP, PHONE, USER_TYPE, REGION = Column.GROUP_NAME, Column.PHONE_NUMBER, Column.USER_TYPE, Column.REGION
PARENT, CHILD = Column.PARENT_GROUP_NAME, Column.CHILD_GROUP_NAME


@pytest.mark.parametrize(
    ("titles", "columns"),
    [
        ("Department of employee,Mobile no. of employee,Role in group", [GROUP, PHONE, USER_TYPE]),
        ("StoreName,EmployeeMobileNumber,AccessType", [GROUP, PHONE, USER_TYPE]),
        ("Name der Filiale,Mitarbeiterhandynummer,Rolle in der Gruppe", [GROUP, PHONE, USER_TYPE]),
        ("Équipe de vente,Téléphone du salarié,Rôle dans le groupe", [GROUP, PHONE, USER_TYPE]),
        ("Equipo de ventas,Teléfono del empleado,Rol asignado", [GROUP, PHONE, USER_TYPE]),
        ("Nome da loja,Telefone do funcionário,Função na equipe", [GROUP, PHONE, USER_TYPE]),
        ("दुकान का समूह,कर्मचारी का मोबाइल नंबर,समूह में भूमिका", [GROUP, PHONE, USER_TYPE]),
        ("Nama tim toko,Nomor HP karyawan,Peran anggota", [GROUP, PHONE, USER_TYPE]),
        ("اسم الفريق المحلي,رقم الهاتف للموظف,الدور في الفريق", [GROUP, PHONE, USER_TYPE]),
        ("Parent group of store,Sub group of store", [PARENT, CHILD]),
        ("Übergeordnete Gruppe (Region),Untergruppe (Filiale)", [PARENT, CHILD]),
        ("Groupe parent direct,Sous-groupe direct", [PARENT, CHILD]),
    ],
)
def test_partial_and_compound_titles_are_guessed_and_never_recognised(titles: str, columns: list[Column]) -> None:
    assert not isinstance(recognise_header(titles.split(",")), Header)
    assert list(guesses(f"{titles}\n").values()) == columns


def a_file(titles: str, *columns: list[str]) -> str:
    return "\n".join([titles, *(",".join(row) for row in zip(*columns, strict=True))])


NUMBERS = [f"98123450{n:02}" for n in range(12)]
TEAMS = ["Depot", "Depot", "Yard", "Depot", "Yard", "Yard"] * 2
ROLES = ["Admin", "", "Mitglied", "membre", "सदस्य", "Member"] * 2
REGIONS = ["IN", "IN", "DE", "IN", "US", "IN"] * 2
NAMES = [f"Person {n}" for n in range(12)]
AGES = [str(20 + n) for n in range(12)]


@pytest.mark.parametrize("order", [*itertools.permutations(range(6))][::97], ids=str)
def test_cells_tell_what_titles_do_not(order: tuple[int, ...]) -> None:
    columns = [TEAMS, NUMBERS, ROLES, REGIONS, NAMES, AGES]
    titles = ["Zyx", "Wvu", "Tsr", "Qpo", "Nml", "Kji"]
    found = guesses(a_file(",".join(titles[i] for i in order), *(columns[i] for i in order)))
    assert found == {"Zyx": GROUP, "Wvu": PHONE, "Tsr": USER_TYPE, "Qpo": REGION}


def test_numbers_are_looked_for_in_the_region_and_without_one() -> None:
    text = a_file("Who,What", NAMES, NUMBERS)
    for region in ("IN", ""):
        assert guesses(text, region) == {"What": PHONE}
    assert guesses(a_file("Who,What", NAMES, ["9.19812E+11"] * 12)) == {"What": PHONE}


def test_dates_and_ids_are_no_numbers() -> None:
    dates, ids = [f"2024-01-{n:02}" for n in range(1, 13)], [str(n) for n in range(12)]
    assert guesses(a_file("Who,Since,Id", NAMES, dates, ids)) == {}


def test_of_two_columns_with_numbers_the_titles_tell() -> None:
    landline = [f"0221 23000{n:02}" for n in range(12)]
    text = a_file("Office,Landline,Team,Mobile,Phone", TEAMS, landline, TEAMS, NUMBERS, [""] * 12)
    assert guesses(text)["Mobile"] == PHONE


def test_a_title_that_its_cells_deny_is_not_guessed() -> None:
    assert guesses(a_file("Contact number,Wvu", NAMES, NUMBERS)) == {"Wvu": PHONE}


def test_no_two_columns_are_guessed_to_be_one() -> None:
    text = a_file("Mobile,Phone,Telephone,Team,Group", NUMBERS, NUMBERS, NUMBERS, TEAMS, TEAMS)
    found = list(guesses(text).values())
    assert sorted(found) == [GROUP, PHONE]


def test_the_kind_is_guessed_with_the_columns() -> None:
    assert question_of("Parent team,Child team\nA,B\n").kind == FileKind.PARENT
    assert question_of(a_file("Zyx,Wvu", TEAMS, NUMBERS)).kind == FileKind.USER
    assert question_of("Zyx,Wvu\nA,B\n").kind == ""
    both = f"Parent Group,Child Group,Team,Phone,Role\nA,B,C,{number(1)},\n"
    assert question_of(both).kind == FileKind.USER, "numbers are of members"


@pytest.mark.parametrize("column", Column)
def test_a_known_title_scores_most_and_an_empty_one_nothing(column: Column) -> None:
    assert title_score(column, column) == 1
    assert title_score("", column) == title_score("§ 12", column) == 0
    assert 0 < title_score(f"{column} of the employee", column) < 1
