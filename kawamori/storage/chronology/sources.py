"""Everything that the chronology is made of; a new kind of entry is added here."""

from kawamori.storage.chronology import (
    affairs,
    duty,
    gauges,
    offices,
    ordering,
    responders,
    telling,
)
from kawamori.storage.chronology.source import Source

SOURCES: tuple[Source, ...] = (
    *gauges.SOURCES,
    *ordering.SOURCES,
    *telling.SOURCES,
    *duty.SOURCES,
    *offices.SOURCES,
    *responders.SOURCES,
    *affairs.SOURCES,
)
