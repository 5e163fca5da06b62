"""Post messages to partners' programs and say what became of each.

The receiver knows a delivery by its id and takes it once. So what may have arrived is
sent again without harm, and is: no list and no callback would ever tell.
"""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import certifi
import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    NewConnectionError,
    SSLError,
)

from alerting.channels.contract import Answer, Effect, Receipt, Refused, Unknown
from alerting.channels.webhook.signing import payload, signed_headers
from kawamori.people import Address, WebhookUrl
from kawamori.storage.telling.deliveries import Delivery

TIMEOUT_S = 10.0
BATCH_S = 20.0  # with one answer more, well within the time that a batch is held for
AT_ONCE = 8
LONGEST_ASKED_S = 60.0  # a receiver that asks for a day is not obeyed while a river rises
LEFT = "left for later"
_BUSY = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}


def wall_clock() -> datetime:
    """Return the time, which a receiver holds a signature against."""
    return datetime.now(UTC)


class Webhook:
    """Connections to partners, kept open between messages."""

    def __init__(
        self, timeout_s: float = TIMEOUT_S, wall: Callable[[], datetime] = wall_clock
    ) -> None:
        """Connect nothing yet."""
        self._pool = urllib3.PoolManager(
            maxsize=AT_ONCE,
            timeout=urllib3.Timeout(total=timeout_s),
            retries=False,
            ca_certs=certifi.where(),
        )
        self._wall = wall

    def destination(self, delivery: Delivery) -> str:
        """Return the partner's server, such as https://partner.example."""
        parts = urlsplit(_there(delivery.address).url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"  # and no password

    def send(self, deliveries: Sequence[Delivery]) -> list[Answer]:
        """Post deliveries to one partner, one after another, and return what is known of each.

        What is left when the partner can't be reached, or takes too long, was not sent.
        """
        begun, answers = time.monotonic(), list[Answer]()
        for delivery in deliveries:
            if time.monotonic() - begun > BATCH_S or (answers and _is_away(answers[-1])):
                answers.append(Refused(LEFT, permanent=False))
            else:
                answers.append(self._post(delivery))
        return answers

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def _post(self, delivery: Delivery) -> Answer:
        there, body = _there(delivery.address), payload(delivery)
        headers = signed_headers(delivery, there.secret, body, self._wall())
        try:
            reply = self._pool.request(
                "POST", there.url, body=body, headers=headers, preload_content=False
            )
        except (NewConnectionError, ConnectTimeoutError):
            return Refused("unreachable", permanent=False, effect=Effect.WAIT)
        except LocationParseError:
            return Refused("no such address", permanent=True, effect=Effect.PAGE)
        except SSLError:
            return Refused("tls", permanent=False, effect=Effect.PAGE)
        except HTTPError as error:
            return Unknown(type(error).__name__)
        reply.drain_conn()
        return answer(delivery, reply.status, reply.headers.get("Retry-After"))


def answer(delivery: Delivery, status: int, retry_after: str | None) -> Answer:
    """Return what a receiver's status means."""
    code = str(status)
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Receipt(str(delivery.delivery_id), "accepted")
    if status == HTTPStatus.GONE:
        return Refused(code, permanent=True, effect=Effect.BAD_ADDRESS)
    if status in _BUSY or (status == HTTPStatus.SERVICE_UNAVAILABLE and retry_after):
        asked_s = _seconds(retry_after)
        return Refused(code, permanent=False, again_in_s=asked_s, effect=Effect.WAIT)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unknown(code)
    return Refused(code, permanent=True, effect=Effect.PAGE)  # moved, or not as was agreed


def _is_away(answer: Answer) -> bool:
    """Return whether a partner gave no answer at all, or asked to be left alone."""
    if isinstance(answer, Unknown):
        return not answer.code.isdecimal()
    return isinstance(answer, Refused) and (not answer.permanent)


def _seconds(retry_after: str | None) -> float | None:
    """Return the seconds in a header, None for the form that is a date: our own pause will do."""
    if retry_after and retry_after.isdecimal():
        return min(float(retry_after), LONGEST_ASKED_S)
    return None


def _there(address: Address) -> WebhookUrl:
    if not isinstance(address, WebhookUrl):
        raise TypeError(f"{address} is no partner's program")
    return address
