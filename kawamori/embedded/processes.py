"""Keep the services running as child processes, and end them all when we end.

One step starts what is due, shows what the services wrote, and notes who has died; a
service that dies is started again, later each time it dies at once. The services
are named by command (``python -m ingest``): nothing of theirs is imported here.
"""

import os
import selectors
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kawamori.embedded import children

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
STEADY_AFTER_S = 60.0
END_WITHIN_S = 10.0
OURS = "kawamori"  # whose lines are ours and not a service's
_CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Service:
    """A program to keep running; ``once`` is one that may end when its work is done."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    once: bool = False


class _Running:
    """One service, its process while it has one, and when it may start again."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.process: children.Process | None = None
        self.unfinished = b""
        self.code: int | None = None
        self.pause_s = FIRST_PAUSE_S
        self.started_at = 0.0
        self.due_at: float | None = 0.0


class Supervisor:
    """Runs services until it is told to end; use it from the main thread alone."""

    def __init__(
        self,
        services: Sequence[Service],
        show: Callable[[str, str], None],
        *,
        longest_pause_s: float = LONGEST_PAUSE_S,
    ) -> None:
        """Take the services in the order to start them; ``show(name, line)`` gets their words."""
        self._longest_pause_s = longest_pause_s
        self._running = [_Running(service) for service in services]
        self._show = show
        self._ready = selectors.DefaultSelector()

    def add(self, service: Service) -> None:
        """Start one more at the next step."""
        self._running.append(_Running(service))

    def pids(self) -> dict[str, int]:
        """Return the process of every service that has one now."""
        return {r.service.name: r.process.pid for r in self._running if r.process}

    def done(self, name: str) -> bool:
        """Tell whether a service that runs once has ended."""
        return any(
            r.service.name == name and r.process is None and r.due_at is None for r in self._running
        )

    def exit_code(self, name: str) -> int | None:
        """Return what a service that ran once ended with, or None while it has not."""
        return next((r.code for r in self._running if r.service.name == name), None)

    def step(self, now: float, *, wait_s: float = 0.2) -> None:
        """Start what is due at ``now`` (a monotonic time), then listen for a moment."""
        for running in self._running:
            if running.process is None and running.due_at is not None and running.due_at <= now:
                self._start(running, now)
        self._listen(wait_s)
        for running in self._running:
            if running.process and running.process.poll() is not None:
                self._bury(running, now)

    def end(self) -> None:
        """End every service, the last started first, and wait until all are gone."""
        for running in reversed(self._running):
            running.due_at = None
            if running.process and running.process.poll() is None:
                running.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + END_WITHIN_S
        while any(r.process and r.process.poll() is None for r in self._running):
            self._listen(0.05)
            if time.monotonic() > deadline:
                self._kill_the_rest()
        self._listen(0)
        self._ready.close()

    def _start(self, running: _Running, now: float) -> None:
        ours, theirs = os.pipe()
        try:
            running.process = children.start(
                running.service.command,
                output=theirs,
                environ={**os.environ, **running.service.environ, "PYTHONUNBUFFERED": "1"},
            )
        finally:
            os.close(theirs)
        self._ready.register(ours, selectors.EVENT_READ, running)
        running.started_at = now
        running.due_at = None

    def _listen(self, wait_s: float) -> None:
        for key, _ in self._ready.select(wait_s):
            self._read(key.data, key.fd)

    def _read(self, running: _Running, output: int) -> None:
        chunk = os.read(output, _CHUNK)
        *lines, running.unfinished = (running.unfinished + chunk).split(b"\n")
        if not chunk:
            lines = [running.unfinished] if running.unfinished else []
            running.unfinished = b""
            self._ready.unregister(output)
            os.close(output)
        for line in lines:
            self._show(running.service.name, line.decode("utf-8", "replace").rstrip())

    def _bury(self, running: _Running, now: float) -> None:
        if running.process is None:
            return
        code = running.code = running.process.returncode
        running.process = None
        if running.service.once:
            if code:
                self._note(running, f"failed with {code}")
            return
        if now - running.started_at > STEADY_AFTER_S:
            running.pause_s = FIRST_PAUSE_S
        self._note(running, f"ended with {code}; again in {running.pause_s:g} s")
        running.due_at = now + running.pause_s
        running.pause_s = min(running.pause_s * 2, self._longest_pause_s)

    def _kill_the_rest(self) -> None:
        for running in self._running:
            if running.process and running.process.poll() is None:
                self._note(running, f"did not end in {END_WITHIN_S:g} s; killed")
                running.process.kill()
                running.process.wait()

    def _note(self, running: _Running, words: str) -> None:
        self._show(OURS, f"{running.service.name} {words}")
