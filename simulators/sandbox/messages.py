"""One accepted message: where it stands at a given time, and how the provider writes it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from kawamori.messages.budget import segments
from simulators.sandbox.behaviours import Behaviour, Callbacks, Fate

API = "2010-04-01"
LONGEST_BODY = 1600
FAILED = "failed"
_ERRORS = {
    30001: "Queue overflow",
    30003: "Unreachable destination handset",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30036: "Validity Period Expired",
}


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was accepted; it moves on by itself as time goes by."""

    sid: str
    delivery_id: str
    to: str
    sender: str | None
    service_sid: str | None
    body: str
    callback_url: str | None
    answer: str
    fate: str
    error_code: int | None
    created_at: datetime
    queued_at: datetime
    sent_at: datetime
    ended_at: datetime

    def status(self, now: datetime) -> str:
        """Return where the message stands."""
        if now >= self.ended_at:
            return self.fate
        if self._has_left(now):
            return "sent"
        if now >= self.queued_at or not self.service_sid:
            return "queued"
        return "accepted"  # a messaging service has yet to choose the sender

    def error(self, now: datetime) -> int | None:
        """Return why it did not arrive, once that is known."""
        return self.error_code if now >= self.ended_at else None

    def resource(self, account_sid: str, now: datetime) -> dict[str, object]:
        """Return the provider's message resource."""
        uri = f"/{API}/Accounts/{account_sid}/Messages/{self.sid}"
        status, error = self.status(now), self.error(now)
        moved = max(at for at in self._moves() if at <= now or at == self.created_at)
        return {
            "account_sid": account_sid,
            "api_version": API,
            "body": self.body,
            "date_created": format_datetime(self.created_at),
            "date_sent": format_datetime(self.sent_at) if self._has_left(now) else None,
            "date_updated": format_datetime(moved),
            "direction": "outbound-api",
            "error_code": error,
            "error_message": _ERRORS.get(error, "Unknown error") if error else None,
            "from": self.sender,
            "messaging_service_sid": self.service_sid,
            "num_media": "0",
            "num_segments": "0" if status == "accepted" else str(segments(self.body).parts),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }

    def _has_left(self, now: datetime) -> bool:
        return now >= self.sent_at and self.fate != FAILED

    def _moves(self) -> tuple[datetime, ...]:
        return self.created_at, self.queued_at, self.sent_at, self.ended_at


@dataclass(frozen=True, slots=True)
class Callback:
    """One status to be told to the sender, and when."""

    status: str
    due_at: datetime


def plan_callbacks(message: Message, behaviour: Behaviour) -> list[Callback]:
    """Return what the sender will be told of a message, in the order of telling."""
    if not message.callback_url or behaviour.callbacks is Callbacks.NEVER:
        return []
    times = [message.queued_at, message.sent_at, message.ended_at]
    statuses = ["queued", "sent", message.fate]
    if message.fate == FAILED:  # it waited too long and never left
        times, statuses = times[::2], statuses[::2]
    if behaviour.callbacks is Callbacks.OUT_OF_ORDER:
        statuses.reverse()
    each = 2 if behaviour.callbacks is Callbacks.TWICE else 1
    delay = timedelta(seconds=behaviour.delay_s)
    return [
        Callback(status, at + delay)
        for status, at in zip(statuses, times, strict=True)
        for _ in range(each)
    ]


def error_of(behaviour: Behaviour) -> int | None:
    """Return the code that an undelivered message ends with."""
    return behaviour.error_code if behaviour.fate is Fate.UNDELIVERED else None
