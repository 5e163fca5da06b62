"""Empty the outbox: claim a delivery, send it, record what happened.

A provider may answer nothing at all. That delivery is *unknown*, not failed:
sending it again at once would wake people twice, dropping it might wake nobody.
It waits for the callback that carries its id; ``settle_unknown`` decides the rest.
"""

import logging
import random
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from alerting.channels.contract import Answer, Channel, Effect, Receipt, Refused
from alerting.sending import finish
from kawamori.levels import GaugeLevel
from kawamori.people import Channel as ChannelName
from kawamori.runs import ACTUAL
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import stop_telling
from kawamori.storage.telling.deliveries import (
    EVERYTHING,
    Delivery,
    claim_due,
    unsettled_deliveries,
)
from kawamori.storage.telling.outcomes import (
    LOST_LEASE,
    hand_over,
    mark_accepted,
    mark_due_again,
    mark_refused,
    mark_unknown,
    mark_withheld,
    recover_leases,
)
from kawamori.storage.telling.pacing import Line

log = logging.getLogger(__name__)

Connections = Callable[[], AbstractContextManager[Connection]]

LEASE = timedelta(seconds=45)  # longer than any answer takes
AT_ONCE = 8
UNKNOWN_FOR = timedelta(minutes=2)
ASK_FOR = timedelta(seconds=30)
GIVE_UP_AFTER = timedelta(hours=1)  # the river has moved on: then it is a person's to decide
EXPIRED = "too old"
FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 60.0


class Dispatcher:
    """Sends by one channel; several may run at once, in one process or in many."""

    def __init__(
        self,
        name: str,
        channel: Channel,
        connections: Connections,
        seal: AddressSeal,
        *,
        over: ChannelName = ChannelName.SMS,
        lines: Sequence[Line] = (EVERYTHING,),
    ) -> None:
        """``name`` is what the ledger shows as the holder of a claim.

        ``lines`` say how fast what leaves by them may be sent; the first goes first.
        """
        self._name = name
        self.over = over
        self._lines = lines
        self._channel = channel
        self._connections = connections
        self._seal = seal
        self._halted_until: datetime | None = None
        self._sending: set[Future[None]] = set()

    def deliver_due(self, executor: Executor, wall: Callable[[], datetime]) -> int:
        """Begin to send what is due and return how many deliveries that was.

        1. When as many as can be are being sent, wait for one of them.
        2. Claim the highest deliveries that are due, no more than can be sent at once.
        3. Send each beside the others and record its answer: a receipt, a refusal with
           the next try, or unknown.
        """
        is_full = len(self._sending) >= AT_ONCE
        done, self._sending = wait(
            self._sending, None if is_full else 0, return_when=FIRST_COMPLETED
        )
        for each in done:
            each.result()
        now = wall()
        if self._halted_until is not None and now < self._halted_until:
            return 0
        begun = 0
        for line in self._lines:
            claimed = self._claim(line, now)
            self._sending |= {executor.submit(self._deliver, each, wall) for each in claimed}
            begun += len(claimed)
        return begun

    def finish(self) -> None:
        """Wait for what is being sent, then close the channel."""
        finish(self._sending, self._channel)

    def settle_unknown(self, wall: Callable[[], datetime]) -> int:
        """Settle what may have been sent; return how many deliveries were.

        1. Call unknown what was claimed by somebody who never answered.
        2. After two minutes without news, send again what is urgent, because twice
           beats never. It was asked about before; no slow list keeps it waiting now.
        3. Ask the provider's list about the rest. (A callback needs no asking: it is
           recorded as it comes.) What is still without news after two minutes goes out
           again when it is urgent, and to a person when it is not.
        4. Leave what is left to the next time when asking takes long, so that what is
           urgent by then is seen.
        """
        with self._connections() as connection:
            recover_leases(connection, self.over, wall(), LEASE)
            waiting = unsettled_deliveries(connection, self._seal, "unknown", wall(), self.over)
        begun, settled = wall(), 0
        for delivery in waiting:
            now = wall()
            if _is_urgent_now(delivery, now):
                settled += self._resend(delivery, now)
            elif now - begun < ASK_FOR:
                settled += self._settle(delivery, now)
        return settled

    def settle_failed(self, wall: Callable[[], datetime]) -> int:
        """Decide about what the provider took and then reported as failed."""
        with self._connections() as connection:
            failed = unsettled_deliveries(connection, self._seal, "refused", wall(), self.over)
        for delivery in failed:
            self._record(delivery, self._channel.verdict(delivery), wall())
        return len(failed)

    def _claim(self, line: Line, now: datetime) -> list[Delivery]:
        room = AT_ONCE - len(self._sending)
        if not room:
            return []
        with self._connections() as connection:
            return claim_due(
                connection,
                self._seal,
                self.over,
                by=self._name,
                now=now,
                lease=LEASE,
                limit=room,
                line=line,
            )

    def _deliver(self, delivery: Delivery, wall: Callable[[], datetime]) -> None:
        if delivery.is_stopped:
            self._record(delivery, Refused("stopped", permanent=True), wall())
            return
        if delivery.is_overtaken:
            self._record(delivery, Refused("overtaken", permanent=True), wall())
            return
        if wall() - delivery.created_at > GIVE_UP_AFTER:
            with self._connections() as connection:
                hand_over(connection, delivery.delivery_id, wall(), EXPIRED)
            return
        self._record(delivery, self._channel.send(delivery), wall())

    def _settle(self, delivery: Delivery, now: datetime) -> bool:
        receipt = self._channel.find(delivery)
        if receipt is not None:
            self._record(delivery, receipt, now)
            return True
        if not _is_overdue(delivery, now):
            return False
        if delivery.level >= GaugeLevel.DANGER:
            return self._resend(delivery, now)
        with self._connections() as connection:
            return hand_over(connection, delivery.delivery_id, now)

    def _resend(self, delivery: Delivery, now: datetime) -> bool:
        with self._connections() as connection:
            return mark_due_again(
                connection, delivery.delivery_id, now, now, code="resent", resent=True
            )

    def _record(self, delivery: Delivery, answer: Answer, now: datetime) -> None:
        with self._connections() as connection:
            match answer:
                case Receipt(provider_id, status):
                    mark_accepted(connection, delivery.delivery_id, provider_id, status, now)
                case Refused():
                    self._refuse(connection, delivery, answer, now)
                case _:
                    log.warning("delivery %s: unknown (%s)", delivery.delivery_id, answer.code)
                    mark_unknown(connection, delivery.delivery_id, answer.code, now)

    def _refuse(
        self, connection: Connection, delivery: Delivery, answer: Refused, now: datetime
    ) -> None:
        """Try again, give up, or hand over; and do what the refusal asks for beside.

        A rehearsal has an address of its own: what is wrong there never halts reality.
        """
        if answer.effect is Effect.WITHHOLD:
            mark_withheld(connection, delivery.delivery_id, answer.code, now)
        elif answer.permanent:
            mark_refused(connection, delivery.delivery_id, answer.code, now)
        elif now - delivery.created_at > GIVE_UP_AFTER:
            hand_over(connection, delivery.delivery_id, now)
        else:
            due_at = now + timedelta(seconds=pause_s(delivery.tries, answer.again_in_s))
            mark_due_again(connection, delivery.delivery_id, due_at, now, code=answer.code)
        if answer.effect in (Effect.OPTED_OUT, Effect.BAD_ADDRESS):
            stop_telling(connection, delivery.subscriber_id, answer.effect.value, now)
        if answer.effect is Effect.HALT and delivery.run_no == ACTUAL.run_no:
            self._halted_until = now + timedelta(seconds=answer.again_in_s or LONGEST_PAUSE_S)
        if answer.effect in (Effect.PAGE, Effect.HALT):
            log.critical("an operator must look: provider's code %s", answer.code)


def _is_overdue(delivery: Delivery, now: datetime) -> bool:
    return delivery.answered_at is None or now - delivery.answered_at >= UNKNOWN_FOR


def _is_urgent_now(delivery: Delivery, now: datetime) -> bool:
    """Return whether to send again unasked; a lost lease is asked about, once, however late."""
    urgent = delivery.level >= GaugeLevel.DANGER and delivery.provider_code != LOST_LEASE
    return urgent and _is_overdue(delivery, now)


def pause_s(tries: int, again_in_s: float | None) -> float:
    """Return how long to wait before the next try: what was asked for, else longer each time.

    Never in step with others: a provider that recovers is not to be met by a crowd.
    """
    longest = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (tries - 1))
    asked = again_in_s if again_in_s is not None else longest / 2
    return asked + random.uniform(0, longest / 2)  # noqa: S311 no secret
