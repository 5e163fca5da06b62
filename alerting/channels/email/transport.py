"""Send letters by SMTP and say what became of each.

Until the last line of a letter is sent nothing has happened; a connection that is lost
between that line and its answer leaves nobody knowing. Then it is unknown.
"""

import smtplib
import ssl
from collections.abc import Callable
from datetime import UTC, datetime

from alerting.channels.contract import Answer, Effect, Receipt, Refused, Unknown
from alerting.channels.email.codes import HALT_S, refused
from alerting.channels.email.letters import letter, message_id
from alerting.channels.email.server import open_server, trusting
from kawamori.errors import InvalidError
from kawamori.people import EmailAddress
from kawamori.settings import PREFIX, Settings
from kawamori.storage.telling.deliveries import Delivery

TIMEOUT_S = 10.0
_OK, _FORWARDED = 250, 251


def wall_clock() -> datetime:
    """Return the time that a letter is dated."""
    return datetime.now(UTC)


class Email:
    """A mail server that takes our letters; each goes over a connection of its own."""

    def __init__(
        self,
        settings: Settings,
        timeout_s: float = TIMEOUT_S,
        wall: Callable[[], datetime] = wall_clock,
    ) -> None:
        """Refuse to start without everything that sending needs."""
        if not (settings.smtp_host and settings.mail_from):
            raise InvalidError(f"e-mail needs {PREFIX}SMTP_HOST and {PREFIX}MAIL_FROM")
        self._settings = settings
        self._sender = settings.mail_from
        self._timeout_s = timeout_s
        self._wall = wall
        self._tls = trusting(settings)

    def send(self, delivery: Delivery) -> Answer:
        """Send a letter once and return what is known of it."""
        address = delivery.address
        if not isinstance(address, EmailAddress) or not address.text.isascii():
            return Refused("not an address", permanent=True, effect=Effect.BAD_ADDRESS)
        try:
            server = open_server(self._settings, self._tls, self._timeout_s)
        except ssl.SSLError:
            return Refused("tls", permanent=False, again_in_s=HALT_S, effect=Effect.HALT)
        except smtplib.SMTPResponseException as error:
            return refused(error.smtp_code, _bytes(error.smtp_error), of_recipient=False)
        except smtplib.SMTPNotSupportedError:
            return Refused("tls", permanent=False, again_in_s=HALT_S, effect=Effect.HALT)
        except (OSError, smtplib.SMTPException):
            return Refused("unreachable", permanent=False)
        try:
            return self._hand_over(server, delivery, address)
        finally:
            server.close()  # to say goodbye could take as long as anything else

    def find(self, delivery: Delivery) -> Receipt | None:  # noqa: ARG002 the contract's
        """Return nothing: a mail server keeps no list."""
        return None

    def verdict(self, delivery: Delivery) -> Refused:
        """Return that what was reported as failed is over; no mail server reports."""
        return Refused(delivery.provider_code or "failed", permanent=True, effect=Effect.PAGE)

    def close(self) -> None:
        """Close nothing: no connection outlives its letter."""

    def _hand_over(self, server: smtplib.SMTP, delivery: Delivery, address: EmailAddress) -> Answer:
        """Say from whom and to whom, then hand the letter over."""
        written = letter(
            delivery,
            address,
            sender=self._sender,
            sender_name=self._settings.city_name,
            now=self._wall(),
        )
        try:
            refusal = self._addressed(server, address)
        except (OSError, smtplib.SMTPException):
            return Refused("connection lost", permanent=False)
        if refusal:
            return refusal
        try:
            code, said = server.data(written.as_bytes())
        except smtplib.SMTPDataError as error:
            return refused(error.smtp_code, _bytes(error.smtp_error), of_recipient=False)
        except (OSError, smtplib.SMTPException):
            return Unknown("connection lost")
        if code != _OK:
            return refused(code, said, of_recipient=False)
        return Receipt(message_id(delivery, self._sender), "accepted")

    def _addressed(self, server: smtplib.SMTP, address: EmailAddress) -> Refused | None:
        code, said = server.mail(self._sender)
        if code != _OK:
            return refused(code, said, of_recipient=False)
        code, said = server.rcpt(address.text)
        return None if code in (_OK, _FORWARDED) else refused(code, said, of_recipient=True)


def _bytes(said: bytes | str) -> bytes:
    return said.encode() if isinstance(said, str) else said
