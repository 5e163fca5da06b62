"""Where a broker is, how it knows us, and the socket to it, in TLS where its CA is given."""

import hashlib
import socket
import ssl
from dataclasses import dataclass, field
from pathlib import Path

CONNECT_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is and how it knows us; ``ca_file`` switches TLS on.

    With ``cert_file`` and ``key_file`` we come in by a certificate of our own.
    """

    host: str = "127.0.0.1"
    port: int = 1883
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None

    def fingerprint(self) -> str | None:
        """Return the SHA-256 of our certificate, in hex; None where there is none to read."""
        if self.cert_file is None:
            return None
        try:
            der = ssl.PEM_cert_to_DER_cert(self.cert_file.read_text())
        except (OSError, ValueError):
            return None
        return hashlib.sha256(der).hexdigest()


def open_socket(broker: Broker) -> socket.socket:
    """Return a connected socket, its TLS handshake done; ``OSError`` when there is none."""
    sock = socket.create_connection((broker.host, broker.port), CONNECT_WITHIN_S)
    try:
        # A small packet would otherwise wait 40 ms for the broker to acknowledge the last.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if broker.ca_file is not None:
            trust = ssl.create_default_context(cafile=broker.ca_file)
            if broker.cert_file is not None:
                trust.load_cert_chain(broker.cert_file, broker.key_file)
            sock = trust.wrap_socket(sock, server_hostname=broker.host)
    except OSError:
        sock.close()
        raise
    return sock
