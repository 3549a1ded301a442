"""ETags: what clients are shown of a stored entity's version, and the condition that they may set on it."""

import hashlib
import re
from collections.abc import Callable

from functions.http.call import Call
from shared.errors import PreconditionFailed

_TAG = re.compile(r'(?:W/)?("[^"]*")')


def etag_of(stored: str) -> str:
    """A strong ETag for a stored version. The store's own is weak, and If-Match compares strongly (RFC 9110, 13.1.1),
    so that a client that follows the standard could never use it."""
    return f'"{hashlib.sha256(stored.encode()).hexdigest()[:24]}"'


def precondition(call: Call) -> Callable[[str], None]:
    """A check of a stored version against the request's If-Match; without the header, every version passes. What is not
    there at all has the version "", which no If-Match allows. The check raises PreconditionFailed."""
    header = call.request.headers.get("If-Match", "").strip()
    tags = set(_TAG.findall(header))

    def check(stored: str) -> None:
        allowed = not header or (stored and (header == "*" or etag_of(stored) in tags))
        if not allowed:
            raise PreconditionFailed("The resource no longer has the ETag that If-Match names; read it again.")

    return check
