"""Call whoever is on duty, and the next when nobody answers, until somebody takes it.

One step looks at every call that nobody has taken and writes what is to be sent: to
the same ledger, by the same way as what residents are told.
"""

import logging
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from alerting.mute import TOO_OLD
from kawamori.calls import DEFAULT_CALL_POLICY, CallPolicy, called_so_far, next_in_line
from kawamori.messages import JST, Concern, Summons, staff_sms
from kawamori.messages.staff import Undelivered, undelivered_sms
from kawamori.runs import Status
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.duty.calls import (
    OpenCall,
    Summoned,
    begin_calling,
    end_calls,
    is_any_due,
    last_told,
    open_calls,
    open_calls_found,
    postpone,
    summon,
)
from kawamori.storage.duty.roster import OnDuty, on_duty
from kawamori.storage.duty.stranded import StrandedCall, open_stranded_calls, summon_about
from kawamori.storage.stream import announce

log = logging.getLogger(__name__)

CODE_BYTES = 12  # of a link: nobody guesses 96 bits
NEVER_LOOKED_AT = datetime(1971, 1, 1, tzinfo=UTC)  # a new call is due since the epoch
LOOK_AGAIN = timedelta(seconds=5)  # at what is silenced


class Summoner:
    """Calls people on duty; several may run at once, and one of them works."""

    def __init__(self, public_url: str, policy: CallPolicy = DEFAULT_CALL_POLICY) -> None:
        """``public_url`` is where the links lead; none: nobody can take a call by one."""
        self._links = f"{public_url.rstrip('/')}/a/" if public_url else ""
        self._policy = policy

    def call_due(self, connection: Connection, now: datetime) -> int:
        """Call whom a due call is for and return how many texts were written; cheap when idle."""
        with unavailable_when_lost():
            return self.call(connection, now) if is_any_due(connection, now) else 0

    def call(self, connection: Connection, now: datetime) -> int:
        """Look at every open call, in one transaction, and return how many texts were written.

        1. Be the one who calls.
        2. Open calls for danger that went silent and for what was not delivered.
        3. End what nobody needs any more.
        4. River by river, call whoever is next; then about each announcement that reaches nobody.
        """
        with unavailable_when_lost(), connection.transaction():
            if not begin_calling(connection):
                return 0
            open_calls_found(connection, now)
            end_calls(connection, self._policy, TOO_OLD, now)
            told: dict[int, tuple[list[str], set[str]]] = {}
            for _, group in groupby(open_calls(connection, self._policy, now), key=_river):
                calls = self._not_silenced(connection, list(group), now)
                deliveries = self._call_about(connection, calls, now) if calls else []
                if deliveries:
                    ids, alerts = told.setdefault(calls[0].run_no, ([], set()))
                    ids += deliveries
                    alerts |= {str(call.alert_id) for call in calls}
            for call in open_stranded_calls(connection, now):
                ids, _ = told.setdefault(call.run_no, ([], set()))
                ids += self._call_about_stranded(connection, call, now)
            for run_no, (ids, alerts) in told.items():
                for kind, subjects in (("deliveries", ids), ("alerts", sorted(alerts))):
                    if subjects:
                        announce(connection, run_no, kind, subjects)
        return sum(len(ids) for ids, _ in told.values())

    def _not_silenced(
        self, connection: Connection, calls: list[OpenCall], now: datetime
    ) -> list[OpenCall]:
        for call in calls:
            if call.silence_id is not None:
                postpone(connection, [call.call_id], now + LOOK_AGAIN, call.silence_id)
        return [call for call in calls if call.silence_id is None]

    def _call_about(
        self, connection: Connection, calls: Sequence[OpenCall], now: datetime
    ) -> list[str]:
        """Write one text about all open calls of a river, if somebody is to be called now.

        What is new goes to whoever was called so far about this river and has not
        answered; when their time is over, to the next.
        """
        lead = calls[0]
        roster = on_duty(
            connection,
            run_no=lead.run_no,
            network=lead.network,
            river=lead.river,
            clock=lead.run_now.astimezone(JST).time(),
        )
        if not roster:
            self._nobody(connection, calls, now)
            return []
        done = max(call.tries for call in calls)
        wait = self._policy.wait_at(max(call.level for call in calls)) / lead.speed
        is_repeated = any(_is_over(call, len(roster), now) for call in calls)
        if is_repeated:
            tries, due_at = done + 1, now + wait
            who = next_in_line(roster, tries)
        elif self._is_new(connection, calls, now):
            told = [call.due_at for call in calls if call.told_at is not None]
            tries, due_at = max(1, done), min([now + wait, *told])
            who = called_so_far(roster, tries)
        else:
            return []
        texts = [self._text(calls, person, is_repeated=is_repeated) for person in who]
        ids = summon(connection, calls, texts, tries=tries, due_at=due_at, now=now)
        return [str(delivery_id) for delivery_id in ids]

    def _call_about_stranded(
        self, connection: Connection, call: StrandedCall, now: datetime
    ) -> list[str]:
        """Write a text about an announcement that was handed over, if somebody's turn has come."""
        roster = on_duty(
            connection,
            run_no=call.run_no,
            network=call.network,
            river=None,
            clock=call.run_now.astimezone(JST).time(),
        )
        if not roster:
            if call.due_at <= now:
                postpone(connection, [call.call_id], now + self._policy.nobody_wait / call.speed)
                log.critical("nobody is on duty: message %d reaches nobody", call.message_id)
            return []
        is_repeated = call.told_at is not None
        if is_repeated and not _is_over(call, len(roster), now):
            return []
        tries = call.tries + 1
        found = Undelivered(
            call.status,
            call.name,
            tuple(call.areas),
            call.undelivered,
            is_correction=call.kind in ("correct", "retract"),
            is_repeated=is_repeated,
        )
        texts = [self._undelivered(found, who) for who in next_in_line(roster, tries)]
        wait = self._policy.wait_at(call.level) / call.speed
        ids = summon_about(connection, call, texts, tries=tries, due_at=now + wait, now=now)
        return [str(delivery_id) for delivery_id in ids]

    def _undelivered(self, found: Undelivered, who: OnDuty) -> Summoned:
        link = self._links and self._links + secrets.token_urlsafe(CODE_BYTES)
        return Summoned(who, undelivered_sms(found, who.language, link), link)

    def _is_new(self, connection: Connection, calls: Sequence[OpenCall], now: datetime) -> bool:
        """Return whether something is to be told now that was never told.

        The first station of a river, and a higher level, are told at once; others wait
        a moment for one another.
        """
        new = [call for call in calls if call.told_at is None]
        if len(new) >= self._policy.gather_at_most:
            return True
        gather_for = self._policy.gather_for / calls[0].speed
        for call in new:
            before = last_told(connection, call, now - gather_for)
            if before is None:
                return True
            postpone(connection, [call.call_id], before + gather_for)
        return False

    def _nobody(self, connection: Connection, calls: Sequence[OpenCall], now: datetime) -> None:
        due = [call for call in calls if call.due_at <= now]
        wait = self._policy.nobody_wait / calls[0].speed
        postpone(connection, [call.call_id for call in due], now + wait)
        if any(call.due_at < NEVER_LOOKED_AT for call in due):
            urgency = logging.CRITICAL if calls[0].status is Status.ACTUAL else logging.INFO
            log.log(urgency, "nobody is on duty: %s, run %d", calls[0].river, calls[0].run_no)

    def _text(self, calls: Sequence[OpenCall], who: OnDuty, *, is_repeated: bool) -> Summoned:
        concerns = tuple(
            Concern(c.cause, c.level, c.name, c.name_en, c.stage_m, c.observed_at, c.undelivered)
            for c in calls
        )
        summons = Summons(calls[0].status, calls[0].river, concerns, is_repeated)
        link = self._links and self._links + secrets.token_urlsafe(CODE_BYTES)
        return Summoned(who, staff_sms(summons, who.language, link), link)


def _river(call: OpenCall) -> tuple[int, str, str]:
    return call.run_no, call.network, call.river


def _is_over(call: OpenCall | StrandedCall, roster: int, now: datetime) -> bool:
    """Return whether the next person's turn has come; at once where the last was not reached.

    Once all were called and nobody was reached, the next round waits its time.
    """
    if call.told_at is None:
        return False
    return call.due_at <= now or (call.is_unreached and call.tries <= roster)
