"""A serial line made of pseudo-terminals, which can be cut, plugged in again and disturbed."""

import os
import select
import threading
import tty
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

Talk = Callable[[bytes], bytes]


class SimulatedPort:
    """A port at a path; what is written to it is answered by ``talk``, whole lines or not.

    ``chatter`` is said again and again, by an instrument that nobody asks.
    """

    def __init__(self, path: Path, talk: Talk = lambda _: b"", chatter: bytes = b"") -> None:
        self.path = path
        self.talk = talk
        self.chatter = chatter
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        """Plug it in."""
        self._end, other = os.openpty()
        tty.setraw(other)
        self._other = other  # kept open: a terminal that nobody has open would hang up
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(other))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Unplug it."""
        self._stopping.set()
        self._thread.join()
        self.path.unlink()
        os.close(self._end)
        os.close(self._other)

    def say(self, data: bytes) -> None:
        """Put bytes on the line."""
        os.write(self._end, data)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            ready, _, _ = select.select([self._end], [], [], 0.02)
            answer = self.talk(os.read(self._end, 1000)) if ready else self.chatter
            if answer:
                self.say(answer)


class SimulatedCable:
    """Two ports joined by a cable; ``damage`` is done to what goes from far to near."""

    def __init__(self, near: Path, far: Path) -> None:
        self.damage: Talk = lambda data: data
        self._near = SimulatedPort(near, self._to_far)
        self._far = SimulatedPort(far, self._to_near)

    def __enter__(self) -> Self:
        """Plug both ends in."""
        self._near.__enter__()
        self._far.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Unplug both ends."""
        self._near.__exit__(kind, error, trace)
        self._far.__exit__(kind, error, trace)

    def _to_far(self, data: bytes) -> bytes:
        self._far.say(data)
        return b""

    def _to_near(self, data: bytes) -> bytes:
        self._near.say(self.damage(data))
        return b""
