"""People who asked to be told, how they are reached, and about what."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel
from kawamori.stations import check_slug

_E164 = re.compile(r"\+[1-9][0-9]{7,14}")
_DECORATION = re.compile(r"[\s().\u2010-\u2015\u2212\u30fc-]")
_JAPAN = "+81"


class Channel(StrEnum):
    """A way to reach people."""

    SMS = "sms"


class Language(StrEnum):
    """A language that messages are written in; always carried, never guessed."""

    JA = "ja"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A station somebody wants to hear of, and from which level on."""

    station_id: str
    from_level: GaugeLevel = GaugeLevel.EVACUATION

    def __post_init__(self) -> None:
        """Refuse a level at which nobody is told anything."""
        check_slug("station_id", self.station_id)
        if not GaugeLevel.CAUTION <= self.from_level <= GaugeLevel.DANGER:
            raise InvalidError(
                f"from_level {self.from_level.name}: choose CAUTION, EVACUATION or DANGER"
            )


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who asked to be told (登録者); the address never appears in a ``repr``."""

    address: "Address"
    language: Language = Language.JA
    channel: Channel = Channel.SMS
    subscriptions: tuple[Subscription, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A phone number in E.164, such as +819012345678; shows its last four digits only."""

    e164: str

    def __post_init__(self) -> None:
        """Refuse what no carrier could reach."""
        if not _E164.fullmatch(self.e164):
            raise InvalidError(f"{self} is not a phone number such as +819012345678")

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Return the number somebody wrote: full-width, with hyphens, without country."""
        plain = _DECORATION.sub("", unicodedata.normalize("NFKC", text))
        if plain.startswith("0"):
            plain = _JAPAN + plain[1:]
        return cls(plain)

    def __repr__(self) -> str:
        """Return enough to tell two people apart, too little to call one."""
        return f"…{self.e164[-4:]}"
