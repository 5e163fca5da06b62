"""What is told of a gauge: that a water level was reached, to one person, on one channel."""

from collections.abc import Sequence

from kawamori.messages.notices import Matter, Notice
from kawamori.messages.written import Texts, all_written, written
from kawamori.people import Channel, Language


def sms(matter: Matter, language: Language) -> str:
    """Return the text of a short message, in two parts at the most."""
    return notice([matter], Channel.SMS, language)


def gathered_sms(matters: Sequence[Matter], language: Language) -> str:
    """Return the text about several stations of one river, in two parts at the most."""
    return notice(matters, Channel.SMS, language)


def notice(matters: Sequence[Matter], channel: Channel, language: Language) -> str:
    """Return the text about one station, or about several of one river together."""
    return written(Notice(tuple(matters)), channel, language)


def gauge_texts(*matters: Matter) -> Texts:
    """Return the text about these stations for every channel in every language."""
    return all_written(Notice(matters))
