"""The snapshot as a folder of files that any server of files can hand out, packed ones beside."""

import gzip
import logging
import os
from collections.abc import Sequence
from pathlib import Path

from api.residents.answers import PACKING_LEVEL, is_packed
from api.residents.files import File

log = logging.getLogger(__name__)


class Folder:
    """Writes what changed and removes what is gone; each file is whole at every moment."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._there: set[str] | None = None
        self._is_whole = False
        self._failed = False

    def write(self, files: Sequence[File], changed: Sequence[File]) -> None:
        """Make the folder hold these files; a disk that is full or away is said once, and no more.

        The first time everything is written; from then on what changed. What is gone goes before
        anything is written: that works on a full disk too.
        """
        names = {file.path for file in files}
        try:
            for gone in (self._left_behind() if self._there is None else self._there) - names:
                self._remove(gone)
            self._there = names
            for file in changed if self._is_whole else files:
                self._put(file)
        except OSError:
            self._is_whole = False
            if not self._failed:
                log.exception("residents: the pages can't be written to %s", self._root)
            self._failed = True
            return
        self._is_whole = True
        if self._failed:
            log.warning("residents: the pages are written to %s again", self._root)
        self._failed = False

    def _left_behind(self) -> set[str]:
        """Return the stills that were written before: a camera may have been taken off since."""
        return {f"stills/{path.name}" for path in (self._root / "stills").glob("*.jpg")}

    def _put(self, file: File) -> None:
        path = self._path(file.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, file.body)
        packed = path.with_name(path.name + ".gz")
        if is_packed(file):
            _replace(packed, gzip.compress(file.body, PACKING_LEVEL, mtime=0))
        else:
            packed.unlink(missing_ok=True)

    def _remove(self, name: str) -> None:
        path = self._path(name)
        path.unlink(missing_ok=True)
        path.with_name(path.name + ".gz").unlink(missing_ok=True)
        _begun(path).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._root / (f"{name}index.html" if not name or name.endswith("/") else name)


def _replace(path: Path, body: bytes) -> None:
    made = _begun(path)
    made.write_bytes(body)
    os.replace(made, path)  # noqa: PTH105 what readers hold open stays whole


def _begun(path: Path) -> Path:
    """Return where a file is written before it is whole."""
    return path.with_name(f".{path.name}.new")
