"""What somebody texts who was asked whether they come: read, recorded, and answered.

A call-out is answered by whoever it asked within twelve hours, reality's in reality and an
exercise's in an exercise. Where both wait for an answer, a person finds out which is meant.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from api.state import Surroundings
from kawamori.messages.answers import Meaning
from kawamori.messages.responders import said_text
from kawamori.people import Language
from kawamori.responders.callouts import Answer, at_the_clock
from kawamori.responders.replies import Reading, read_reply
from kawamori.runs import Status
from kawamori.storage.connections import Connection
from kawamori.storage.responders.answering import (
    Asked,
    answer_ask,
    asked_within,
    linked_since,
    note_unread,
)
from kawamori.storage.runs import run_of
from kawamori.storage.telling.inbound import Sender

ANSWERED_WITHIN = timedelta(hours=12)  # after a text: a later "yes" answers something else
_KEYWORDS = (Meaning.STOP, Meaning.START, Meaning.HELP)


class CalloutReply(NamedTuple):
    """An answer to the newest question that somebody was asked, and how it was read."""

    asked: Asked
    reading: Reading

    @property
    def meaning(self) -> Meaning:
        """Return how it is kept: only what is unclear waits for a person."""
        return Meaning.OTHER if self.reading.answer is Answer.UNCLEAR else Meaning.TAKE


def reply_to_callout(
    connection: Connection,
    around: Surroundings,
    sender: Sender,
    body: str,
    *,
    has_picture: bool,
    meaning: Meaning,
    links: Sequence[str],
    now: datetime,
) -> CalloutReply | None:
    """Return how somebody's words answer a call-out; None where they answer none.

    Stop, start and help stay what they are. Where somebody on duty was called since, a word that
    takes a call takes that.
    """
    if meaning in _KEYWORDS:
        return None
    kinds = [sender.rehearsed]
    if not sender.rehearsed and not around.settings.twilio_rehearsal_base_url:
        kinds.append(True)  # rehearsals share reality's number
    asked = [
        asked_within(connection, sender.subscriber_ids, ANSWERED_WITHIN, now, rehearsed=kind)
        for kind in kinds
    ]
    found = [each[0] for each in asked if each]
    if not found:
        return None
    newest = max(found, key=lambda each: each.texted_at)
    if meaning is Meaning.TAKE and linked_since(connection, links, newest.texted_at):
        return None
    if len(found) > 1:
        return CalloutReply(newest, Reading(Answer.UNCLEAR, None, None, "two ask at once"))
    return CalloutReply(newest, read_reply(body, has_picture=has_picture))


def take_reply(connection: Connection, around: Surroundings, reply: CalloutReply) -> str | None:
    """Record an answer and return what is said to it; nothing where it was said before.

    Two machines must not talk all night.
    """
    (asked, reading), wall = reply, around.wall()
    language, run = Language(asked.language), run_of(connection, asked.run_no)
    now = run.now(wall)
    if reading.answer is Answer.UNCLEAR:
        note_unread(connection, asked, now)
        return said_text("unclear", Status(asked.status), language)
    taken = answer_ask(
        connection,
        asked.run_no,
        asked.callout_id,
        asked.responder_id,
        reading.answer,
        coming_at=_coming_at(reading, now),
        now=now,
        wall=wall,
    )
    is_said_again = reading.answer is not Answer.LATER and asked.answer == reading.answer
    return None if is_said_again else taken.text(language)


def _coming_at(reading: Reading, now: datetime) -> datetime | None:
    if reading.after is not None:
        return now + reading.after
    return None if reading.at is None else at_the_clock(reading.at, now)
