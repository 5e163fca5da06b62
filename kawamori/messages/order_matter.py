"""What there is to say of a mayor's order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kawamori.errors import InvalidError
from kawamori.runs import Status

LOWEST, HIGHEST = 3, 5  # 高齢者等避難, 緊急安全確保


class OrderKind(StrEnum):
    """What is told of an order."""

    ISSUE = "issue"
    CHANGE = "change"  # other areas, or another level than before
    LIFT = "lift"
    CORRECT = "correct"  # what was sent was wrong; this is how it is
    RETRACT = "retract"  # what was sent should not have been: no such order is in force


@dataclass(frozen=True, slots=True)
class AreaName:
    """What an area is called: its name, the same in Latin letters, and in kana to be said."""

    name: str
    name_en: str = ""
    reading: str = ""


@dataclass(frozen=True, slots=True)
class OrderMatter:
    """What there is to say of an order.

    ``alert_level`` (警戒レベル) is the order's own, ``previous_level`` what stood in these areas
    before a change. ``decided_at`` is when the mayor decided what is told: the lifting, of a
    lift. ``reason`` is in Japanese, as a person wrote it.
    """

    status: Status
    kind: OrderKind
    alert_level: int
    city: str
    areas: tuple[AreaName, ...]
    decided_at: datetime
    city_en: str = ""
    city_reading: str = ""
    previous_level: int | None = None
    shelter: str = ""
    url: str = ""
    reason: str = ""
    households: int | None = None
    people: int | None = None

    def __post_init__(self) -> None:
        """Refuse an order that nobody could follow."""
        for level in (self.alert_level, self.previous_level):
            if level is not None and not LOWEST <= level <= HIGHEST:
                raise InvalidError(f"alert level {level}: an order has {LOWEST} to {HIGHEST}")
        if not self.city.strip():
            raise InvalidError("an order names the city it comes from")
        if not (self.areas and all(area.name.strip() for area in self.areas)):
            raise InvalidError("an order names the areas that it is for")
