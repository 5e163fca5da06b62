"""What headquarters set on this device: how often its sensors are asked, and nothing else.

It is kept beside the spool and holds over a restart. A kept version is never followed by an older
one, so an old command that is played back changes nothing.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

import msgspec

from edge.files import write_whole
from edge.schedule import Turn
from kawamori.errors import InvalidError
from kawamori.wire import DeviceConfig, decode_command

log = logging.getLogger(__name__)


class Remote:
    """The configuration in force; without a ``path`` it is forgotten with the process."""

    def __init__(self, path: Path | None, turns: Sequence[Turn]) -> None:
        """Go on with what was kept, where it still fits this device's sensors."""
        self.version = 0
        self.refused = ""
        self._path = path
        self._turns = {turn.name: turn for turn in turns}
        self._own = {turn.name: turn.interval_s for turn in turns}
        kept = self._kept()
        if kept is not None:
            self._follow(kept)

    def take(self, payload: bytes) -> bool:
        """Follow a command, or note why not; False where it says nothing new."""
        try:
            config = decode_command(payload).config
        except InvalidError as error:
            self.refused = str(error)
            log.warning("a command is refused: %s", error)
            return True
        if config.version <= self.version:
            return False
        if self._follow(config):
            self._keep(config)
        return True

    def _follow(self, config: DeviceConfig) -> bool:
        why = self._why_not(config)
        if why:
            self.refused = f"config {config.version}: {why}"
            log.warning("%s", self.refused)
            return False
        for name, turn in self._turns.items():
            interval_s = config.intervals_s.get(name, self._own[name])
            if interval_s != turn.interval_s:
                log.info("%s is asked every %g s, by config %d", name, interval_s, config.version)
                turn.interval_s, turn.due_s = interval_s, 0.0
        self.version, self.refused = config.version, ""
        return True

    def _why_not(self, config: DeviceConfig) -> str:
        """Return what can't be followed: a sensor that is not here, or that wakes by the water."""
        strange = sorted(config.intervals_s.keys() - self._turns.keys())
        if strange:
            there = ", ".join(sorted(self._turns)) or "no sensor"
            return f"no {', '.join(strange)} here, there is {there}"
        waking = sorted(name for name in config.intervals_s if self._turns[name].waking)
        return f"{', '.join(waking)} is adaptive and decides for itself" if waking else ""

    def _kept(self) -> DeviceConfig | None:
        if self._path is None or not self._path.exists():
            return None
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=DeviceConfig)
        except (OSError, msgspec.MsgspecError) as error:
            log.warning("%s can't be read, the own intervals hold: %s", self._path, error)
            return None

    def _keep(self, config: DeviceConfig) -> None:
        """Write it down; where the disk refuses, the broker says it again after a restart."""
        if self._path is None:
            return
        try:
            write_whole(self._path, msgspec.json.encode(config))
        except OSError as error:
            log.warning("config %d can't be kept over a restart: %s", config.version, error)
