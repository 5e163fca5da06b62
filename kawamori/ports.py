"""Choose the port a server listens on."""

import socket

LOOPBACK = "127.0.0.1"

_claims: dict[int, socket.socket] = {}


def free_port(preferred: int = 0) -> int:
    """Return the preferred port when nobody has it, else any that is free on loopback.

    A preferred port is ours from here on while this process lives: a server may take it seconds
    later, and whoever else prefers it must not take it in between.
    """
    for port in (preferred, 0):
        if port and not _claim(port):
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no port is free on loopback")


def _claim(port: int) -> bool:
    if port in _claims:
        return True
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0kawamori-port-{port}")  # a name that ends with its process, in no folder
    except OSError:
        claim.close()
        return False
    _claims[port] = claim
    return True


def accepts(port: int, host: str = LOOPBACK) -> bool:
    """Tell whether somebody answers at the port."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True
