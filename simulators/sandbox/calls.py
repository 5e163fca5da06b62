"""A telephone call that was accepted: what it asks for, and how the provider writes it."""

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from threading import Lock

from simulators.sandbox.behaviours import Behaviour
from simulators.sandbox.messages import API


@dataclass(slots=True)
class Call:
    """A call as it goes on; ``heard`` is what was said to whoever picked up."""

    sid: str
    to: str
    sender: str
    twiml: str | None
    url: str | None
    callback_url: str | None
    events: tuple[str, ...]
    behaviour: Behaviour
    created_at: datetime
    status: str = "queued"
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    heard: list[str] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)

    @property
    def delivery_id(self) -> str:
        """The last part of the callback's path: the sender's own id for the call."""
        return (self.callback_url or "").rstrip("/").rpartition("/")[2] or self.sid

    def resource(self, account_sid: str) -> dict[str, object]:
        """Return the provider's call resource."""
        uri = f"/{API}/Accounts/{account_sid}/Calls/{self.sid}"
        begun, ended = self.answered_at, self.ended_at
        took = (ended - begun).total_seconds() if begun and ended else None
        return {
            "account_sid": account_sid,
            "answered_by": None,
            "api_version": API,
            "caller_name": None,
            "date_created": format_datetime(self.created_at),
            "date_updated": format_datetime(ended or begun or self.created_at),
            "direction": "outbound-api",
            "duration": None if took is None else str(round(took)),
            "end_time": format_datetime(ended) if ended else None,
            "forwarded_from": None,
            "from": self.sender,
            "from_formatted": self.sender,
            "group_sid": None,
            "parent_call_sid": None,
            "phone_number_sid": None,
            "price": None,
            "price_unit": "USD",
            "queue_time": "0",
            "sid": self.sid,
            "start_time": format_datetime(begun) if begun else None,
            "status": self.status,
            "subresource_uris": {"events": f"{uri}/Events.json"},
            "to": self.to,
            "to_formatted": self.to,
            "trunk_sid": None,
            "uri": f"{uri}.json",
        }


class CallBook:
    """Every call since the start; in memory, and safe among threads."""

    def __init__(self) -> None:
        self._calls: dict[str, Call] = {}
        self._lock = Lock()

    def add(self, call: Call) -> None:
        """Take a call in."""
        with self._lock:
            self._calls[call.sid] = call

    def find(self, sid: str) -> Call | None:
        """Return one call."""
        return self._calls.get(sid)

    def newest(self, to: str | None = None) -> list[Call]:
        """Return calls, the newest first."""
        with self._lock:
            calls = list(self._calls.values())[::-1]
        return [call for call in calls if to in (None, call.to)]
