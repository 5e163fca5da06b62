"""What a sender asks for, checked in the provider's order and refused in its words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from kawamori.errors import InvalidError
from kawamori.people import PhoneNumber
from simulators.sandbox.messages import LONGEST_BODY
from simulators.sandbox.refusals import RefusedError

_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
LONGEST_VALIDITY_S = 36_000
NEVER = {  # the provider's own numbers for trying refusals
    "+15005550001": (21211, "Invalid 'To' Phone Number: {}"),
    "+15005550002": (
        21612,
        "Message cannot be sent with the current combination of 'To' and 'From'",
    ),
    "+15005550003": (21408, "Permission to send an SMS has not been enabled for the region: {}"),
    "+15005550004": (21610, "Attempt to send to unsubscribed recipient"),
    "+15005550009": (21614, "'To' number is not a valid mobile number: {}"),
}


@dataclass(frozen=True, slots=True)
class Submission:
    """A request that may be accepted."""

    to: str
    sender: str | None
    service_sid: str | None
    body: str
    callback_url: str | None
    validity_s: int = LONGEST_VALIDITY_S

    @property
    def delivery_id(self) -> str | None:
        """The last part of the callback's path: the sender's own id for the message."""
        path = urlsplit(self.callback_url or "").path
        return path.rstrip("/").rpartition("/")[2] or None


def read_submission(form: Mapping[str, str]) -> Submission:
    """Return what the form asks for; ``RefusedError`` as the provider would."""
    to, body = form.get("To", ""), form.get("Body", "")
    sender, service = form.get("From") or None, form.get("MessagingServiceSid") or None
    callback = form.get("StatusCallback") or None
    if not to:
        raise RefusedError(21604, "A 'To' phone number is required.")
    if not sender and not service:
        raise RefusedError(21603, "A 'From' phone number is required.")
    if service and not _SERVICE.fullmatch(service):
        raise RefusedError(21701, f"The Messaging Service {service} does not exist.")
    if not body:
        raise RefusedError(21602, "Message body is required.")
    if len(body) > LONGEST_BODY:
        raise RefusedError(
            21617, f"The concatenated message body exceeds the {LONGEST_BODY} character limit."
        )
    if callback and not may_call(callback):
        raise RefusedError(21609, f"Invalid 'StatusCallback' URL: {callback}")
    check_number(to)
    return Submission(to, sender, service, body, callback, _validity_s(form))


def opted_out() -> RefusedError:
    """Refuse to write to somebody who answered STOP."""
    return RefusedError(21610, "Attempt to send to unsubscribed recipient")


def _validity_s(form: Mapping[str, str]) -> int:
    text = form.get("ValidityPeriod") or str(LONGEST_VALIDITY_S)
    if not text.isdecimal() or not 1 <= int(text) <= LONGEST_VALIDITY_S:
        raise RefusedError(20001, f"ValidityPeriod {text!r}: 1 to {LONGEST_VALIDITY_S} seconds")
    return int(text)


def check_number(to: str) -> None:
    """Raise ``RefusedError`` for a number that nobody can be reached at."""
    if to in NEVER:
        code, words = NEVER[to]
        raise RefusedError(code, words.format(to))
    try:
        PhoneNumber(to)
    except InvalidError:
        raise RefusedError(21211, f"Invalid 'To' Phone Number: {to}") from None


def may_call(url: str) -> bool:
    """Return whether the provider would call back there."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    is_plain = url.isascii() and url.isprintable() and " " not in url
    return is_plain and parts.scheme in ("http", "https") and bool(host) and "_" not in host
