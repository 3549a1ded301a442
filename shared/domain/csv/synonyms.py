"""The titles of columns and the words for roles that people write, in eight languages: the one table of them.

English, German, French, Spanish, Portuguese, Hindi, Indonesian, Arabic. Titles match without case, blanks, underscores,
dots, hyphens, invisible characters and a plural s. A word that may mean something else (Name, Country) is not in it.
"""

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from itertools import product

from shared.domain.invisible import JOINERS, without_invisible
from shared.domain.members.membership import Role


class Column(StrEnum):
    """The columns; the values are their titles in templates and exports."""

    GROUP_NAME = "Group Name"
    PHONE_NUMBER = "Phone Number"
    USER_TYPE = "User Type"
    REGION = "Region"
    PARENT_GROUP_NAME = "Parent Group Name"
    CHILD_GROUP_NAME = "Child Group Name"


_TITLES: Mapping[Column, tuple[str, ...]] = {
    Column.GROUP_NAME: (
        *(
            "Group",
            "Team",
            "Team Name",
            "Gruppe",
            "Gruppenname",
            "Name der Gruppe",
            "Groupe",
            "Nom du groupe",
            "Équipe",
        ),
        *("Nom de l’équipe", "Grupo", "Nombre del grupo", "Nombre de grupo", "Equipo", "Nome do grupo", "Equipe"),
        *("समूह", "समूह का नाम", "ग्रुप", "टीम", "Grup", "Nama Grup", "Kelompok", "Nama Kelompok", "Tim", "Nama Tim"),
        *("المجموعة", "مجموعة", "اسم المجموعة", "الفريق", "اسم الفريق"),
    ),
    Column.PHONE_NUMBER: (
        *("Phone", "Mobile", "Mobile Number", "Mobile Phone", "Mobile Phone Number", "Cell", "Cell Phone", "Telephone"),
        *("Telephone Number", "Phone No", "Mobile No", "WhatsApp Number", "Telefon", "Telefonnummer", "Handy"),
        *("Handynummer", "Mobil", "Mobilnummer", "Mobiltelefon", "Rufnummer", "Téléphone", "Numéro de téléphone"),
        *("Téléphone portable", "Portable", "Numéro de portable", "Teléfono", "Número de teléfono", "Móvil", "Celular"),
        *("Número de móvil", "Número de celular", "Teléfono móvil", "Telefone", "Número de telefone", "Telemóvel"),
        *("Telefone celular", "फ़ोन", "फोन", "फ़ोन नंबर", "फोन नंबर", "मोबाइल", "मोबाइल नंबर", "Telepon", "Nomor Telepon"),
        *(
            "Nomor HP",
            "No HP",
            "Nomor Ponsel",
            "Ponsel",
            "الهاتف",
            "رقم الهاتف",
            "الجوال",
            "رقم الجوال",
            "رقم الموبايل",
        ),
    ),
    Column.USER_TYPE: (
        *("Role", "User Role", "Member Type", "Rolle", "Benutzertyp", "Benutzerrolle", "Rôle", "Type d’utilisateur"),
        *("Type utilisateur", "Rol", "Tipo de usuario", "Papel", "Função", "Tipo de usuário", "Tipo de utilizador"),
        *("भूमिका", "उपयोगकर्ता प्रकार", "Peran", "Jenis Pengguna", "Tipe Pengguna", "الدور", "نوع المستخدم"),
    ),
    Column.REGION: (
        *("Country Code", "ISO Country Code", "Ländercode", "Länderkürzel", "Région", "Code pays", "Región"),
        *(
            "Código de país",
            "Região",
            "Código do país",
            "क्षेत्र",
            "देश कोड",
            "Wilayah",
            "Kode Negara",
            "المنطقة",
            "رمز الدولة",
        ),
    ),
    Column.PARENT_GROUP_NAME: (
        *(
            "Parent Group",
            "Parent",
            "Übergeordnete Gruppe",
            "Obergruppe",
            "Groupe parent",
            "Grupo padre",
            "Grupo superior",
        ),
        *("Grupo pai", "मूल समूह", "Grup Induk", "المجموعة الأم", "المجموعة الرئيسية"),
    ),
    Column.CHILD_GROUP_NAME: (
        *("Child Group", "Child", "Subgroup", "Untergeordnete Gruppe", "Untergruppe", "Sous-groupe", "Groupe enfant"),
        *("Subgrupo", "Grupo hijo", "Grupo filho", "उपसमूह", "Subgrup", "Grup Anak", "المجموعة الفرعية"),
    ),
}

_ROLES: Mapping[Role, tuple[str, ...]] = {
    Role.ADMIN: (
        *("Admin", "Administrator", "Administratorin", "Administrateur", "Administratrice", "Administrador"),
        *(
            "Administradora",
            "व्यवस्थापक",
            "एडमिन",
            "प्रशासक",
            "Administratör",
            "Pengurus",
            "مسؤول",
            "مدير",
            "مشرف",
            "المسؤول",
        ),
    ),
    Role.MEMBER: (*("Member", "Mitglied", "Membre", "Miembro", "Membro", "सदस्य", "Anggota", "عضو", "العضو"),),
}


def fold_title(text: str) -> str:
    """The form in which titles and roles are compared, but for the plural s."""
    folded = unicodedata.normalize("NFKC", without_invisible(unicodedata.normalize("NFKC", text)).casefold())
    return "".join(character for character in folded if not character.isspace() and character not in _LEFT_OUT)


_LEFT_OUT = frozenset("_.-’" + JOINERS)


def _with_plurals(title: str) -> list[str]:
    """The title folded, with and without an s behind each word."""
    return [
        "".join(words) for words in product(*((fold_title(word), f"{fold_title(word)}s") for word in title.split()))
    ]


_COLUMN_OF = {
    folded: column for column in Column for title in (column, *_TITLES[column]) for folded in _with_plurals(title)
}
_ROLE_OF = {folded: role for role, words in _ROLES.items() for word in words for folded in _with_plurals(word)}


def titles_of(column: Column) -> tuple[str, ...]:
    """All titles of the column, as people write them."""
    return (column, *_TITLES[column])


def column_of(title: str) -> Column | None:
    """The column with this title, or None."""
    return _COLUMN_OF.get(fold_title(title.replace("'", "’")))


def role_of(word: str) -> Role | None:
    """The role that this word names, or None."""
    return _ROLE_OF.get(fold_title(word))
