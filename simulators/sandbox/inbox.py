"""Do as if somebody had texted the account: tell its server, and pass on what that answers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from xml.etree import ElementTree as ET

from simulators.sandbox.account import Account
from simulators.sandbox.behaviours import Answer, Fate
from simulators.sandbox.journal import Journal
from simulators.sandbox.messages import API, Message
from simulators.sandbox.posting import Poster
from simulators.sandbox.refusals import RefusedError

OURS = "+815011112222"
STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
START = frozenset({"START", "UNSTOP", "YES"})
_AT_ONCE = timedelta(seconds=0.1)


class Inbox:
    """Where texts to the account arrive; its server is told, and its answer is journaled."""

    def __init__(
        self,
        account: Account,
        journal: Journal,
        poster: Poster,
        url: str | None,
        show: Callable[[str], None],
    ) -> None:
        """``url`` is the incoming-message address of the account's messaging service."""
        self._account = account
        self._journal = journal
        self._poster = poster
        self._url = url
        self._show = show

    def receive(self, sender: str, body: str, sid: str | None = None) -> str | None:
        """Return what the account answered to a text, if anything.

        The provider's own English keywords bar a number at the provider as well; what the
        account answers to it then is lost.
        """
        if self._url is None:
            raise RefusedError(20001, "start the sandbox with --inbound, the account's address")
        keyword = body.strip().upper()
        if keyword in START:
            self._journal.opt_in(sender)
        form = {
            "AccountSid": self._account.sid,
            "ApiVersion": API,
            "Body": body,
            "From": sender,
            "MessageSid": sid or f"SM{token_hex(16)}",
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsStatus": "received",
            "To": OURS,
        }
        answer = self._poster.post(self._url, form, form["MessageSid"])
        if keyword in STOP:
            self._journal.opt_out(sender)
            return None
        reply = ET.fromstring(answer).findtext("Message") if answer else None  # noqa: S314 ours
        if reply:
            self._journal.accept(_sent(sender, reply, datetime.now(UTC)), [])
            self._show(f"answer to …{sender[-4:]}  {reply}")
        return reply


def _sent(to: str, body: str, now: datetime) -> Message:
    sid = f"SM{token_hex(16)}"
    return Message(
        sid=sid,
        delivery_id=sid,
        to=to,
        sender=OURS,
        service_sid=None,
        body=body,
        callback_url=None,
        answer=Answer.CREATED,
        fate=Fate.DELIVERED,
        error_code=None,
        created_at=now,
        queued_at=now,
        sent_at=now + _AT_ONCE,
        ended_at=now + _AT_ONCE,
    )
