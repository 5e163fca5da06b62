"""Take messages as the provider does: check, treat as asked, keep in the journal, say so."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from secrets import token_hex

from kawamori.messages.budget import segments
from kawamori.people import PhoneNumber
from simulators.sandbox.account import Account
from simulators.sandbox.behaviours import Answer, Behaviour, Behaviours
from simulators.sandbox.journal import Journal
from simulators.sandbox.line import Line
from simulators.sandbox.messages import FAILED, Message, error_of, plan_callbacks
from simulators.sandbox.refusals import broken, too_many
from simulators.sandbox.submissions import Submission, opted_out, read_submission

_BARE = dict.fromkeys((*range(32), *range(127, 160), 0x2028, 0x2029), " ")


class Provider:
    """The stand-in itself, apart from how it is reached."""

    def __init__(
        self,
        account: Account,
        journal: Journal,
        behaviours: Behaviours,
        *,
        show: Callable[[str], None],
        wake: Callable[[], None],
    ) -> None:
        """``show`` gets a line for each message; ``wake`` is called when callbacks are owed."""
        self.account = account
        self.journal = journal
        self.behaviours = behaviours
        self.line = Line()
        self._show = show
        self._wake = wake

    def submit(self, form: Mapping[str, str], now: datetime) -> Message:
        """Accept a message, or raise ``RefusedError`` and keep nothing.

        What the sender then hears is in the message's ``answer``.
        """
        submission = read_submission(form)
        if submission.to in self.journal.opt_outs():
            raise opted_out()
        behaviour = self.behaviours.take(submission.to)
        if behaviour.answer is Answer.BROKEN:
            raise broken()
        if behaviour.answer is Answer.BUSY:
            raise too_many(behaviour.retry_after_s)
        message = _accept(submission, behaviour, self.line, now)
        self.journal.accept(message, plan_callbacks(message, behaviour))
        self._wake()
        self._show(f"{PhoneNumber(message.to)!r}  {message.body.translate(_BARE)}")
        return message


def _accept(submission: Submission, behaviour: Behaviour, line: Line, now: datetime) -> Message:
    sid = f"SM{token_hex(16)}"
    pace = timedelta(seconds=behaviour.pace_s)
    validity = timedelta(seconds=submission.validity_s)
    slot = line.join(segments(submission.body).parts, now, now + pace, validity)
    return Message(
        sid=sid,
        delivery_id=submission.delivery_id or sid,
        to=submission.to,
        sender=submission.sender,
        service_sid=submission.service_sid,
        body=submission.body,
        callback_url=submission.callback_url,
        answer=behaviour.answer,
        fate=FAILED if slot.error else behaviour.fate,
        error_code=slot.error or error_of(behaviour),
        created_at=now,
        queued_at=now + pace / 5,
        sent_at=slot.at,
        ended_at=slot.at if slot.error else slot.at + pace,
    )
