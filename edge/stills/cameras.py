"""A camera as its device's owner describes it: where its stills come from, and what leaves."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from edge.stills.addresses import Address, read_address
from edge.stills.sources import Take, fetch, read_file, run_command
from edge.stills.streams import frame_of_device, frame_of_stream
from kawamori.errors import InvalidError

if TYPE_CHECKING:
    from edge.stills.keeping import Keeping

_SOURCES = ("path", "command", "url", "device")


class KeepTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What of a picture stays sharp; all else is blurred before it is kept or sent.

    Rectangles and metres mean what they mean in a public view.
    """

    rectangles: list[list[float]]
    metres_across: float


class CameraTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One camera: one of ``path``, ``command``, ``url`` and ``device``, and how often.

    With ``max_age_s`` a file that nobody has written for so long is not a still.
    """

    camera_id: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    interval_s: Annotated[float, Meta(gt=0)]
    path: str | None = None
    command: list[str] | None = None
    url: str | None = None
    credentials_file: str | None = None
    device: str | None = None
    max_age_s: float | None = None
    timeout_s: Annotated[float, Meta(gt=0)] = 10.0
    keep: KeepTable | None = None

    def source(self) -> Take:
        """Return what takes a still; ``InvalidError`` names the camera and what is wrong."""
        keeping = self.keeping()
        try:
            take = self._source()
        except InvalidError as error:
            raise InvalidError(f"camera {self.camera_id}: {error}") from error
        return take if keeping is None else lambda now: keeping.blur(take(now))

    def keeping(self) -> "Keeping | None":
        """Return what of its stills stays sharp, None for all; ``InvalidError`` as above."""
        try:
            return None if self.keep is None else _keeping(self.keep)
        except InvalidError as error:
            raise InvalidError(f"camera {self.camera_id}: {error}") from error

    def _source(self) -> Take:
        named = [name for name in _SOURCES if getattr(self, name)]
        if len(named) != 1:
            raise InvalidError(f"name one of path, command, url and device, not {len(named)}")
        if self.credentials_file and not self.url:
            raise InvalidError("credentials_file belongs to a url")
        if self.url:
            return _network(read_address(self.url, self.credentials_file), self.timeout_s)
        if self.device:
            if not self.device.startswith("/dev/"):
                raise InvalidError(f"device {self.device!r} must begin with /dev/")
            return _timeless(partial(frame_of_device, self.device, self.timeout_s))
        if self.command:
            return _timeless(partial(run_command, self.command, self.timeout_s))
        return _timeless(partial(read_file, Path(self.path or ""), self.max_age_s))


def _network(address: Address, timeout_s: float) -> Take:
    of = frame_of_stream if address.scheme.startswith("rtsp") else fetch
    return _timeless(partial(of, address, timeout_s))


def _timeless(source: Callable[[], bytes]) -> Take:
    """Return a real camera as what takes stills: what it shows is always now."""
    return lambda _now: source()


def _keeping(table: KeepTable) -> "Keeping":
    try:
        from edge.stills.keeping import Keeping, view_of  # noqa: PLC0415 the base install lacks Pillow
    except ImportError as error:
        raise InvalidError(
            f"keep needs Pillow, which can't be loaded ({error}): pip install 'kawamori[camera]'"
        ) from error
    return Keeping(view_of(table.rectangles, table.metres_across))
