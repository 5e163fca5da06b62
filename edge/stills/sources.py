"""Where a still comes from: a file, a program that writes one to its output, or a camera's HTTP."""

import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from kawamori.errors import InvalidError, UnavailableError

MOST_BYTES = 4 * 1024 * 1024  # what headquarters takes
Take = Callable[[datetime], bytes]


class CameraTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One camera: one of ``path``, ``command`` and ``url``, and how often.

    With ``max_age_s`` a file that nobody has written for so long is not a still.
    """

    camera_id: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    interval_s: Annotated[float, Meta(gt=0)]
    path: str | None = None
    command: list[str] | None = None
    url: Annotated[str, Meta(pattern="^https?://")] | None = None
    max_age_s: float | None = None
    timeout_s: Annotated[float, Meta(gt=0)] = 10.0

    def source(self) -> Take:
        """Return what takes a still; ``InvalidError`` unless exactly one source is named."""
        named = [each for each in (self.path, self.command, self.url) if each]
        if len(named) != 1:
            raise InvalidError(
                f"camera {self.camera_id}: name one of path, command and url, not {len(named)}"
            )
        if self.path:
            return self._read
        return self._run if self.command else self._fetch

    def _read(self, now: datetime) -> bytes:  # noqa: ARG002 a source's signature
        path = Path(self.path or "")
        try:
            written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            raw = path.read_bytes()
        except OSError as error:
            raise UnavailableError(f"{path}: {error}") from error
        age_s = (datetime.now(UTC) - written_at).total_seconds()
        if self.max_age_s is not None and age_s > self.max_age_s:
            raise UnavailableError(f"{path} was last written {age_s:.0f} s ago")
        return _checked(str(path), raw)

    def _run(self, now: datetime) -> bytes:  # noqa: ARG002 a source's signature
        command = self.command or []
        try:
            done = subprocess.run(  # noqa: S603 the device's owner named it
                command, capture_output=True, timeout=self.timeout_s, check=True
            )
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode(errors="replace").strip()
            raise UnavailableError(f"{command[0]} failed ({error.returncode}): {said}") from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UnavailableError(f"{command[0]}: {error}") from error
        return _checked(command[0], done.stdout)

    def _fetch(self, now: datetime) -> bytes:  # noqa: ARG002 a source's signature
        url = self.url or ""
        try:
            with urllib.request.urlopen(url, timeout=self.timeout_s) as answer:  # noqa: S310 by the table's pattern HTTP alone
                return _checked(url, answer.read(MOST_BYTES + 1))
        except (urllib.error.URLError, OSError, ValueError) as error:
            raise UnavailableError(f"{url}: {error}") from error


def _checked(name: str, raw: bytes) -> bytes:
    if not raw.startswith(b"\xff\xd8"):
        raise UnavailableError(f"{name} gave no JPEG: it begins with {raw[:8]!r}")
    if len(raw) > MOST_BYTES:
        raise UnavailableError(f"{name} gave more than {MOST_BYTES} bytes")
    return raw
