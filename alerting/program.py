"""The alerting service as a value: judging, telling and what is periodic, until stopped."""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

from alerting.assess import Judge
from alerting.batches import BatchDispatcher
from alerting.callouts import CallingOut
from alerting.canary import watch_of
from alerting.channels.email.transport import Email
from alerting.channels.push.preparing import Preparing
from alerting.channels.push.transport import BrowserPush
from alerting.channels.sms.transport import Sms
from alerting.channels.voice.transport import Voice
from alerting.channels.webhook.transport import Webhook
from alerting.dispatch import AT_ONCE, Dispatcher
from alerting.onduty import LookingAfter
from alerting.periodic import schedule
from alerting.pipeline import Telling, Wake
from alerting.publish import Publisher, letterhead_of
from alerting.stranded import StrandedWatch
from alerting.summon import Summoner
from alerting.verifying import code_sender
from kawamori.errors import UnavailableError
from kawamori.people import Channel
from kawamori.settings import Settings
from kawamori.storage.connections import Connection, connect, open_pool, unavailable_when_lost
from kawamori.storage.judged.warnings import score_warnings
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.readings.rollups import refresh_rollups
from kawamori.storage.retention import apply_retention
from kawamori.storage.telling.pacing import sms_lines, voice_lines

log = logging.getLogger(__name__)

GATHER_S = 0.01  # between passes, so that a rush is judged in handfuls; the first never waits
WAIT_S = 0.5  # also how late a lost wake-up is made up for
AGAIN_S = 1.0
SWEEP_EVERY_S = 5.0
SETTLE_EVERY_S = 5.0
SUMMON_EVERY_S = 5.0  # also how late a silent danger and a failed text are noticed
ROLL_UP_EVERY_S = 60.0
CALL_OUT_EVERY_S = 3.0
LOOK_AFTER_EVERY_S = 5.0
CODES_EVERY_S = 1.0  # somebody sits and waits for it
SCORE_EVERY_S = 60.0
RETAIN_EVERY_S = 6 * 3600.0
CANARY_EVERY_S = 30.0
STRANDED_EVERY_S = 30.0
PREPARE_EVERY_S = 1.0
PUBLISH_EVERY_S = 1.0


def wall_clock() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class Alerting:
    """Everything that alerting does, in one process."""

    def __init__(self, settings: Settings, wall: Callable[[], datetime] = wall_clock) -> None:
        """Connect nothing yet; ``InvalidError`` when a setting is missing.

        A channel is on when its settings are there. Without any, rivers are judged all the
        same, and deliveries stay due until they are handed over.
        """
        url = settings.database_url.get_secret_value()
        self._stop = threading.Event()
        self._sweep_is_due = threading.Event()
        self._pool = open_pool(url, name="alerting", size=AT_ONCE + len(Channel) + 3)
        self._wall = wall
        self._keep_days = settings.keep_days
        self._stills_dir = settings.stills_dir
        self._judge = Judge(url, wall)
        self._codes = code_sender(settings, self._connection)
        summoner = Summoner(settings.public_url)
        self._preparing: Preparing | None = None
        dispatchers = self._dispatchers(settings)
        self._telling = Telling(self._connection, dispatchers, wall, summoner)
        letterhead = letterhead_of(settings)
        self._publisher = Publisher(letterhead, wall) if letterhead else None
        self._canary = watch_of(settings, self._connection)
        self._stranded = StrandedWatch(settings, self._connection)
        self._calling_out = CallingOut(self._connection)
        self._looking_after = LookingAfter(self._connection)
        self._due = [threading.Event() for _ in self._telling.ways]
        self._wake = Wake(lambda: connect(url, name="alerting wake"))

    def run(self) -> None:
        """Work until ``stop`` is called; what is half done then is finished or left whole."""
        scheduler = schedule(
            {
                "sweep": (self._sweep_is_due.set, SWEEP_EVERY_S),
                "give up": (self._telling.give_up, SETTLE_EVERY_S),
                "summon": (self._telling.summon, SUMMON_EVERY_S),
                "call out": (self._call_out, CALL_OUT_EVERY_S),
                "look after": (self._look_after, LOOK_AFTER_EVERY_S),
                "roll up": (self._roll_up, ROLL_UP_EVERY_S),
                "codes": (self._send_codes, CODES_EVERY_S),
                "score": (self._score, SCORE_EVERY_S),
                "retain": (self._retain, RETAIN_EVERY_S),
                "publish": (self._publish, PUBLISH_EVERY_S),
                "canary": (self._watch_canary, CANARY_EVERY_S),
                "stranded": (self._stranded.look, STRANDED_EVERY_S),
                "prepare pushes": (self._prepare_pushes, PREPARE_EVERY_S),
                **{
                    f"settle {way}": (partial(self._telling.settle_way, way), SETTLE_EVERY_S)
                    for way in self._telling.ways
                },
            }
        )
        steps = {"judge": self._judge_once, "tell": self._tell_once}
        steps |= {f"send {way}": partial(self._send_once, way) for way in self._telling.ways}
        threads = [
            threading.Thread(target=self._loop, args=(name, step), name=name)
            for name, step in steps.items()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        scheduler.shutdown()
        self._telling.close()
        self._wake.close()
        self._judge.forget()
        self._pool.close()

    def stop(self) -> None:
        """Have ``run`` return soon."""
        self._stop.set()

    def _dispatchers(self, settings: Settings) -> list[Dispatcher | BatchDispatcher]:
        by_sms, by_email = bool(settings.twilio_account_sid), bool(settings.smtp_host)
        if not by_sms:
            log.warning("no SMS account is set: rivers are judged, and nobody is told by SMS")
        by_push = settings.vapid_private_key is not None and bool(settings.vapid_subject)
        if not (by_sms or by_push or by_email or settings.webhooks):
            return []
        seal = AddressSeal(settings.people_key_bytes())
        name, to = f"{socket.gethostname()}:{os.getpid()}", self._connection
        made: list[Dispatcher | BatchDispatcher] = []
        if by_sms:
            made.append(Dispatcher(name, Sms(settings), to, seal, lines=sms_lines(settings)))
        if by_push:
            push = BrowserPush(settings)
            made.append(BatchDispatcher(name, push, to, seal, over=Channel.PUSH))
            self._preparing = Preparing(push, to, seal)
        if by_email:
            made.append(Dispatcher(name, Email(settings), to, seal, over=Channel.EMAIL))
        if settings.webhooks:
            made.append(BatchDispatcher(name, Webhook(), to, seal, over=Channel.WEBHOOK))
        if settings.twilio_voice_from:
            over, lines = Channel.VOICE, voice_lines(settings)
            made.append(Dispatcher(name, Voice(settings), to, seal, over=over, lines=lines))
        return made

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        with unavailable_when_lost(), self._pool.connection() as connection:
            yield connection

    def _loop(self, name: str, step: Callable[[], None]) -> None:
        while not self._stop.is_set():
            try:
                step()
            except UnavailableError as error:
                log.warning("%s: %s", name, error)
                self._stop.wait(AGAIN_S)
            except Exception:
                log.exception("%s failed; trying again", name)
                self._stop.wait(AGAIN_S)

    def _send_codes(self) -> None:
        while self._codes is not None and self._codes.step(self._wall()):
            pass

    def _prepare_pushes(self) -> None:
        if self._preparing is not None:
            self._preparing.step()

    def _call_out(self) -> None:
        self._calling_out.look(self._wall())

    def _look_after(self) -> None:
        self._looking_after.look(self._wall())

    def _roll_up(self) -> None:
        with self._connection() as connection:
            refresh_rollups(connection, self._wall())

    def _score(self) -> None:
        with self._connection() as connection:
            score_warnings(connection, self._wall())

    def _retain(self) -> None:
        with self._connection() as connection:
            deleted = apply_retention(connection, self._keep_days, self._wall(), self._stills_dir)
        if deleted:
            log.info("no longer kept: %s", deleted)

    def _publish(self) -> None:
        if self._publisher is None:
            return
        with self._connection() as connection:
            while self._publisher.step(connection):
                pass

    def _watch_canary(self) -> None:
        if self._canary is not None:
            self._canary.look(self._wall())
            self._canary.forget(self._wall())

    def _judge_once(self) -> None:
        if self._judge.step() == 0:
            self._judge.wait(WAIT_S)
        elif not self._judge.is_behind:
            self._stop.wait(GATHER_S)
        if self._sweep_is_due.is_set() and self._judge.sweep():
            self._sweep_is_due.clear()

    def _tell_once(self) -> None:
        if self._telling.prepare() == 0:
            self._wake.wait(WAIT_S)
        for due in self._due:
            due.set()

    def _send_once(self, way: int) -> None:
        """Send by one channel: a provider that is down keeps no other waiting."""
        self._due[way].clear()
        if self._telling.deliver(way) == 0:
            self._due[way].wait(WAIT_S)
