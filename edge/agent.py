"""The agent of one device: samples its sensors, spools, publishes, and forgets what is stored.

Everything happens in ``step``, in one thread. ``run_agents`` steps one, or, for a
simulator, as many as share a ``wake`` event.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from importlib.metadata import version

from edge.clock import Clock, Moment
from edge.faults import Faults
from edge.health import Figures, Health
from edge.link import Link
from edge.outgoing import Outgoing, Pace
from edge.payloads import Payloads
from edge.remote import Remote
from edge.schedule import Turn
from edge.sensors import Reading
from edge.spool import Spool
from edge.tables import Spooled
from kawamori.errors import KawamoriError, UnavailableError
from kawamori.mqtt import Broker
from kawamori.wire import DeviceStatus, decode_stored

log = logging.getLogger(__name__)

STATUS_S = 600.0
NEWS_APART_S = 60.0
LONGEST_REST_S = 60.0  # how often the clocks are looked at, so that a jump is seen
HEARD_WITHIN_S = 2.0  # a retained watermark comes with the subscription or not at all


class Agent:
    """One device on the bank: its sensors, its spool and its line to the broker."""

    def __init__(
        self,
        turns: Sequence[Turn],
        *,
        spool: Spool,
        broker: Broker,
        clock: Clock,
        pace: Pace | None = None,
        health: Figures | None = None,
        remote: Remote | None = None,
        wake: threading.Event,
    ) -> None:
        self.clock = clock
        self.spool = spool
        self._turns = turns
        self._health = health or Health()
        self._remote = remote or Remote(None, turns)
        self._outgoing = Outgoing(spool, pace or Pace())
        self._payloads = Payloads(spool, clock.run.speed)
        self._link = Link(broker, spool.owner, spool.boot, self, wake)
        self._unheard = spool.is_new
        self._open_from_s = float("inf")  # when publishing may begin
        self._status_due_s = float("inf")
        self._told_s = float("-inf")
        self._faults = Faults(clock.run.speed)
        self._doubt = ""
        self._dated = False

    def start(self) -> None:
        """Begin to connect; sampling does not wait for it."""
        self._link.start()

    def step(self, moment: Moment) -> float:
        """Do what is due now, and return the seconds until something is due again.

        1. Take what the connection reported.
        2. Sample the sensors whose turn it is and spool the readings.
        3. Publish them; as a connection begins, the newest batch, which they are part of.
        4. Publish the next of the backlog, or again what was not covered in time.
        5. Say how the device is, when that changed or is due.
        """
        now_s = moment.stopwatch_s
        self._link.take_words(now_s)
        self._mind_the_clock(moment)
        rows = self._keep(self._sample(moment), moment)
        if now_s >= self._open_from_s:
            self._unheard = False
            if not self._publish_newest(moment):
                self._publish_live(rows, moment)
            self._publish_backlog(moment)
        if now_s >= self._status_due_s:
            self._publish_status(moment)
        return self._rest_s(now_s)

    def close(self) -> None:
        """Say goodbye and let go of the spool."""
        self._link.stop()
        self.spool.close()

    def connected(self, now_s: float) -> None:
        """Publish from now on; with a new spool, once the watermark had time to come.

        It tells which boots are taken: a replaced card must not take one of them again
        and have its readings forgotten as already stored.
        """
        self._open_from_s = now_s + (HEARD_WITHIN_S if self._unheard else 0)
        self._status_due_s = now_s

    def disconnected(self) -> None:
        """Keep readings for later; what was on the line will be published again."""
        self._open_from_s = self._status_due_s = float("inf")
        self._outgoing.break_off()

    def heard(self, payload: bytes, now_s: float) -> None:
        """Forget what the watermark covers, unless it shows our boot to be somebody else's."""
        try:
            stored = decode_stored(payload)
        except KawamoriError as error:
            log.warning("a watermark can't be read: %s", error)
            return
        if (stored.run or "") != self.spool.owner.run:
            return
        taken = max((each.boot for each in stored.stored), default=0)
        beyond = any(
            each.boot == self.spool.boot and each.seq > self._outgoing.published_to
            for each in stored.stored
        )
        if (beyond or taken > self.spool.boot) and not self._take_boot(taken + 1):
            return
        for each in stored.stored:
            self._outgoing.covered(each.boot, each.seq, now_s)
        self._open_from_s = min(self._open_from_s, now_s)

    def commanded(self, payload: bytes, now_s: float) -> None:
        """Measure as often as headquarters wants, and say so, or why not."""
        if self._remote.take(payload):
            self._status_due_s = min(self._status_due_s, now_s)

    def _take_boot(self, boot: int) -> bool:
        log.warning("boot %d was used before: this one is to be %d", self.spool.boot, boot)
        try:
            self.spool.renumber(boot)
        except UnavailableError as error:
            log.error("%s; nothing is forgotten until it recovers", error)  # noqa: TRY400 a traceback adds nothing
            return False
        self._outgoing.renumbered()
        return True

    def _mind_the_clock(self, moment: Moment) -> None:
        if moment.doubt != self._doubt:
            log.warning("the clock: %s", moment.doubt or "trusted again")
            self._doubt = moment.doubt
            self._status_due_s = min(self._status_due_s, moment.stopwatch_s)
        if moment.trusted and not self._dated:
            self._dated = True
            uptime = timedelta(seconds=self._payloads.uptime_s(moment))
            self.spool.date_boot(moment.at - uptime)

    def _sample(self, moment: Moment) -> list[Reading]:
        readings: list[Reading] = []
        for turn in self._turns:
            if moment.stopwatch_s < turn.due_s:
                continue
            try:
                readings += turn.take(moment, self.clock.run.speed)
            except Exception as error:
                if isinstance(error, KawamoriError):
                    log.warning("sensor %s: %s", turn.name, error)
                else:
                    log.exception("sensor %s failed; the others go on", turn.name)
                news = self._faults.failed(turn.name, error, moment)
            else:
                news = self._faults.answered(turn.name)
            if news:
                self._tell_soon(moment.stopwatch_s)
        return readings

    def _tell_soon(self, now_s: float) -> None:
        """Say how the device is, but not with every answer of a sensor that comes and goes.

        While the line is down nobody hears it: the next connection begins with it anyway.
        """
        if self._open_from_s == float("inf"):
            return
        self._status_due_s = min(self._status_due_s, max(now_s, self._told_s + NEWS_APART_S))

    def _keep(self, readings: list[Reading], moment: Moment) -> list[Spooled]:
        """Spool readings, dated by the stopwatch too if the clock is in doubt."""
        uptime_s = None if moment.trusted else self._payloads.uptime_s(moment)
        rows = [
            Spooled(
                self.spool.boot,
                seq,
                reading.station_id,
                reading.datastream,
                reading.observed_at or moment.at,
                reading.result,
                None if reading.observed_at else uptime_s,
                reading.confidence,
                reading.still,
                reading.spread,
                reading.calibration,
            )
            for seq, reading in enumerate(readings, self.spool.next_seq)
        ]
        try:
            self.spool.add(rows)
        except KawamoriError as error:
            log.error("%s", error)  # noqa: TRY400 a traceback adds nothing
            return []
        return rows

    def _publish_newest(self, moment: Moment) -> bool:
        """Begin a connection with how things stand; False if that is done, or there is nothing."""
        return self._publish_batch(self._outgoing.begin, moment)

    def _publish_live(self, rows: list[Spooled], moment: Moment) -> None:
        for row in self._outgoing.publish_live(rows, moment.stopwatch_s):
            topic, payload = self._payloads.single(row, moment)
            self._link.publish(topic, payload, self._outgoing.live_acknowledged)

    def _publish_backlog(self, moment: Moment) -> None:
        self._outgoing.resend_if_due(moment.stopwatch_s)
        self._publish_batch(self._outgoing.next_batch, moment)

    def _publish_batch(self, which: Callable[[float], list[Spooled]], moment: Moment) -> bool:
        try:
            rows = which(moment.stopwatch_s)
        except UnavailableError as error:
            log.error("%s; the backlog waits", error)  # noqa: TRY400 a traceback adds nothing
            return False
        messages = list(self._payloads.batches(rows, moment))
        if rows:
            self._outgoing.batch_on_the_line(len(messages))
        for topic, payload in messages:
            self._link.publish(topic, payload, self._outgoing.batch_acknowledged, wake=True)
        return bool(rows)

    def _publish_status(self, moment: Moment) -> None:
        status = DeviceStatus(
            v=1,
            online=True,
            boot=self.spool.boot,
            at=moment.at,
            run=self.spool.owner.run or None,
            time_ok=moment.trusted,
            spooled=len(self.spool),
            version=version("kawamori"),
            config=self._remote.version or None,
            config_refused=self._remote.refused or None,
            certificate=self._link.certificate,
            faults=self._faults.told(moment),
            **self._health.figures(),
        )
        if self._link.publish_status(status):
            self._told_s = moment.stopwatch_s
            self._status_due_s = moment.stopwatch_s + STATUS_S

    def _rest_s(self, now_s: float) -> float:
        due_s = min((turn.due_s for turn in self._turns), default=float("inf"))
        if self._open_from_s < float("inf"):
            due_s = min(due_s, self._status_due_s, self._outgoing.due_s(now_s))
        if self._open_from_s > now_s:
            due_s = min(due_s, self._open_from_s)
        return max(0.0, min(due_s - now_s, LONGEST_REST_S))


def run_agents(
    agents: Sequence[Agent],
    wake: threading.Event,
    stopping: threading.Event,
    stepped: Callable[[], None] = lambda: None,
) -> None:
    """Step agents that share ``wake`` until told to stop; whoever sets ``stopping`` sets both."""
    for agent in agents:
        agent.start()
    while not stopping.is_set():
        rest_s = min(agent.step(agent.clock.look()) for agent in agents)
        stepped()
        wake.wait(rest_s)
        wake.clear()
    for agent in agents:
        agent.close()
