"""Post the status callbacks that are due, signed as the provider signs them.

Nobody there to answer: once more a second later, then never, as the provider does it.
Any answer at all, an error too, is the end of it.
"""

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

from simulators.sandbox.account import Account
from simulators.sandbox.journal import Due, Journal
from simulators.sandbox.messages import API
from simulators.sandbox.posting import Poster

log = logging.getLogger(__name__)

AT_ONCE = 8
BATCH = 64
TRY_AGAIN_AFTER = timedelta(seconds=1)
TRIES = 2
RECEIPTS = ("delivered", "undelivered")  # the carrier's word, with its own time
_LONGEST_NAP_S = 5.0


class Postman:
    """Posts what the journal owes, on a thread of its own."""

    def __init__(self, journal: Journal, account: Account, poster: Poster) -> None:
        self._journal = journal
        self._account = account
        self._poster = poster
        self._pool = ThreadPoolExecutor(AT_ONCE, "callback")
        self._news = Event()
        self._ending = False
        self._thread = Thread(target=self._run, name="postman", daemon=True)

    def start(self) -> None:
        """Begin to post."""
        self._thread.start()

    def wake(self) -> None:
        """Look at the journal again: there may be something due sooner."""
        self._news.set()

    def end(self) -> None:
        """Stop; what is still owed stays in the journal."""
        self._ending = True
        self._news.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._thread.join(timeout=2)

    def step(self, now: datetime) -> int:
        """Post the callbacks due at ``now``, and return how many were tried."""
        due = self._journal.due(now, BATCH)
        if due:
            reached = list(self._pool.map(self._post, due))
            missed = [d for d, there in zip(due, reached, strict=True) if not there]
            again = [(d, now + TRY_AGAIN_AFTER) for d in missed if d.tries + 1 < TRIES]
            put_off = {d.callback_id for d, _ in again}
            self._journal.settle([d for d in due if d.callback_id not in put_off], again)
        return len(due)

    def _run(self) -> None:
        while not self._ending:
            self._news.clear()
            try:
                tried = self.step(datetime.now(UTC))
                nap_s = 0.0 if tried else self._until_next(datetime.now(UTC))
            except Exception:  # the outermost loop
                if self._ending:
                    return
                log.exception("callbacks could not be posted; going on")
                nap_s = _LONGEST_NAP_S
            self._news.wait(nap_s)

    def _until_next(self, now: datetime) -> float:
        at = self._journal.next_due_at()
        wait_s = (at - now).total_seconds() if at else _LONGEST_NAP_S
        return min(max(wait_s, 0), _LONGEST_NAP_S)

    def _post(self, due: Due) -> bool:
        """Tell whether anybody answered."""
        url, form = due.message.callback_url or "", form_of(due, self._account.sid)
        token = f"{due.message.sid}-{due.callback_id}"
        return self._poster.post(url, form, token) is not None


def form_of(due: Due, account_sid: str) -> Mapping[str, str]:
    """Return what the provider posts about a message."""
    message = due.message
    given = {
        "AccountSid": account_sid,
        "ApiVersion": API,
        "MessageSid": message.sid,
        "MessageStatus": due.status,
        "SmsSid": message.sid,
        "SmsStatus": due.status,
        "To": message.to,
        "From": message.sender,
        "MessagingServiceSid": message.service_sid,
        "RawDlrDoneDate": f"{message.ended_at:%y%m%d%H%M}" if due.status in RECEIPTS else None,
        "ErrorCode": str(message.error_code) if due.status == message.fate else None,
    }
    return {name: value for name, value in given.items() if value and value != "None"}
