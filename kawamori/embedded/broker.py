"""An MQTT broker of our own: Mosquitto where it is installed, else rumqttd from a wheel.

rumqttd keeps sessions in memory and knows no access rules: enough for a demo, since
a device sends again what is not known to be stored.
"""

import os
import shutil
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

from kawamori.embedded import children
from kawamori.embedded.accounts import Account, access_file, password_file
from kawamori.errors import UnavailableError
from kawamori.ports import LOOPBACK, accepts, free_port

START_WITHIN_S = 20

# A queue limit would drop what was already acknowledged to its publisher; a small
# window would hold back acknowledgements that come only after a commit.
_MOSQUITTO = """\
listener {port} {host}
max_queued_messages 0
max_inflight_messages 10000
max_packet_size 8388608
set_tcp_nodelay true
persistence true
persistence_location {folder}/
autosave_interval 60
persistent_client_expiration 14d
log_dest stderr
log_type warning
log_type error
"""

# The log of each topic filter is cut at segment size × count, or it grows without end.
_RUMQTTD = """\
id = 0

[router]
id = 0
max_connections = 10010
max_outgoing_packet_count = 2000
max_segment_size = 10485760
max_segment_count = 10

[v4.1]
name = "v4-1"
listen = "{host}:{port}"
next_connection_delay_ms = 1

[v4.1.connections]
connection_timeout_ms = 60000
max_payload_size = 8388608
max_inflight_count = 1000
dynamic_filters = true
"""


def find_mosquitto() -> str | None:
    """Return where Mosquitto is installed, if it is."""
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


class BrokerServer(ABC):
    """One broker: its folder, its port, and its process while it runs."""

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        """Name a broker; nothing is made or started yet."""
        self.host = LOOPBACK
        self.port = port or free_port()
        self.folder = folder
        self.log = folder / "broker.log"
        self._process: children.Process | None = None

    @abstractmethod
    def configure(self) -> list[str]:
        """Write the configuration and return the command that runs the broker with it."""

    @property
    def address(self) -> str:
        """Where a device on this machine finds it."""
        return f"mqtt://{self.host}:{self.port}"

    @property
    def pid(self) -> int:
        """The process id of the broker, which must be running."""
        if self._process is None:
            raise UnavailableError("the broker is not running")
        return self._process.pid

    def start(self) -> None:
        """Start the broker and wait until it answers; another's at its port is none of ours."""
        if accepts(self.port):
            raise UnavailableError(f"somebody else answers at port {self.port} of {self.host}")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = children.start(self.configure(), output=log)
        deadline = time.monotonic() + START_WITHIN_S
        while not accepts(self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise UnavailableError(f"the broker did not start:\n{children.tail(self.log)}")
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop the broker; Mosquitto writes down its sessions and queues."""
        if self._process:
            children.end(self._process)
            self._process = None

    def kill(self) -> None:
        """End the broker as a crash would: ``kill -9``."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def running(self) -> bool:
        """Tell whether the broker's process is alive."""
        return self._process is not None and self._process.poll() is None


class Mosquitto(BrokerServer):
    """Debian's Mosquitto; without accounts anybody on this machine may say anything."""

    def __init__(self, folder: Path, *, port: int = 0, accounts: Sequence[Account] = ()) -> None:
        """Name a broker and who may use it; nothing is made or started yet."""
        super().__init__(folder, port=port)
        self._accounts = accounts

    def configure(self) -> list[str]:
        """Write the configuration and return the command that runs Mosquitto with it."""
        program = find_mosquitto()
        if program is None:
            raise UnavailableError("Mosquitto is not installed: apt install mosquitto")
        lines = [_MOSQUITTO.format(port=self.port, host=self.host, folder=self.folder)]
        if os.geteuid() == 0:
            lines.append("user root")  # it would leave root, and lose its own folder
        if self._accounts:
            lines += [f"password_file {self.folder}/passwords", f"acl_file {self.folder}/access"]
            self._write("passwords", password_file(self._accounts))
            self._write("access", access_file(self._accounts))
        anybody = not self._accounts or any(not account.name for account in self._accounts)
        lines.append(f"allow_anonymous {str(anybody).lower()}")
        return [program, "-c", str(self._write("mosquitto.conf", "\n".join(lines) + "\n"))]

    @staticmethod
    def version() -> str:
        """Return the broker's version, such as ``2.0.11``."""
        command = [find_mosquitto() or "mosquitto", "-h"]
        printed = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 ours
        return printed.stdout.split()[2]

    def _write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(text)
        return path


class Rumqttd(BrokerServer):
    """The broker in the ``iotcore`` wheel."""

    def configure(self) -> list[str]:
        """Write the configuration and return the command that runs rumqttd with it."""
        conf = self.folder / "rumqttd.toml"
        conf.write_text(_RUMQTTD.format(port=self.port, host=self.host))
        return [sys.executable, "-m", "iotcore", "--log-level", "CRITICAL", "--config", str(conf)]
