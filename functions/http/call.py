"""What a handler is given (Call) and what it gives back (Answer)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from azure.functions import HttpRequest
from pydantic import BaseModel

from shared.bootstrap import Services
from shared.domain.access import Caller
from shared.domain.groups.group import Group
from shared.services.access.authorize import GroupAccess


@dataclass(frozen=True, slots=True)
class Call:
    """One request past identity and access. In a public operation `caller` has no subject."""

    request: HttpRequest
    request_id: str
    services: Services
    caller: Caller
    group_access: GroupAccess | None = None

    @property
    def access(self) -> GroupAccess:
        """The group of the route and what the caller is to it; only in operations whose rule names a group."""
        if self.group_access is None:
            raise LookupError("The operation's rule names no group.")
        return self.group_access

    @property
    def group(self) -> Group:
        """The group of the route."""
        return self.access.group


@dataclass(frozen=True, slots=True)
class Answer:
    """A success: a model becomes JSON, bytes go out as they are with their content type, None is an empty body."""

    body: BaseModel | bytes | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"

    def content(self) -> bytes:
        """The body as it is sent; fields without a value are left out."""
        if isinstance(self.body, BaseModel):
            return self.body.model_dump_json(by_alias=True, exclude_none=True).encode()
        return self.body or b""
