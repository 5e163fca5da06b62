"""Stills that wait: a file each, so that a power cut costs at most the one being written.

A still that was taken while the clock was in doubt is named by the stopwatch, and dated
once the clock is trusted; if the machine started anew before that, nobody knows its time.
"""

import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from edge.clock import Moment, machine_boot
from kawamori.errors import UnavailableError

log = logging.getLogger(__name__)

_FORMAT = "%Y%m%dT%H%M%S.%fZ"
_UNDATED = "boot-"
REFUSED = "refused"
MOST_REFUSED = 20


class Waiting(NamedTuple):
    """A still that is to be handed over."""

    camera_id: str
    taken_at: datetime
    path: Path


class StillSpool:
    """A folder of stills; when it is full the oldest go, for the newest say how the river is."""

    def __init__(self, folder: Path, *, max_mb: float) -> None:
        self._folder = folder
        self._most_bytes = int(max_mb * 1e6)
        self._boot = machine_boot() or "0"

    def add(self, camera_id: str, jpeg: bytes, moment: Moment) -> None:
        """Keep a still; ``UnavailableError`` when the disk does not take it."""
        stamp = f"{moment.at.astimezone(UTC):{_FORMAT}}"
        if not moment.trusted:
            stamp = f"{_UNDATED}{self._boot}~{moment.stopwatch_s:.3f}"
        path = self._folder / camera_id / f"{stamp}.jpg"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".part")
            with unfinished.open("wb") as file:
                file.write(jpeg)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
            self._make_room()
        except OSError as error:
            raise UnavailableError(f"still of {camera_id}: {error}") from error

    def date(self, moment: Moment) -> None:
        """Give stills that only the stopwatch knows their time, now that the clock is trusted."""
        for path in self._folder.glob(f"*/{_UNDATED}*.jpg"):
            boot, _, stopwatch = path.stem.removeprefix(_UNDATED).rpartition("~")
            if boot != self._boot:
                log.warning("%s: its time is not known any more", path.name)
                self.refuse(path)
                continue
            at = moment.at - timedelta(seconds=moment.stopwatch_s - float(stopwatch))
            path.rename(path.with_name(f"{at.astimezone(UTC):{_FORMAT}}.jpg"))

    def waiting(self) -> list[Waiting]:
        """Return what is to be handed over, the newest first."""
        found = [
            Waiting(path.parent.name, _time_of(path), path)
            for path in self._folder.glob("*/[0-9]*.jpg")
            if path.parent.name != REFUSED
        ]
        return sorted(found, key=lambda each: each.taken_at, reverse=True)

    def forget(self, path: Path) -> None:
        """Delete a still that headquarters has."""
        path.unlink(missing_ok=True)

    def refuse(self, path: Path) -> None:
        """Set a still aside that headquarters will never take; the newest few are kept."""
        aside = self._folder / REFUSED
        aside.mkdir(exist_ok=True)
        path.rename(aside / f"{path.parent.name}-{path.name}")
        for old in sorted(aside.iterdir(), key=lambda each: each.stat().st_mtime)[:-MOST_REFUSED]:
            old.unlink()

    def _make_room(self) -> None:
        files = sorted(self._folder.glob("*/*.jpg"), key=lambda each: each.stat().st_mtime)
        too_much = sum(each.stat().st_size for each in files) - self._most_bytes
        for old in files[:-1]:
            if too_much <= 0:
                break
            too_much -= old.stat().st_size
            old.unlink()


def _time_of(path: Path) -> datetime:
    return datetime.strptime(path.stem, _FORMAT).replace(tzinfo=UTC)
