"""Who asked to be told, and about what."""

from dataclasses import dataclass

from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel
from kawamori.people.addresses import Address
from kawamori.people.channels import Channel
from kawamori.people.languages import Language
from kawamori.stations import check_slug


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

    address: Address
    language: Language = Language.JA
    channel: Channel = Channel.SMS
    subscriptions: tuple[Subscription, ...] = ()
