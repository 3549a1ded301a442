"""Which addresses webhooks may be sent to: https URLs whose host is on the public internet.

The networks are those of the IANA special-purpose registries that are not globally reachable
(https://www.iana.org/assignments/iana-ipv4-special-registry, .../iana-ipv6-special-registry), multicast, and the one
address of Azure's own platform that looks public (168.63.129.16,
https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16). They are listed here because
the results of ipaddress.is_global differ between Python releases (CPython issue 113171).
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

_REJECTED_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")
_REJECTED_6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments, Teredo among them, which carries an IPv4 address
        "2001:db8::/32",
        "2002::/16",  # 6to4, which carries one too
        "3fff::/20",
    )
)
_LOCAL = ("localhost", "127.0.0.1", "::1")


def is_rejected(address: str) -> bool:
    """Whether webhooks may not be sent to a literal IP address; text that is no address is rejected."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return True
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if isinstance(found, IPv4Address):
        return any(found in network for network in _REJECTED_4)
    return found not in _GLOBAL_6 or any(found in network for network in _REJECTED_6)


def is_loopback(address: str) -> bool:
    """Whether a literal address is this machine's own."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def url_error(url: str, *, allow_local: bool) -> str | None:
    """Returns why webhooks may not be sent to this URL, as a sentence, or None when the URL is acceptable. A host name is
    not resolved here. `allow_local` accepts http and loopback addresses, as the local host needs."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "It is not a URL."
    local = allow_local and host in _LOCAL
    if not url.isascii() or any(c.isspace() for c in url) or not host or port == 0:
        return "It is not a URL."
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        return "It must be an https URL."
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "It must have neither a user name nor a fragment."
    if _looks_like_address(host) and is_rejected(host) and not local:
        return "Its address is not on the public internet."
    return None


def _looks_like_address(host: str) -> bool:
    """IPv6, IPv4, or a form that some resolvers accept as IPv4 (2130706433, 0x7f.1)."""
    last = host.rstrip(".").rpartition(".")[2]
    return ":" in host or last.isdigit() or last.startswith("0x")
