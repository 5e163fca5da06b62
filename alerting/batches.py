"""Empty the outbox of a channel that sends to many people at once.

What is claimed is parted by destination, so that a provider that is down, or slow, keeps
waiting nobody but its own. A batch that nobody answered for is sent again when its lease
has run out: on these channels the same message twice is one message.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from datetime import datetime, timedelta

from alerting.channels.contract import Answer, BatchChannel, Effect, Receipt, Refused, Unknown
from alerting.destinations import Destinations
from alerting.dispatch import (
    AT_ONCE,
    EXPIRED,
    GIVE_UP_AFTER,
    LEASE,
    Connections,
    pause_s,
)
from alerting.sending import finish
from kawamori.people import Channel
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import stop_telling_all
from kawamori.storage.telling.batches import (
    Outcome,
    bring_forward,
    record_many,
    send_lost_again,
)
from kawamori.storage.telling.deliveries import Delivery, claim_due

log = logging.getLogger(__name__)

BATCH = 500
MOMENT_S = 0.05
WAITS = "waits for its provider"
_STOPPING = (Effect.BAD_ADDRESS, Effect.OPTED_OUT)


class BatchDispatcher:
    """Sends by one channel in batches; several may run at once, in one process or in many."""

    def __init__(
        self,
        name: str,
        channel: BatchChannel,
        connections: Connections,
        seal: AddressSeal,
        *,
        over: Channel,
    ) -> None:
        """``name`` is what the ledger shows as the holder of a claim."""
        self._name = name
        self._channel = channel
        self.over = over
        self._connections = connections
        self._seal = seal
        self._destinations = Destinations()
        self._sending: set[Future[None]] = set()

    def deliver_due(self, executor: Executor, wall: Callable[[], datetime]) -> int:
        """Begin to send what is due and return how many deliveries that was.

        1. When enough is being sent, wait for a part of it, but only a moment, because
           others may do better by then; 1 says to look again.
        2. Claim the highest deliveries that are due, in one statement.
        3. Put aside what must not be sent any more, and what is for a destination that is
           to be left alone.
        4. Send the rest, each destination's beside the others', and record the answers of
           each part in one statement.
        """
        if not self._has_room(wall):
            return 1
        now = wall()
        with self._connections() as connection:
            claimed = claim_due(
                connection,
                self._seal,
                self.over,
                by=self._name,
                now=now,
                lease=LEASE,
                limit=BATCH,
            )
        put_aside: list[Outcome] = []
        parts: defaultdict[str, list[Delivery]] = defaultdict(list)
        for delivery in claimed:
            aside = _aside(delivery, now)
            if aside is None:
                parts[self._channel.destination(delivery)].append(delivery)
            else:
                put_aside.append(aside)
        left_alone: list[str] = []
        for destination, part in parts.items():
            if self._destinations.closed_until(destination) is not None:
                left_alone.append(destination)
            opens_at = self._destinations.opens_at(destination, now)
            if opens_at is None:
                self._destinations.begin(destination, now)
                self._sending.add(executor.submit(self._deliver, destination, part, now, wall))
            else:
                put_aside += [_due(each, opens_at, WAITS)._replace(untried=True) for each in part]
        self._record(put_aside, now)
        if any(self._destinations.closed_until(each) is None for each in left_alone):
            self._bring_forward(now)  # it came back before these were put down as waiting for it
        return len(claimed)

    def settle_unknown(self, wall: Callable[[], datetime]) -> int:
        """Have sent again what somebody claimed and never answered for."""
        with self._connections() as connection:
            return send_lost_again(connection, self.over, wall())

    def settle_failed(self, _wall: Callable[[], datetime]) -> int:
        """Do nothing: what was taken is never reported as failed later."""
        return 0

    def finish(self) -> None:
        """Wait for what is being sent, then close the channel."""
        finish(self._sending, self._channel)

    def _has_room(self, wall: Callable[[], datetime]) -> bool:
        done, self._sending = wait(self._sending, 0, return_when=FIRST_COMPLETED)
        if self._is_full(wall()):
            more, self._sending = wait(self._sending, MOMENT_S, return_when=FIRST_COMPLETED)
            done |= more
        for each in done:
            each.result()
        return not self._is_full(wall())

    def _is_full(self, now: datetime) -> bool:
        return len(self._sending) >= AT_ONCE or self._destinations.is_worth_waiting(now)

    def _deliver(
        self,
        destination: str,
        part: Sequence[Delivery],
        begun: datetime,
        wall: Callable[[], datetime],
    ) -> None:
        answers: list[Answer] = []
        is_back = False
        try:
            answers = self._channel.send(part)
        finally:
            now = wall()
            is_back = self._destinations.end(destination, begun, answers, now)
        told = list(zip(part, answers, strict=True))
        not_before = self._destinations.closed_until(destination) or now
        self._record([_outcome(*each, now, not_before) for each in told], now)
        self._stop_telling(told, now)
        if is_back:
            self._bring_forward(now)
        _page(destination, answers)

    def _bring_forward(self, now: datetime) -> None:
        with self._connections() as connection:
            bring_forward(connection, self.over, WAITS, now)

    def _record(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        if outcomes:
            with self._connections() as connection:
                record_many(connection, self._name, outcomes, now)

    def _stop_telling(self, told: Iterable[tuple[Delivery, Answer]], now: datetime) -> None:
        """Write no more to those who are gone."""
        gone: defaultdict[Effect, list[int]] = defaultdict(list)
        for delivery, answer in told:
            if isinstance(answer, Refused) and answer.effect in _STOPPING:
                gone[answer.effect].append(delivery.subscriber_id)
        with self._connections() as connection:
            for effect, subscriber_ids in gone.items():
                stop_telling_all(connection, subscriber_ids, effect.value, now)


def _aside(delivery: Delivery, now: datetime) -> Outcome | None:
    """Return what becomes of a delivery that must not be sent any more."""
    if delivery.is_stopped:
        return Outcome(delivery.delivery_id, "refused", code="stopped")
    if delivery.is_overtaken:
        return Outcome(delivery.delivery_id, "refused", code="overtaken")
    if now - delivery.created_at > GIVE_UP_AFTER:
        return Outcome(delivery.delivery_id, "handed_over", code=EXPIRED)
    return None


def _outcome(delivery: Delivery, answer: Answer, now: datetime, not_before: datetime) -> Outcome:
    """Return what an answer means; what is sent again finds out whether its destination is back."""
    match answer:
        case Receipt(provider_id, status):
            return Outcome(delivery.delivery_id, "accepted", provider_id, status)
        case Refused(code, permanent=True):
            return Outcome(delivery.delivery_id, "refused", code=code)
        case Refused(code, again_in_s=again_in_s):
            pause = timedelta(seconds=pause_s(delivery.tries, again_in_s))
            return _due(delivery, max(now + pause, not_before), code)
        case Unknown(code):
            pause = timedelta(seconds=pause_s(delivery.tries, None))
            again = _due(delivery, max(now + pause, not_before), code)
            return again._replace(resent=True)


def _due(delivery: Delivery, due_at: datetime, code: str) -> Outcome:
    return Outcome(delivery.delivery_id, "due", code=code, due_at=due_at)


def _page(destination: str, answers: Iterable[Answer]) -> None:
    codes = Counter(
        answer.code
        for answer in answers
        if isinstance(answer, Refused) and answer.effect in (Effect.PAGE, Effect.HALT)
    )
    for code, times in codes.items():
        log.critical("an operator must look: %s answered %s, %d times", destination, code, times)
