"""The account at Twilio: a client for reality, one for rehearsals, and its errors as answers.

The provider knows no idempotency key. A request that it did not answer, or answered with
a server's error, may have been taken: that is unknown, and never simply sent again.
"""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from alerting.channels.contract import Answer, Receipt, Refused, Unknown
from kawamori.errors import InvalidError
from kawamori.runs import ACTUAL
from kawamori.settings import PREFIX, Settings
from kawamori.storage.telling.deliveries import Delivery

TIMEOUT_S = 10.0
CANARY = "canary"  # a test that must go the way that reality goes
SERVER_ERROR, TOO_MANY, BUSY, UNAUTHORIZED = 500, 429, 503, 401
FAILED = frozenset({"failed", "undelivered", "canceled", "busy", "no-answer"})
TOO_FAST, NOT_LET_IN = "20429", "20003"

Verdict = Callable[[str, float | None], Refused]  # by the code, and the time that was asked for


class Account:
    """Who sends, and where to."""

    def __init__(self, settings: Settings, timeout_s: float = TIMEOUT_S) -> None:
        """Refuse to start without the account."""
        sid, token = settings.twilio_account_sid, settings.twilio_auth_token
        if not (sid and token):
            raise InvalidError(
                f"Twilio needs {PREFIX}TWILIO_ACCOUNT_SID and {PREFIX}TWILIO_AUTH_TOKEN"
            )
        secret = token.get_secret_value()
        actual = settings.twilio_base_url
        rehearsal = settings.twilio_rehearsal_base_url or actual
        self._https = [_Http(address, timeout_s) for address in (actual, rehearsal)]
        self.actual, self._rehearsal = (Client(sid, secret, http_client=h) for h in self._https)

    def client(self, delivery: Delivery) -> Client:
        """Return the way that a delivery goes."""
        is_rehearsed = delivery.run_no != ACTUAL.run_no and delivery.family != CANARY
        return self._rehearsal if is_rehearsed else self.actual

    def close(self) -> None:
        """Close the connections to the provider."""
        for http in self._https:
            if http.session is not None:
                http.session.close()


def answer(request: Callable[[], Any], verdict: Verdict) -> Answer:
    """Make a request that creates something, once, and return what is known of it."""
    try:
        made = request()
    except _BusyError as busy:
        return verdict(TOO_FAST, busy.retry_after_s)
    except TwilioException as error:
        return _from_error(error, verdict)
    except (NoConnection, ConnectTimeout) as error:
        if _never_connected(error):
            return Refused("unreachable", permanent=False)
        return Unknown("connection lost")
    except RequestException as error:
        return Unknown(type(error).__name__)
    return _taken(made, verdict)


def listed(request: Callable[[], list[Any]]) -> list[Any]:
    """Return what the provider lists, nothing where it does not answer."""
    try:
        return request()
    except (TwilioException, RequestException, _BusyError):
        return []


def _taken(made: Any, verdict: Verdict) -> Answer:
    """Return the receipt of what was made, if it has not failed at once: nobody may call back."""
    status = str(made.status)
    if status in FAILED:
        return verdict(str(getattr(made, "error_code", None) or status), None)
    return Receipt(str(made.sid), status)


def _from_error(error: TwilioException, verdict: Verdict) -> Answer:
    status = int(getattr(error, "status", SERVER_ERROR))
    if status >= SERVER_ERROR:
        return Unknown(str(status))
    code = str(getattr(error, "code", None) or status)
    return verdict(NOT_LET_IN if status == UNAUTHORIZED else code, None)


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
