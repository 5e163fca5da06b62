"""A delivery as a letter: its first line is the subject, the rest what it says."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from kawamori.people import EmailAddress
from kawamori.storage.telling.deliveries import Delivery


def letter(
    delivery: Delivery, address: EmailAddress, *, sender: str, sender_name: str, now: datetime
) -> EmailMessage:
    """Return the letter; its Message-ID is the delivery's, so that a second copy is known as one.

    It says that a program sent it, so that no holiday answer comes back, and how to stop it.
    """
    subject, _, rest = delivery.body.partition("\n")
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject.strip()
    message["From"] = formataddr((sender_name, sender))
    message["To"] = address.text
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(delivery, sender)
    message["Auto-Submitted"] = "auto-generated"
    stop = f"mailto:{sender}?subject=unsubscribe%20{delivery.delivery_id}"
    message["List-Unsubscribe"] = f"<{stop}>"
    message.set_content(rest.strip() or subject.strip(), cte="base64")  # passes any server whole
    message["Content-Language"] = delivery.language.html_tag  # the line above drops such
    return message


def message_id(delivery: Delivery, sender: str) -> str:
    """Return the letter's own name, the same at every try."""
    return f"<{delivery.delivery_id}@{sender.rpartition('@')[2]}>"
