"""What is told of a gauge: that a water level was reached, to one person, on one channel."""

from collections.abc import Sequence

from kawamori.messages.notices import Matter, Notice
from kawamori.messages.written import Texts, all_written, written
from kawamori.people import Channel, Language


def notice(matters: Sequence[Matter], channel: Channel, language: Language) -> str:
    """Return the text about one station, or about several of one river together."""
    return written(Notice(tuple(matters)), channel, language)


def gauge_texts(*matters: Matter) -> Texts:
    """Return the text about these stations for every channel in every language."""
    return all_written(Notice(matters))
