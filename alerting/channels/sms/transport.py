"""Send short messages through Twilio and say what became of each.

The provider knows no idempotency key. A request that it did not answer, or answered with
a server's error, may have been taken: that is unknown, and never simply sent again.
"""

import logging
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageList
from urllib3.exceptions import NewConnectionError

from alerting.channels.contract import Answer, Receipt, Refused, Unknown
from alerting.channels.sms.codes import refused
from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel
from kawamori.runs import ACTUAL
from kawamori.settings import PREFIX, Settings
from kawamori.storage.telling.deliveries import Delivery

TIMEOUT_S = 10.0
URGENT_VALIDITY_S = 900  # an order that arrives later than this does harm
VALIDITY_S = 1800
LASTING_VALIDITY_S = 6 * 3600
LASTING = frozenset({"clear", "lift", "correct", "retract"})  # as true in the morning
CANARY = "canary"  # a test that must go the way that reality goes
SERVER_ERROR, TOO_MANY, BUSY, UNAUTHORIZED = 500, 429, 503, 401
LISTED_AT_ONCE = 50
CLOCKS_DIFFER_BY = timedelta(minutes=1)


class Sms:
    """The account that sends, and where the provider reports back to."""

    def __init__(self, settings: Settings, timeout_s: float = TIMEOUT_S) -> None:
        """Refuse to start without everything that sending needs."""
        sid, token = settings.twilio_account_sid, settings.twilio_auth_token
        service = settings.twilio_messaging_service_sid
        if not (sid and token and service):
            raise InvalidError(
                f"SMS needs {PREFIX}TWILIO_ACCOUNT_SID, {PREFIX}TWILIO_AUTH_TOKEN and "
                f"{PREFIX}TWILIO_MESSAGING_SERVICE_SID"
            )
        actual = settings.twilio_base_url
        rehearsal = settings.twilio_rehearsal_base_url or actual
        self._https = [_Http(base_url, timeout_s) for base_url in (actual, rehearsal)]
        # Imports much, and a first text must not wait for that.
        self._actual, self._rehearsal = (
            Client(sid, token.get_secret_value(), http_client=http).messages for http in self._https
        )
        self._service = service
        self._callback = f"{settings.public_url.rstrip('/')}/hooks/twilio/status"

    def send(self, delivery: Delivery) -> Answer:
        """Send a delivery once and return what is known of it."""
        try:
            message = self._messages(delivery).create(
                to=delivery.address.stored,
                body=delivery.body,
                messaging_service_sid=self._service,
                validity_period=validity_s(delivery.level, delivery.kind),
                status_callback=f"{self._callback}/{delivery.delivery_id}",
                risk_check="disable",
            )
        except _BusyError as busy:
            return self._refused("20429", delivery, busy.retry_after_s)
        except TwilioException as error:
            return self._from_error(error, delivery)
        except (NoConnection, ConnectTimeout) as error:
            if _never_connected(error):
                return Refused("unreachable", permanent=False)
            return Unknown("connection lost")
        except RequestException as error:
            return Unknown(type(error).__name__)
        return Receipt(str(message.sid), str(message.status))

    def find(self, delivery: Delivery) -> Receipt | None:
        """Return the provider's record of a delivery: to this number, with this text, since."""
        try:
            listed = self._messages(delivery).list(to=delivery.address.stored, limit=LISTED_AT_ONCE)
        except (TwilioException, RequestException, _BusyError):
            return None
        since = delivery.created_at - CLOCKS_DIFFER_BY
        for message in listed:
            created = message.date_created
            if message.body == delivery.body and created is not None and created >= since:
                return Receipt(str(message.sid), str(message.status))
        return None

    def verdict(self, delivery: Delivery) -> Refused:
        """Return what is to be done about a delivery that the provider reported as failed."""
        return self._refused(delivery.provider_code or "30008", delivery, None)

    def close(self) -> None:
        """Close the connections to the provider."""
        for http in self._https:
            if http.session is not None:
                http.session.close()

    def _messages(self, delivery: Delivery) -> MessageList:
        is_rehearsed = delivery.run_no != ACTUAL.run_no and delivery.family != CANARY
        return self._rehearsal if is_rehearsed else self._actual

    def _from_error(self, error: TwilioException, delivery: Delivery) -> Answer:
        status = int(getattr(error, "status", SERVER_ERROR))
        if status >= SERVER_ERROR:
            return Unknown(str(status))
        code = str(getattr(error, "code", None) or status)
        return self._refused("20003" if status == UNAUTHORIZED else code, delivery, None)

    def _refused(self, code: str, delivery: Delivery, retry_after_s: float | None) -> Refused:
        return refused(
            code, tries=delivery.tries, level=delivery.level, retry_after_s=retry_after_s
        )


def validity_s(level: int, kind: str) -> int:
    """Return for how long the provider may keep trying to deliver.

    What is over, or was wrong, must be heard even by those whose phone was off meanwhile.
    """
    if kind in LASTING:
        return LASTING_VALIDITY_S
    return URGENT_VALIDITY_S if level >= GaugeLevel.DANGER else VALIDITY_S


class _BusyError(Exception):
    """The provider said before taking the message that it is too busy."""

    def __init__(self, retry_after_s: float | None) -> None:
        super().__init__(f"busy, again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class _Http(TwilioHttpClient):  # type: ignore[misc]  # the package brings no types
    """Twilio's HTTP client, sent to the address in the settings, with a limit on time."""

    def __init__(self, base_url: str, timeout_s: float) -> None:
        quiet = logging.getLogger("twilio.http_client.quiet")  # theirs would log phone numbers
        quiet.setLevel(logging.CRITICAL)
        super().__init__(timeout=timeout_s, logger=quiet)
        self._base = urlsplit(base_url)

    def request(self, method: str, url: str, *args: Any, **more: Any) -> Response:
        """Send a request; ``_BusyError`` when the answer says that it was not taken."""
        moved = urlsplit(url)._replace(scheme=self._base.scheme, netloc=self._base.netloc)
        response = super().request(method, urlunsplit(moved), *args, **more)
        after = (response.headers or {}).get("Retry-After")
        if response.status_code == TOO_MANY or (response.status_code == BUSY and after):
            raise _BusyError(_seconds(after))
        return response


def _seconds(retry_after: str | None) -> float | None:
    """Return the seconds in a header, None for the form that is a date: our own pause will do."""
    return float(retry_after) if retry_after and retry_after.isdecimal() else None


def _never_connected(error: Exception) -> bool:
    """Return whether not even a connection was made, so that nothing can have been sent."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(error, ConnectTimeout) or isinstance(reason, NewConnectionError)
