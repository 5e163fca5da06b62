"""Call people through Twilio: the words twice, then a key that says they were heard."""

from datetime import timedelta
from functools import partial

from alerting.channels.account import FAILED, TIMEOUT_S, Account, answer, listed
from alerting.channels.contract import Answer, Effect, Receipt, Refused
from alerting.channels.voice.codes import refused
from kawamori.errors import InvalidError
from kawamori.messages.codes import code_spoken
from kawamori.people import Language, PhoneNumber
from kawamori.settings import PREFIX, Settings
from kawamori.storage.telling.deliveries import Delivery
from kawamori.twiml import call_twiml, said_twiml

RING_FOR_S = 40
EVENTS = ["initiated", "ringing", "answered", "completed"]
LISTED_AT_ONCE = 20
CLOCKS_DIFFER_BY = timedelta(minutes=1)


class Voice:
    """The number that calls, and where the provider reports back to."""

    def __init__(self, settings: Settings, timeout_s: float = TIMEOUT_S) -> None:
        """Refuse to start without everything that calling needs."""
        if not settings.twilio_voice_from:
            raise InvalidError(f"calls need {PREFIX}TWILIO_VOICE_FROM, the number that calls")
        self._account = Account(settings, timeout_s)
        self._from = settings.twilio_voice_from
        self._from_level = settings.voice_from_level
        self._hook = f"{settings.public_url.rstrip('/')}/hooks/twilio/voice"
        self._city = settings.city_name

    def send(self, delivery: Delivery) -> Answer:
        """Call somebody once and return what is known of it; the words go along."""
        if delivery.level < self._from_level:
            because = f"calls are made from level {self._from_level} on"
            return Refused(because, permanent=True, effect=Effect.WITHHOLD)
        hook = f"{self._hook}/{delivery.delivery_id}"
        create = partial(
            self._account.client(delivery).calls.create,
            to=delivery.address.stored,
            from_=self._from,
            twiml=call_twiml(delivery.body, delivery.language, f"{hook}/keys"),
            timeout=RING_FOR_S,
            status_callback=hook,
            status_callback_event=EVENTS,
        )
        return answer(create, partial(_refused, delivery))

    def send_code(self, number: PhoneNumber, code: str, language: Language) -> Answer:
        """Call a number and say a code, three times."""
        create = partial(
            self._account.actual.calls.create,
            to=number.e164,
            from_=self._from,
            twiml=said_twiml(code_spoken(code, language, self._city), language),
            timeout=RING_FOR_S,
        )
        return answer(create, _code_refused)

    def find(self, delivery: Delivery) -> Receipt | None:
        """Return the provider's record of a call: the only one to this number since.

        The list does not say what a call was about: of several none is taken for it. One that
        has failed is of an earlier try.
        """
        calls = self._account.client(delivery).calls
        made = listed(partial(calls.list, to=delivery.address.stored, limit=LISTED_AT_ONCE))
        since = delivery.created_at - CLOCKS_DIFFER_BY
        recent = [
            call
            for call in made
            if call.date_created is not None
            and call.date_created >= since
            and str(call.status) not in FAILED
        ]
        if len(recent) != 1:
            return None
        return Receipt(str(recent[0].sid), str(recent[0].status))

    def verdict(self, delivery: Delivery) -> Refused:
        """Return what is to be done about a call that the provider reported as failed."""
        return _refused(delivery, delivery.provider_code or "failed", None)

    def close(self) -> None:
        """Close the connections to the provider."""
        self._account.close()


def _refused(delivery: Delivery, code: str, retry_after_s: float | None) -> Refused:
    return refused(code, tries=delivery.tries, level=delivery.level, retry_after_s=retry_after_s)


def _code_refused(code: str, _retry_after_s: float | None) -> Refused:
    return Refused(code, permanent=True)
