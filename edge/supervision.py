"""Tell systemd that we are alive; without it, nothing happens (sd_notify(3))."""

import os
import socket


def tell_supervisor(state: str) -> None:
    """Send a state such as ``READY=1`` or ``WATCHDOG=1``: silent too long, we are restarted."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
        sock.connect(f"\0{address[1:]}" if address.startswith("@") else address)
        sock.sendall(state.encode())
