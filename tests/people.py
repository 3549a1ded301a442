"""The people of tests: numbers, and callers that have them."""

from shared.domain.access import Caller
from shared.domain.connectors import Connector, ConnectorGrant


def number(n: int) -> str:
    """The n-th of many valid Indian mobile numbers."""
    return f"+9198{n:08d}"


def person(n: int) -> Caller:
    """Somebody with a number and no office."""
    return Caller(f"person-{n}", number(n))


def organization_admin(n: int = 0) -> Caller:
    """An organization admin; with a number only if one is given."""
    return Caller("boss", number(n) if n else None, is_organization_admin=True)


def application_of(connector: Connector) -> Caller:
    """The application of a connector, as identify_connector knows it."""
    grant = ConnectorGrant(connector.id, connector.permissions, connector.client_id)
    return Caller(f"connector:{connector.id}", client_id=connector.client_id, connector=grant)
