"""An MQTT broker of our own: Mosquitto where it is installed, else rumqttd from a wheel."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from kawamori.embedded import children
from kawamori.embedded.ports import LOOPBACK, accepts, free_port
from kawamori.errors import UnavailableError

START_WITHIN_S = 20

# A queue limit would drop what was already acknowledged to its publisher; a small
# window would hold back acknowledgements that come only after a commit.
_MOSQUITTO = """\
listener {port} {host}
allow_anonymous true
max_queued_messages 0
max_inflight_messages 10000
message_size_limit 1048576
set_tcp_nodelay true
persistence true
persistence_location {folder}/
autosave_interval 60
persistent_client_expiration 14d
log_dest stderr
log_type warning
log_type error
{user}
"""


def find_mosquitto() -> str | None:
    """Return where Mosquitto is installed, if it is."""
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


class Mosquitto:
    """One Mosquitto: its folder, its port, and its process while it runs."""

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        """Name a broker; nothing is made or started yet."""
        self.host = LOOPBACK
        self.port = port or free_port()
        self.folder = folder
        self.log = folder / "mosquitto.log"
        self._process: children.Process | None = None

    @property
    def pid(self) -> int:
        """The process id of the broker, which must be running."""
        if self._process is None:
            raise UnavailableError("the broker is not running")
        return self._process.pid

    def start(self) -> None:
        """Start the broker and wait until it answers."""
        program = find_mosquitto()
        if program is None:
            raise UnavailableError("Mosquitto is not installed: apt install mosquitto")
        self.folder.mkdir(parents=True, exist_ok=True)
        conf = self.folder / "mosquitto.conf"
        user = "user root" if os.geteuid() == 0 else ""  # else it leaves root and its own folder
        conf.write_text(
            _MOSQUITTO.format(port=self.port, host=self.host, folder=self.folder, user=user)
        )
        with self.log.open("ab") as log:
            self._process = children.start([program, "-c", conf], output=log)
        deadline = time.monotonic() + START_WITHIN_S
        while not accepts(self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise UnavailableError(f"the broker did not start:\n{children.tail(self.log)}")
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop the broker; it writes down its sessions and queues."""
        if self._process:
            children.end(self._process)
            self._process = None

    def kill(self) -> None:
        """End the broker as a crash would: ``kill -9``."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def running(self) -> bool:
        """Tell whether the broker's process is alive."""
        return self._process is not None and self._process.poll() is None

    @staticmethod
    def version() -> str:
        """Return the broker's version, such as ``2.0.11``."""
        printed = subprocess.run(  # noqa: S603 the broker we found
            [find_mosquitto() or "mosquitto", "-h"], capture_output=True, text=True, check=False
        ).stdout
        return printed.split()[2]
