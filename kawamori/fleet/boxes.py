"""What is carried to a device: its configuration, its key, and how to put them there."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from kawamori.errors import ConflictError
from kawamori.fleet.authority import Authority, Issued
from kawamori.fleet.listener import PORT

KEYS = ("device.crt", "device.key")

_EDGE = """\
# {device_id}: its sensors are to be filled in, see docs/edge.md.
device_id = "{device_id}"

[broker]
host = "{host}"
port = {port}
ca_file = "/etc/kawamori/ca.crt"
cert_file = "/etc/kawamori/device.crt"
key_file = "/etc/kawamori/device.key"
"""
_SENSOR = """
[[sensors]]
driver = "file"
station_id = "{station_id}"
interval_s = 600
options = {{ path = "/run/gauge/{station_id}" }}
"""
_KEYS = """\
install -d -m 0750 -g kawamori /etc/kawamori
install -m 0640 -g kawamori device.key device.crt ca.crt /etc/kawamori/
"""
_INSTALL = """\
#!/bin/sh
# Put this device's files in their places; run as root on the device, beside them.
set -eu
cd "$(dirname "$0")"
id kawamori >/dev/null 2>&1 || useradd --system kawamori
{keys}\
{once}\
systemctl restart kawamori-edge
rm device.key
echo "installed; this folder's copy of the key is gone"
"""
_ONCE = """\
[ -e /etc/kawamori/edge.toml ] || install -m 0640 -g kawamori edge.toml /etc/kawamori/
install -m 0644 kawamori-edge.service /etc/systemd/system/
systemctl daemon-reload
systemctl enable kawamori-edge
"""


def check_new(folder: Path) -> None:
    """Raise ``ConflictError`` where something lies that would be written over."""
    if folder.exists() and any(folder.iterdir()):
        raise ConflictError(f"{folder} is not empty: give a folder that is not there yet")


def write_box(
    folder: Path,
    authority: Authority,
    issued: Issued,
    *,
    device_id: str,
    host: str,
    station_ids: Sequence[str],
) -> None:
    """Write everything that a new device needs; the key is nowhere else."""
    write_keys(folder, authority, issued, once=_ONCE)
    edge = _EDGE.format(device_id=device_id, host=host, port=PORT)
    edge += "".join(_SENSOR.format(station_id=each) for each in station_ids)
    (folder / "edge.toml").write_text(edge, encoding="utf-8")
    unit = files("kawamori.fleet") / "kawamori-edge.service"
    (folder / "kawamori-edge.service").write_bytes(unit.read_bytes())


def write_keys(folder: Path, authority: Authority, issued: Issued, *, once: str = "") -> None:
    """Write a device's new key and certificate, and how to put them in the places of the old."""
    check_new(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = folder / "device.key"
    key.touch(mode=0o600)
    key.write_bytes(issued.key)
    (folder / "device.crt").write_bytes(issued.certificate)
    (folder / "ca.crt").write_bytes(authority.certificate)
    install = folder / "install"
    install.write_text(_INSTALL.format(keys=_KEYS, once=once), encoding="utf-8")
    install.chmod(0o755)
