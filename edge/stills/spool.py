"""Stills that wait: a file each, so that a power cut costs at most the one being written.

A still that was taken while the clock was in doubt is named by the stopwatch, and dated
once the clock is trusted; if the machine started anew before that, nobody knows its time.
"""

import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from edge.clock import Moment, machine_boot
from edge.files import write_whole
from kawamori.errors import UnavailableError

log = logging.getLogger(__name__)

_FORMAT = "%Y%m%dT%H%M%S.%fZ"
_UNDATED = "boot-"
REFUSED = "refused"
MOST_REFUSED = 20
_KEPT = "kept"


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
            write_whole(path, jpeg)
            self._make_room()
        except OSError as error:
            raise UnavailableError(f"still of {camera_id}: {error}") from error

    def blur(self, camera_id: str, blur: Callable[[bytes], bytes], kept: str) -> None:
        """Blur what waits or was refused of a camera, once for what ``kept`` says stays sharp.

        What can't be blurred is deleted. ``UnavailableError`` when the disk does not take it.
        """
        mark = self._folder / camera_id / _KEPT
        try:
            if mark.is_file() and mark.read_text() == kept:
                return
            for path in self._all_of(camera_id):
                _blur_file(path, blur)
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.write_text(kept)
        except OSError as error:
            raise UnavailableError(f"stills of {camera_id} are not blurred: {error}") from error

    def leave_sharp(self, camera_id: str) -> None:
        """Note that a camera's stills are kept as they are from now on."""
        (self._folder / camera_id / _KEPT).unlink(missing_ok=True)

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

    def _all_of(self, camera_id: str) -> list[Path]:
        refused = (f"{camera_id}-{_UNDATED}*.jpg", f"{camera_id}-{'[0-9]' * 8}T*.jpg")
        found = list(self._folder.glob(f"{camera_id}/*.jpg"))
        for pattern in refused:
            found += self._folder.glob(f"{REFUSED}/{pattern}")
        return found

    def _make_room(self) -> None:
        files = sorted(self._folder.glob("*/*.jpg"), key=lambda each: each.stat().st_mtime)
        too_much = sum(each.stat().st_size for each in files) - self._most_bytes
        for old in files[:-1]:
            if too_much <= 0:
                break
            too_much -= old.stat().st_size
            old.unlink()


def _blur_file(path: Path, blur: Callable[[bytes], bytes]) -> None:
    written = path.stat()
    try:
        blurred = blur(path.read_bytes())
    except UnavailableError as error:
        log.warning("%s is deleted: %s", path, error)
        path.unlink()
        return
    write_whole(path, blurred)
    os.utime(path, ns=(written.st_atime_ns, written.st_mtime_ns))  # the oldest still goes first


def _time_of(path: Path) -> datetime:
    return datetime.strptime(path.stem, _FORMAT).replace(tzinfo=UTC)
