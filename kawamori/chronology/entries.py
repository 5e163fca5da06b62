"""What an entry of the chronology is, and how two of them are put in order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from kawamori.errors import InvalidError
from kawamori.times import from_us, to_us

Facts = Mapping[str, Any]


class Kind(StrEnum):
    """What an entry is about: what people filter by."""

    GAUGE = "gauge"  # an alert was raised, went higher, lower, was cleared
    FEED = "feed"  # a gauge fell silent, was heard again, jumped
    RULING = "ruling"  # what a person ruled of an alert
    OFFICIAL = "official"
    ORDER = "order"
    MESSAGE = "message"
    DUTY = "duty"  # who was called, who has what in hand
    SILENCE = "silence"
    SHELTER = "shelter"
    OFFICES = "offices"  # between offices: hand-overs and requests
    RESPONDERS = "responders"  # called out, on tasks, called back
    SETTING = "setting"  # policies, thresholds, master data
    RUN = "run"
    ACT = "act"  # what else was decided
    WRITTEN = "written"  # by hand


class Words(NamedTuple):
    """What an entry says."""

    ja: str
    en: str


class Place(NamedTuple):
    """Where it was."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Cursor:
    """An entry's place in the line: when it became known, then its source, then its number."""

    recorded_at: datetime
    source: str
    number: int

    def __str__(self) -> str:
        """Return the cursor as it is handed out."""
        return f"{to_us(self.recorded_at)}.{self.source}.{self.number}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Return a cursor that was handed out."""
        found = re.fullmatch(r"(-?\d{1,18})\.([a-z_]{1,40})\.(-?\d{1,19})", text)
        if found is None:
            raise InvalidError(f"cursor {text!r}: give back one that came with a page")
        return cls(from_us(int(found[1])), found[2], int(found[3]))

    @property
    def key(self) -> tuple[datetime, str, int]:
        """Return what entries are ordered by."""
        return self.recorded_at, self.source, self.number


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the chronology; nothing of it ever changes.

    ``at`` is when it was so, ``recorded_at`` when it became known here; both by the run's
    clock. ``level`` is a gauge level, ``alert_level`` the official 警戒レベル. ``link`` names
    the thing itself, such as ``order/12``.
    """

    cursor: Cursor
    kind: Kind
    at: datetime
    words: Words
    level: int | None
    alert_level: int | None
    station_id: str | None
    station_name: str | None
    area_ids: tuple[str, ...]
    places: tuple[Place, ...]
    person: str | None
    role: str | None
    office: str | None
    link: str | None
    facts: Facts

    @property
    def name(self) -> str:
        """Return what other entries call this one."""
        return f"{self.cursor.source}-{self.cursor.number}"

    @property
    def corrects(self) -> str | None:
        """Return the name of the hand-written entry that this one sets right."""
        corrected = self.facts.get("corrects") if self.kind is Kind.WRITTEN else None
        return f"{self.cursor.source}-{corrected}" if corrected else None
