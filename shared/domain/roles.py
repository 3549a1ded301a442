"""The two roles a person can hold in a group."""

from enum import StrEnum


class Role(StrEnum):
    """Role of a membership, spelled as the User Type column and the API spell it."""

    ADMIN = "Admin"
    MEMBER = "Member"
