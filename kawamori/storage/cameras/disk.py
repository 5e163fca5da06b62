"""The folder of stills: a file each, where its run, camera and time say."""

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from kawamori.errors import NotFoundError, UnavailableError

SET_ASIDE = "quarantine"
MOST_SET_ASIDE = 200  # pictures; a device that sends nothing else must not fill the disk


class Place(NamedTuple):
    """What names a still's file."""

    run_no: int
    camera_id: str
    taken_at: datetime
    sha256: bytes


class StillFolder:
    """Writes, reads and removes stills; ``UnavailableError`` when the disk does not do its part."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, place: Place) -> Path:
        """Return where a still lies."""
        at = place.taken_at.astimezone(UTC)
        name = f"{at:%H%M%S.%f}-{place.sha256[:6].hex()}.jpg"
        return self._root / f"run-{place.run_no}" / place.camera_id / f"{at:%Y-%m-%d}" / name

    def keep(self, place: Place, jpeg: bytes) -> None:
        """Write a still so that it is there whole, or not at all."""
        write_whole(self.path(place), jpeg)

    def read(self, place: Place) -> bytes:
        """Return a still; ``NotFoundError`` when its file is gone."""
        try:
            return self.path(place).read_bytes()
        except FileNotFoundError as error:
            raise NotFoundError("the still is no longer on the disk") from error
        except OSError as error:
            raise UnavailableError(f"stills: {error}") from error

    def remove(self, place: Place) -> None:
        """Delete a still, and its day's folder once that is empty."""
        path = self.path(place)
        try:
            path.unlink(missing_ok=True)
            if path.parent.exists() and not any(path.parent.iterdir()):
                path.parent.rmdir()
        except OSError as error:
            raise UnavailableError(f"stills: {error}") from error

    def set_aside(self, camera_id: str, raw: bytes, because: str, now: datetime) -> None:
        """Keep what was refused, with the reason, for whoever mends the camera; the newest few."""
        name = f"{camera_id}-{hashlib.sha256(raw).hexdigest()[:12]}"
        folder = self._root / SET_ASIDE
        about = {"camera_id": camera_id, "reason": because, "received_at": now.isoformat()}
        write_whole(folder / f"{name}.bin", raw)
        write_whole(folder / f"{name}.json", json.dumps(about, ensure_ascii=False).encode())
        kept = sorted(folder.glob("*.json"), key=lambda each: each.stat().st_mtime)
        for old in kept[:-MOST_SET_ASIDE]:
            old.with_suffix(".bin").unlink(missing_ok=True)
            old.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole, or not at all; ``UnavailableError`` otherwise."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}")
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    except OSError as error:
        raise UnavailableError(f"stills: {error}") from error
