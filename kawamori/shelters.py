"""Where people may flee to (指定緊急避難場所): what each is safe from, and whether it is open."""

from dataclasses import dataclass
from enum import StrEnum

from kawamori.errors import InvalidError
from kawamori.runs import SLUG


class Hazard(StrEnum):
    """What a shelter may be designated for (災害対策基本法施行令 20条の4)."""

    FLOOD = "flood"  # 洪水
    LANDSLIDE = "landslide"  # 崖崩れ、土石流及び地滑り
    STORM_SURGE = "storm_surge"  # 高潮
    EARTHQUAKE = "earthquake"  # 地震
    TSUNAMI = "tsunami"  # 津波
    FIRE = "fire"  # 大規模な火事
    INLAND_FLOOD = "inland_flood"  # 内水氾濫
    VOLCANO = "volcano"  # 火山現象


class ShelterState(StrEnum):
    """Whether people may come; one of which nothing was said is closed."""

    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Shelter:
    """A place that the mayor has designated; ``capacity`` None is: nobody has said."""

    shelter_id: str
    name: str
    lat: float
    lon: float
    hazards: frozenset[Hazard] = frozenset()
    name_en: str = ""
    reading: str = ""
    address: str = ""
    capacity: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a shelter that nobody could name or find."""
        if not SLUG.fullmatch(self.shelter_id):
            raise InvalidError(
                f"shelter_id {self.shelter_id!r} must be lowercase letters, digits and hyphens, "
                "at most 63, such as 'honcho-school'"
            )
        if not self.name:
            raise InvalidError("it has no name")
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):  # noqa: PLR2004 degrees
            raise InvalidError(f"{self.lat}, {self.lon} is no latitude and longitude")
        if self.capacity is not None and self.capacity <= 0:
            raise InvalidError(f"capacity {self.capacity} must be above 0, or left empty")


def check_count(state: ShelterState, people: int | None) -> None:
    """Raise ``InvalidError`` where a head-count can't be that of the state."""
    if people is not None and people < 0:
        raise InvalidError(f"people {people} is below 0")
    if state is ShelterState.CLOSED and people:
        raise InvalidError(
            f"it can't be closed with {people} people in it: count 0, or leave it open"
        )
