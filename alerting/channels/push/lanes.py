"""The processes that encrypt and post, as the channel sees them: give pushes, get replies.

A browser always has the same lane, because there its envelope is ready.
"""

import logging
import os
import subprocess
import sys
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from itertools import count
from multiprocessing import Pipe
from threading import Lock, Thread

from alerting.channels.push.ahead import Browser
from alerting.channels.push.jobs import Done, Job, Push, Surroundings
from alerting.channels.push.posting import Reply

log = logging.getLogger(__name__)

MOST = 4
ANSWERED_WITHIN_S = 40.0  # a lane's own limits come long before
LOST = Reply(fault="lane lost", may_have_arrived=True)


class Lanes:
    """One lane for each core, up to a few; a lane that dies is replaced."""

    def __init__(self, around: Surroundings, lanes: int | None = None) -> None:
        """Start nothing yet."""
        self._around = around
        self._lanes: list[_Lane | None] = [None] * (lanes or min(MOST, _cores()))
        self._lock = Lock()

    def send(self, pushes: list[Push]) -> list[Reply]:
        """Send texts beside one another and return the replies in their order."""
        places: list[list[int]] = [[] for _ in self._lanes]
        for place, push in enumerate(pushes):
            places[self._lane_of(push.browser)].append(place)
        asked = [
            (mine, lane, lane.ask([pushes[place] for place in mine]))
            for which, mine in enumerate(places)
            if mine and (lane := self._running(which))
        ]
        replies = [LOST] * len(pushes)
        for mine, lane, future in asked:
            try:
                answered = future.result(ANSWERED_WITHIN_S)
            except Late:
                lane.end()
                continue
            for place, reply in zip(mine, answered, strict=True):
                replies[place] = reply
        return replies

    def expect(self, browsers: list[Browser]) -> None:
        """Have envelopes made for browsers that will be written to some day."""
        for which in range(len(self._lanes)):
            mine = [browser for browser in browsers if self._lane_of(browser) == which]
            if mine:
                self._running(which).expect(mine)

    def close(self) -> None:
        """End the processes."""
        for lane in self._lanes:
            if lane is not None:
                lane.end()

    def pids(self) -> list[int]:
        """Return the processes that run."""
        return [lane.pid for lane in self._lanes if lane is not None]

    def _lane_of(self, browser: Browser) -> int:
        return browser.p256dh[-1] % len(self._lanes)

    def _running(self, which: int) -> "_Lane":
        with self._lock:
            lane = self._lanes[which]
            if lane is not None and lane.is_over:
                lane.end()
                lane = None
            if lane is None:
                lane = self._lanes[which] = _Lane(self._around)
            return lane


class _Lane:
    """One process, and the thread that hears its answers."""

    def __init__(self, around: Surroundings) -> None:
        self._pipe, theirs = Pipe()
        with theirs:
            command = [sys.executable, "-m", "alerting.channels.push.lane", str(theirs.fileno())]
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()])  # noqa: S603 ours
        self.pid = self._process.pid
        self.is_over = False
        self._numbers = count()
        self._asked: dict[int, tuple[int, Future[list[Reply]]]] = {}
        self._lock = Lock()
        self._pipe.send(around)
        self._hearing = Thread(target=self._hear, name="push lane", daemon=True)
        self._hearing.start()

    def ask(self, pushes: list[Push]) -> "Future[list[Reply]]":
        """Give a job and return what will hold its replies, ``LOST`` if the process ends first."""
        future: Future[list[Reply]] = Future()
        with self._lock:
            number = next(self._numbers)
            self._asked[number] = len(pushes), future
            self._tell(Job(number, pushes, []))
        if self.is_over:
            self._give_up()
        return future

    def expect(self, browsers: list[Browser]) -> None:
        """Say whom the process may prepare for."""
        with self._lock:
            self._tell(Job(None, [], browsers))

    def end(self) -> None:
        """End the process and give up what it had not answered."""
        self.is_over = True
        self._process.kill()
        self._process.wait()
        self._hearing.join()
        self._pipe.close()

    def _tell(self, job: Job) -> None:
        try:
            self._pipe.send(job)
        except OSError:
            self.is_over = True

    def _hear(self) -> None:
        """Hand on the replies until the process ends, then give up what is left."""
        try:
            while True:
                done: Done = self._pipe.recv()
                self._asked.pop(done.number)[1].set_result(done.replies)
        except (EOFError, OSError):
            if not self.is_over:
                log.warning("a process that sends pushes has ended")
        finally:
            self.is_over = True
            self._give_up()

    def _give_up(self) -> None:
        with self._lock:
            for size, future in self._asked.values():
                future.set_result([LOST] * size)
            self._asked.clear()


def _cores() -> int:
    return len(os.sched_getaffinity(0))
