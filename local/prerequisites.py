"""What must be there before anything starts; what is missing is said in one sentence."""

import re
import shutil
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

from local.azurite import SCRIPT
from local.settings import Ports

OLDEST_NODE = (20, 19)  # portal/package.json, engines
_OLDEST = ".".join(map(str, OLDEST_NODE))


class MissingError(Exception):
    """Something that the user has to provide; the message is the sentence to show."""


def check_prerequisites(root: Path, ports: Ports) -> None:
    """Raises MissingError for no or an old Node, no Azurite, or a port in use."""
    _check_node()
    if not (root / SCRIPT).is_file():
        raise MissingError("Azurite is not installed; run `make setup`.")
    names = {
        "HOST_PORT": ports.host,
        "AZURITE_BLOB_PORT": ports.blob,
        "AZURITE_QUEUE_PORT": ports.queue,
        "AZURITE_TABLE_PORT": ports.table,
    }
    _check_ports(names)


def _check_node() -> None:
    node = shutil.which("node")
    if node is None:
        raise MissingError(f"Node {_OLDEST} or newer is missing; Azurite, the storage emulator, and the portal need it.")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    found = re.match(r"v(\d+)\.(\d+)", version)
    if found is None or (int(found[1]), int(found[2])) < OLDEST_NODE:
        raise MissingError(f"Node {_OLDEST} or newer is needed; {node} is {version or 'no Node at all'}.")


def _check_ports(ports: Mapping[str, int]) -> None:
    if len(set(ports.values())) < len(ports):
        raise MissingError(f"{', '.join(ports)} must differ.")
    for name, port in ports.items():
        if _is_taken(port):
            raise MissingError(f"Port {port} is in use; end what uses it, or set {name} to another port.")


def _is_taken(port: int) -> bool:
    """Whether binding to localhost would fail, by whatever address localhost has."""
    for family, kind, protocol, _, address in socket.getaddrinfo("localhost", port, type=socket.SOCK_STREAM):
        with socket.socket(family, kind, protocol) as probe:
            # As servers do it: a port whose last connections still linger is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError:
                return True
    return False
