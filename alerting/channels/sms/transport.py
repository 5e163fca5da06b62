"""Send short messages through Twilio and say what became of each."""

from datetime import timedelta
from functools import partial

from alerting.channels.account import FAILED, TIMEOUT_S, Account, answer, listed
from alerting.channels.contract import Answer, Receipt, Refused
from alerting.channels.rules import LASTING
from alerting.channels.sms.codes import refused
from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel
from kawamori.messages.codes import code_sms
from kawamori.people import Language, PhoneNumber
from kawamori.settings import PREFIX, Settings
from kawamori.storage.telling.deliveries import Delivery

URGENT_VALIDITY_S = 900  # an order that arrives later than this does harm
VALIDITY_S = 1800
LASTING_VALIDITY_S = 6 * 3600
CODE_VALIDITY_S = 600
LISTED_AT_ONCE = 50
CLOCKS_DIFFER_BY = timedelta(minutes=1)
ASK_NO_QUESTIONS = "disable"  # the check for fraud keeps warnings back that it finds odd


class Sms:
    """The Messaging Service that sends, and where it reports back to."""

    def __init__(self, settings: Settings, timeout_s: float = TIMEOUT_S) -> None:
        """Refuse to start without everything that sending needs."""
        if not settings.twilio_messaging_service_sid:
            raise InvalidError(
                f"SMS needs {PREFIX}TWILIO_ACCOUNT_SID, {PREFIX}TWILIO_AUTH_TOKEN and "
                f"{PREFIX}TWILIO_MESSAGING_SERVICE_SID"
            )
        self._account = Account(settings, timeout_s)
        self._service = settings.twilio_messaging_service_sid
        self._callback = f"{settings.public_url.rstrip('/')}/hooks/twilio/status"
        self._city = settings.city_name

    def send(self, delivery: Delivery) -> Answer:
        """Send a delivery once and return what is known of it."""
        create = partial(
            self._account.client(delivery).messages.create,
            to=delivery.address.stored,
            body=delivery.body,
            messaging_service_sid=self._service,
            validity_period=validity_s(delivery.level, delivery.kind),
            status_callback=f"{self._callback}/{delivery.delivery_id}",
            risk_check=ASK_NO_QUESTIONS,
        )
        return answer(create, partial(_refused, delivery))

    def send_code(self, number: PhoneNumber, code: str, language: Language) -> Answer:
        """Send a code once; nobody calls back about it."""
        create = partial(
            self._account.actual.messages.create,
            to=number.e164,
            body=code_sms(code, language, self._city),
            messaging_service_sid=self._service,
            validity_period=CODE_VALIDITY_S,
        )
        return answer(create, _code_refused)

    def find(self, delivery: Delivery) -> Receipt | None:
        """Return the provider's record of a delivery: to this number, with this text, since.

        One that has failed is of an earlier try: it is no news of this one.
        """
        messages = self._account.client(delivery).messages
        sent = listed(partial(messages.list, to=delivery.address.stored, limit=LISTED_AT_ONCE))
        since = delivery.created_at - CLOCKS_DIFFER_BY
        for message in sent:
            created, status = message.date_created, str(message.status)
            is_recent = created is not None and created >= since
            if is_recent and message.body == delivery.body and status not in FAILED:
                return Receipt(str(message.sid), status)
        return None

    def verdict(self, delivery: Delivery) -> Refused:
        """Return what is to be done about a delivery that the provider reported as failed."""
        return _refused(delivery, delivery.provider_code or "30008", None)

    def close(self) -> None:
        """Close the connections to the provider."""
        self._account.close()


def validity_s(level: int, kind: str) -> int:
    """Return for how long the provider may keep trying to deliver.

    What is over, or was wrong, must be heard even by those whose phone was off meanwhile.
    """
    if kind in LASTING:
        return LASTING_VALIDITY_S
    return URGENT_VALIDITY_S if level >= GaugeLevel.DANGER else VALIDITY_S


def _refused(delivery: Delivery, code: str, retry_after_s: float | None) -> Refused:
    return refused(code, tries=delivery.tries, level=delivery.level, retry_after_s=retry_after_s)


def _code_refused(code: str, _retry_after_s: float | None) -> Refused:
    return Refused(code, permanent=True)
