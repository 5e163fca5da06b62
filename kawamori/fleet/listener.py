"""What the broker knows of devices: a listener for certificates, and the list of those revoked.

Both lie in one folder that the broker reads. Until the first device is provisioned it is empty, and
the broker is as it was.
"""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography.x509 import load_pem_x509_crl

from kawamori.fleet.authority import Authority

PORT = 8884
LISTENER = """\
# Written by `kawamori fleet`: devices come in by a certificate; its name is their user name.
listener 8884
cafile /run/secrets/ca.crt
certfile /run/secrets/broker.crt
keyfile /run/secrets/broker.key
tls_version tlsv1.2
require_certificate true
use_identity_as_username true
crlfile /mosquitto/config/devices/devices.crl
"""


def write_listener(
    folder: Path, authority: Authority, ended: Sequence[tuple[str, datetime]], now: datetime
) -> None:
    """Write the list of revoked certificates where it names others, and the listener.

    The broker takes both when it starts; it ends the sessions of those revoked by that, too. The
    list's age tells whether the broker has read it, so one that would say the same is left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listed = folder / "devices.crl"
    if _serials(listed) != {int(serial, 16) for serial, _ in ended}:
        _put(listed, authority.revocation_list(ended, now))
    if not (folder / "devices.conf").exists():
        _put(folder / "devices.conf", LISTENER.encode())


def _serials(listed: Path) -> set[int] | None:
    """Return what a list names; None where there is none that can be read."""
    try:
        return {each.serial_number for each in load_pem_x509_crl(listed.read_bytes())}
    except (OSError, ValueError):
        return None


def _put(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.chmod(0o444)
    beside.replace(path)
