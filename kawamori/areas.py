"""Where people live: districts with a name and an outline, and the zones that lie over them."""

import re
from dataclasses import dataclass
from enum import StrEnum

from kawamori.errors import InvalidError
from kawamori.polygons import Shape
from kawamori.runs import SLUG

HIGHEST_RISK = 9
_MUNICIPALITY = re.compile(r"([0-9]{5,6})?")


class AreaKind(StrEnum):
    """What an area is to the people in it."""

    DISTRICT = "district"  # 町丁・大字: everybody lives in one
    ZONE = "zone"  # 浸水想定区域 and the like, across districts


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the city that people can be told for.

    ``municipality`` is the code of the city it belongs to (全国地方公共団体コード), ``risk``
    from 0 to 9 puts its people first among those who are told of the same level.
    """

    area_id: str
    name: str
    shape: Shape
    kind: AreaKind = AreaKind.DISTRICT
    name_en: str = ""
    reading: str = ""
    municipality: str = ""
    population: int | None = None
    households: int | None = None
    risk: int = 0

    def __post_init__(self) -> None:
        """Refuse an area that nobody could name or count."""
        if not SLUG.fullmatch(self.area_id):
            raise InvalidError(
                f"area_id {self.area_id!r} must be lowercase letters, digits and hyphens, "
                "at most 63, such as 'kawara-1'"
            )
        if not self.name:
            raise InvalidError("it has no name")
        if not _MUNICIPALITY.fullmatch(self.municipality):
            raise InvalidError(f"municipality {self.municipality!r} must be its code of 5 digits")
        for field, count in (("population", self.population), ("households", self.households)):
            if count is not None and count < 0:
                raise InvalidError(f"{field} {count} is below 0")
        if not 0 <= self.risk <= HIGHEST_RISK:
            raise InvalidError(f"risk {self.risk} must be from 0 to {HIGHEST_RISK}")
