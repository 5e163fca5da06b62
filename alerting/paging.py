"""Page staff by e-mail: what must be said when the way to telephones may be what is broken."""

import logging
import smtplib
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, make_msgid

from alerting.channels.email.server import open_server, trusting
from kawamori.errors import InvalidError, UnavailableError
from kawamori.people import EmailAddress
from kawamori.settings import PREFIX, Settings

log = logging.getLogger(__name__)

Page = Callable[[str, str], None]

TIMEOUT_S = 10.0


class MailPager:
    """Writes to one address, at once, past the ledger: that may be what does not answer."""

    def __init__(self, settings: Settings) -> None:
        """Refuse to start without a mail server and somebody to write to."""
        if not (settings.page_email and settings.smtp_host and settings.mail_from):
            raise InvalidError(
                f"paging needs {PREFIX}PAGE_EMAIL, {PREFIX}SMTP_HOST and {PREFIX}MAIL_FROM"
            )
        self._settings = settings
        self._to = EmailAddress(settings.page_email)
        self._tls = trusting(settings)

    def page(self, title: str, text: str) -> None:
        """Write a letter; ``UnavailableError`` when the mail server does not take it."""
        try:
            with open_server(self._settings, self._tls, TIMEOUT_S) as server:
                server.send_message(self._letter(title, text))
        except (OSError, smtplib.SMTPException) as error:
            said = type(error).__name__  # its words would name the address
            raise UnavailableError(f"the mail server did not take a page: {said}") from error

    def _letter(self, title: str, text: str) -> EmailMessage:
        sender = self._settings.mail_from or ""
        message = EmailMessage(policy=SMTP)
        message["Subject"] = title
        message["From"] = formataddr((self._settings.city_name, sender))
        message["To"] = self._to.text
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message["Importance"] = "high"
        message.set_content(text, cte="base64")
        return message


def page_of(settings: Settings) -> Page:
    """Return how staff are paged: by e-mail, or, where nobody is named for it, not at all."""
    if settings.page_email is None:
        log.warning("what breaks pages nobody: %sPAGE_EMAIL is not set", PREFIX)
        return log_only
    return MailPager(settings).page


def log_only(title: str, text: str) -> None:
    """Page nobody: the log has it already, and no mail server is named."""
    del title, text
