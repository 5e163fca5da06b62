"""Make the calls: ring, say what the TwiML says, press keys, and tell the sender of each step."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from simulators.sandbox.account import Account
from simulators.sandbox.behaviours import Pickup
from simulators.sandbox.calls import Call
from simulators.sandbox.messages import API
from simulators.sandbox.posting import Poster

log = logging.getLogger(__name__)

AT_ONCE = 8
MOST_DOCUMENTS = 10  # of one call: whoever presses 9 for ever is cut off
EVENTS = {"queued": "initiated", "ringing": "ringing", "in-progress": "answered"}


class Telephone:
    """Conducts calls beside one another."""

    def __init__(self, account: Account, poster: Poster, show: Callable[[str], None]) -> None:
        """``show`` gets a line for each call that was picked up."""
        self._account = account
        self._poster = poster
        self._show = show
        self._pool = ThreadPoolExecutor(AT_ONCE, "call")

    def call(self, call: Call) -> None:
        """Begin a call."""
        self._pool.submit(self._conduct, call)

    def end(self) -> None:
        """Hang up."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _conduct(self, call: Call) -> None:
        try:
            for status in ("queued", "ringing"):
                self._step(call, status)
            if call.behaviour.call is not Pickup.ANSWERED:
                self._end(call, call.behaviour.call.value)
                return
            call.answered_at = datetime.now(UTC)
            self._step(call, "in-progress")
            self._talk(call)
            self._show(f"call …{call.to[-4:]}  {' / '.join(call.heard)}")
            self._end(call, "completed")
        except Exception:
            log.exception("a call broke off")
            self._end(call, "failed")

    def _talk(self, call: Call) -> None:
        """Hear one document after another, until one asks for nothing more."""
        twiml = call.twiml or self._poster.post(call.url or "", self._form(call), call.sid)
        keys = iter(call.behaviour.keys)
        for _ in range(MOST_DOCUMENTS):
            asked = _hear(twiml or "<Response/>", call.heard)
            digit = next(keys, None) if asked is not None else None
            if asked is None or digit is None:
                return
            call.pressed.append(digit)
            twiml = self._poster.post(asked, self._form(call) | {"Digits": digit}, call.sid)

    def _step(self, call: Call, status: str) -> None:
        call.status = status
        if EVENTS[status] in call.events:
            told = "initiated" if status == "queued" else status
            self._tell(call, told)
        time.sleep(call.behaviour.pace_s)

    def _end(self, call: Call, status: str) -> None:
        call.ended_at, call.status = datetime.now(UTC), status
        self._tell(call, status)  # the sender is always told of the end

    def _tell(self, call: Call, status: str) -> None:
        if call.callback_url:
            form = self._form(call) | {"CallStatus": status}
            self._poster.post(call.callback_url, form, f"{call.sid}-{status}")

    def _form(self, call: Call) -> dict[str, str]:
        return {
            "AccountSid": self._account.sid,
            "ApiVersion": API,
            "CallSid": call.sid,
            "CallStatus": call.status,
            "Called": call.to,
            "Caller": call.sender,
            "Direction": "outbound-api",
            "From": call.sender,
            "To": call.to,
        }


def _hear(twiml: str, heard: list[str]) -> str | None:
    """Note what a document says and return where a key that it asks for is to be posted."""
    for verb in ET.fromstring(twiml):  # noqa: S314 the sandbox trusts who calls by it
        if verb.tag == "Say":
            heard.append(verb.text or "")
        elif verb.tag == "Gather":
            heard += [said.text or "" for said in verb.iter("Say")]
            if action := verb.get("action"):
                return action
        elif verb.tag == "Hangup":
            return None
    return None
