"""One frame of a film: a network camera's RTSP, or a camera on USB, taken by ffmpeg.

ffmpeg is a child process that is killed when its time is up: whatever a camera sends, no decoder
can hang or crash the agent. Nothing of the film is kept but the one frame.
"""

import re
import subprocess
from collections.abc import Sequence

from edge.stills.addresses import Address
from edge.stills.jpegs import checked
from kawamori.errors import UnavailableError

SETTLING_FRAMES = 10  # what a USB camera's exposure takes to find its way, a third of a second

_QUIET = ("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error")
_OVER_TCP = ("-rtsp_transport", "tcp", "-allowed_media_types", "video")
# Who joins a film in its middle sees, with H.265, grey mush until the next whole frame.
_WHOLE_FRAMES = ("-vf", "select=key")
_ONE_JPEG = ("-frames:v", "1", "-c:v", "mjpeg", "-q:v", "2", "-f", "image2pipe", "pipe:1")
_WHO_SAYS_IT = re.compile(r"^\[[^\]]+\] ")


def frame_of_stream(address: Address, timeout_s: float) -> bytes:
    """Return the first whole frame that a camera sends over RTSP, by TCP."""
    source = (*_OVER_TCP, "-i", address.with_login())
    command = [*_QUIET, *source, *_WHOLE_FRAMES, *_ONE_JPEG]
    return _run(command, address, timeout_s)


def frame_of_device(device: str, timeout_s: float) -> bytes:
    """Return a frame of a USB camera (V4L2), once its exposure has settled."""
    return settled_frame(["-f", "v4l2", "-i", device], device, timeout_s)


def settled_frame(source: Sequence[str], name: str, timeout_s: float) -> bytes:
    """Return the frame after the first ``SETTLING_FRAMES`` of whatever ffmpeg opens."""
    settled = ("-vf", rf"select=gte(n\,{SETTLING_FRAMES})")
    return _run([*_QUIET, *source, *settled, *_ONE_JPEG], Address(name), timeout_s)


def _run(command: Sequence[str], address: Address, timeout_s: float) -> bytes:
    """Run ffmpeg; what it and we say of a failure names the camera without its password."""
    name = address.shown
    try:
        done = subprocess.run(  # noqa: S603 no shell, and the address is the device's owner's
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout_s, check=False
        )
    except FileNotFoundError:
        raise UnavailableError(
            f"{name}: ffmpeg is not installed; install the package ffmpeg"
        ) from None
    except subprocess.TimeoutExpired:
        raise UnavailableError(f"{name}: no whole frame within {timeout_s:g} s") from None
    except OSError as error:
        raise UnavailableError(f"{name}: ffmpeg: {error.strerror}") from None
    if done.returncode or not done.stdout:
        said = _last_words(address.without_password(done.stderr.decode(errors="replace")))
        said = said.removeprefix(f"{name}: ")
        raise UnavailableError(f"{name}: {said or 'ffmpeg gave no picture'}")
    return checked(name, done.stdout)


def _last_words(said: str) -> str:
    lines = said.strip().splitlines()
    return _WHO_SAYS_IT.sub("", lines[-1]).strip() if lines else ""
