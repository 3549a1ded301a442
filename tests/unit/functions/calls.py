"""Calls past identity and access, as handlers get them."""

from typing import cast
from urllib.parse import parse_qs, urlsplit

from azure.functions import HttpRequest

from functions.http.call import Call
from shared.bootstrap import Services
from shared.domain.access import Caller
from shared.services.access.authorize import GroupAccess

ASHA = Caller("asha")


class _Keyed:
    page_key = b"k" * 32


def call_of(url: str, caller: Caller = ASHA, access: GroupAccess | None = None, if_match: str = "") -> Call:
    """A call of this URL; the services have nothing but the key of pages."""
    request = HttpRequest(
        method="GET",
        url=url,
        headers={"If-Match": if_match},
        params={key: values[0] for key, values in parse_qs(urlsplit(url).query).items()},
        route_params={},
        body=b"",
    )
    return Call(request, "id", cast(Services, _Keyed()), caller, access)
