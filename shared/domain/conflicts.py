"""Conflicts with the state of groups, members, connectors and actions, each with a stable code."""

from collections.abc import Sequence

from shared.errors import AlreadyExists, Conflict, Forbidden


class NameTaken(AlreadyExists):
    """Another organization group has this name in its normalised form."""

    code = "name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"An organization group named {name!r} already exists.")


class LastAdmin(Conflict):
    """A private group must keep an admin: without one nobody could see or manage it."""

    code = "last_admin"

    def __init__(self) -> None:
        super().__init__("A private group must keep an admin, and this is the last one. Make another member admin first.")


class NoAdmin(Conflict):
    """A group without an admin cannot become private."""

    code = "no_admin"

    def __init__(self) -> None:
        super().__init__("A private group needs an admin, and this group has none. Make a member admin first.")


class Cycle(Conflict):
    """The link would make a group its own subgroup; `names` are the groups of the cycle, in order."""

    code = "cycle"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"The link would close a cycle: {' > '.join(names)}.")


class WrongType(Conflict):
    """The group does not have the type that the operation needs."""

    code = "wrong_group_type"


class NumberNeeded(Forbidden):
    """The caller has no phone number and so cannot be the admin of a group."""

    code = "number_needed"

    def __init__(self) -> None:
        super().__init__("Your sign-in has no phone number, so you cannot be a member of a group.")


class OwnIdentity(Forbidden):
    """Nobody decides which number, and so whose groups, they have themselves: it takes another organization admin."""

    code = "own_identity"

    def __init__(self) -> None:
        super().__init__("You cannot store a phone number for your own sign-in. Ask another organization admin to do it.")


class ClientTaken(AlreadyExists):
    """Another connector has this clientId, and a token can act as one connector only."""

    code = "client_taken"

    def __init__(self) -> None:
        super().__init__("Another connector already has this clientId.")


class Inactive(Conflict):
    """The connector or action is inactive: groups that have it keep it, and no other group can add it."""

    code = "inactive"
