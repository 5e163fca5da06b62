"""Tell the broker in one write that many messages are safe."""

import select
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

STALLED_S = 10.0

_PUBACK = bytes([0x40, 2])


def send_pubacks(sock: Any, mids: Sequence[int]) -> None:
    """Send all, however slowly the socket takes them; a broken one is shut for the loop to see."""
    packets = b"".join([_PUBACK + mid.to_bytes(2, "big") for mid in mids])
    try:
        while packets:
            try:
                packets = packets[sock.send(packets) :]
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                if not select.select([], [sock], [], STALLED_S)[1]:
                    raise
    except OSError:  # the loop reads the end of the stream next, and heals
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
