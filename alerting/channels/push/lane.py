"""A process of its own that encrypts and posts: one for each core, because threads would share one.

It reads jobs from a pipe and ends with it. Between jobs it makes envelopes ahead of time.
"""

import signal
import sys
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from alerting.channels.push.ahead import Ahead
from alerting.channels.push.encryption import encrypt
from alerting.channels.push.jobs import Done, Job, Push, Surroundings
from alerting.channels.push.posting import UNUSABLE, Post, Poster, Reply
from kawamori.errors import InvalidError
from kawamori.vapid import Vapid, read_private_key

MADE_AT_ONCE, PAUSE_S = 16, 0.01  # about an eighth of a core, while there is nothing to send


class Lane:
    """The work of the process, one ``step`` at a time."""

    def __init__(self, pipe: Connection, around: Surroundings) -> None:
        self._pipe = pipe
        key = read_private_key(around.vapid_private_key)
        self._vapid = Vapid(key, around.vapid_subject)
        self._poster = Poster(around.ca_file, around.local_hosts)
        self._ahead = Ahead()
        self._open: dict[int, list[Reply | None]] = {}
        self._missing: dict[int, int] = {}

    def step(self) -> None:
        """Take what has come, post, answer what is complete; ``EOFError`` when all is over."""
        while self._pipe.poll(self._patience_s()):
            self._take(self._pipe.recv())
        if self._poster:
            now_s = time.monotonic()
            for ticket, reply in self._poster.step(now_s, or_until_readable=self._pipe.fileno()):
                self._answer(*ticket, reply)
        elif self._ahead.is_wanting():
            self._make_some()

    def _patience_s(self) -> float | None:
        if self._poster:
            return 0
        return PAUSE_S if self._ahead.is_wanting() else None

    def _take(self, job: Job) -> None:
        self._ahead.expect(job.expected)
        if job.number is None:
            return
        self._open[job.number] = [None] * len(job.pushes)
        self._missing[job.number] = len(job.pushes)
        now_s = time.monotonic()
        for place, push in enumerate(job.pushes):
            ticket = (job.number, place)
            try:
                body = encrypt(self._ahead.take(push.browser), push.text)
            except InvalidError:
                self._answer(*ticket, Reply(fault=UNUSABLE))
                continue
            post = Post(push.endpoint, push.origin, self._headers(push), body)
            self._poster.add(ticket, post, now_s)

    def _headers(self, push: Push) -> list[str]:
        return [
            f"Authorization: {self._vapid.authorization(push.origin, datetime.now(UTC))}",
            f"TTL: {push.ttl_s}",
            f"Topic: {push.topic}",
            f"Urgency: {push.urgency}",
            "Content-Encoding: aes128gcm",
            "Content-Type: application/octet-stream",
            "Expect:",
        ]

    def _answer(self, number: int, place: int, reply: Reply) -> None:
        self._open[number][place] = reply
        self._missing[number] -= 1
        if not self._missing[number]:
            del self._missing[number]
            replies = [reply for reply in self._open.pop(number) if reply is not None]
            self._pipe.send(Done(number, replies))

    def _make_some(self) -> None:
        for _ in range(MADE_AT_ONCE):
            if self._ahead.is_wanting():
                self._ahead.make_one()


def main() -> None:
    """Work until the other end of the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for whoever started us
    pipe = Connection(int(sys.argv[1]))
    try:
        lane = Lane(pipe, pipe.recv())
        while True:
            lane.step()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass


if __name__ == "__main__":
    main()
