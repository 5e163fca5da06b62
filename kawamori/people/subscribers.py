"""Who asked to be told: about what, in which words, and when they want their peace."""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel
from kawamori.people.addresses import Address
from kawamori.people.channels import Channel
from kawamori.people.languages import Language
from kawamori.stations import check_slug

MOST_OWN_MARKS = 20
_HIGHEST_M = 1000.0  # above or below gauge zero: no river's
_HOURS = re.compile(r"([0-9]{1,2}):([0-9]{2}) *[-~] *([0-9]{1,2}):([0-9]{2})")


class ReadingNeed(StrEnum):
    """What somebody needs so that a message can be read at all."""

    NONE = "none"
    SCREEN_READER = "screen_reader"  # 読み上げ
    NO_SMARTPHONE = "no_smartphone"  # スマートフォンなし


@dataclass(frozen=True, slots=True)
class Subscription:
    """A station somebody wants to hear of, and from which level on."""

    station_id: str
    from_level: GaugeLevel = GaugeLevel.EVACUATION

    def __post_init__(self) -> None:
        """Refuse a level at which nobody is told anything."""
        check_slug("station_id", self.station_id)
        _check_level(self.from_level)


@dataclass(frozen=True, slots=True)
class AreaSubscription:
    """An area somebody wants to hear of: of its gauges' notices from a level on, of all else."""

    area_id: str
    from_level: GaugeLevel = GaugeLevel.EVACUATION

    def __post_init__(self) -> None:
        """Refuse a level at which nobody is told anything."""
        check_slug("area_id", self.area_id)
        _check_level(self.from_level)


@dataclass(frozen=True, slots=True)
class OwnMark:
    """A height on a gauge that somebody has chosen for themselves (自分で決めた高さ), to the cm."""

    station_id: str
    stage_m: float

    def __post_init__(self) -> None:
        """Refuse what no river reaches; keep what a gauge can be read to."""
        check_slug("station_id", self.station_id)
        if not (math.isfinite(self.stage_m) and abs(self.stage_m) < _HIGHEST_M):
            raise InvalidError(f"a height of {self.stage_m} m: no river stands there")
        object.__setattr__(self, "stage_m", round(self.stage_m, 2) + 0.0)  # never -0.0


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When somebody wants their peace, by Japan's clock; over midnight where it ends earlier.

    Alert levels 4 and 5 are told all the same, and gauge notices from ``yield_from`` on.
    """

    begins: time
    ends: time
    yield_from: GaugeLevel = GaugeLevel.DANGER

    def __post_init__(self) -> None:
        """Refuse hours that never end, and a level that would keep everything back."""
        if self.begins == self.ends:
            raise InvalidError(
                f"quiet hours from {self.begins:%H:%M} to {self.ends:%H:%M} never end"
            )
        if not GaugeLevel.CAUTION <= self.yield_from <= GaugeLevel.OVERFLOW:
            raise InvalidError(f"quiet hours yield from CAUTION on, not {self.yield_from.name}")

    @classmethod
    def parse(cls, text: str, yield_from: GaugeLevel = GaugeLevel.DANGER) -> "QuietHours":
        """Return the hours that somebody wrote, such as 22:00-07:00 or ２２：００～７：００."""
        plain = unicodedata.normalize("NFKC", text).replace("\N{WAVE DASH}", "~").strip()
        found = _HOURS.fullmatch(plain)
        try:
            if found is None:
                raise ValueError  # noqa: TRY301 one error for what no clock shows
            hour, minute, until_hour, until_minute = map(int, found.groups())
            begins, ends = time(hour, minute), time(until_hour, until_minute)
        except ValueError:
            raise InvalidError("quiet hours are written as 22:00-07:00") from None
        return cls(begins, ends, yield_from)

    def __str__(self) -> str:
        """Return the hours as they are written."""
        return f"{self.begins:%H:%M}-{self.ends:%H:%M}"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who asked to be told (登録者); the address never appears in a ``repr``.

    ``reading_need`` and ``quiet`` are None where nobody has said anything new of them.
    """

    address: Address
    language: Language = Language.JA
    channel: Channel = Channel.SMS
    subscriptions: tuple[Subscription, ...] = ()
    areas: tuple[AreaSubscription, ...] = ()
    reading_need: ReadingNeed | None = None
    quiet: QuietHours | None = None
    own_marks: tuple[OwnMark, ...] = ()

    def __post_init__(self) -> None:
        """Refuse more heights than anybody could mean."""
        if len(self.own_marks) > MOST_OWN_MARKS:
            raise InvalidError(f"own_marks: {len(self.own_marks)}, at most {MOST_OWN_MARKS}")


def _check_level(level: GaugeLevel) -> None:
    if not GaugeLevel.CAUTION <= level <= GaugeLevel.DANGER:
        raise InvalidError(f"from_level {level.name}: choose CAUTION, EVACUATION or DANGER")
