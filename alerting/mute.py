"""Which messages nobody needs any more."""

from datetime import datetime, timedelta

from kawamori.alerts import Kind
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.storage.telling.messages import Message

TOLD_FOR = timedelta(hours=1)
PAST_AFTER = timedelta(minutes=30)
TRANSIT = timedelta(seconds=10)  # by the wall, from sampling to judging
LEAST_TOLD = DEFAULT_POLICY.told_from
TOO_OLD = timedelta(hours=3)  # a flash flood is over by then: the text would tell of another river


def mute(message: Message, now: datetime) -> str | None:
    """Return why a message is not to be sent, or None when it is.

    A rise is never muted for a lower or an older one: only when the same alert has
    already gone higher, or when the same people were told of this level within the
    hour and the river has merely dipped. Whatever a reading of hours ago caused, such as one that
    a gateway kept while it was cut off, is muted at every level, and after half an hour
    already if the river has left that level meanwhile: that flood is history. An
    all-clear is muted once anything newer is known: it must not come after the next rise.
    """
    if message.age(now) > TOO_OLD:
        return "too old"
    if message.kind in (Kind.CLEAR, Kind.EASE):
        return "overtaken: the river has moved on since" if message.has_moved_on else None
    if message.later_level is not None and message.later_level > message.level:
        return "overtaken: the alert has gone higher since"
    if message.has_fallen and message.known_after(TRANSIT) > PAST_AFTER:
        return "past: the river had fallen when this became known"
    if message.told_at is not None and message.observed_at - message.told_at < TOLD_FOR:
        return "told within the hour"
    return None


def mute_after_silence(message: Message) -> str | None:
    """Return why a message that was kept back is not to be sent now that the silence is over.

    Of an alert that still stands the newest tells how it stands now; how long it was
    kept back is no reason to tell nobody.
    """
    if message.kind in (Kind.CLEAR, Kind.EASE):
        return "overtaken: the river has moved on since" if message.has_moved_on else None
    if message.later_level is not None:
        return "overtaken: a later message tells how it stands"
    if message.standing_level is None or message.standing_level < LEAST_TOLD:
        return "over before the silence was"
    return None
