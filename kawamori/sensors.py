"""What a sensor measures, and how the stage follows from it.

A radar on a bridge measures the distance down to the water, a pressure cell on the bed the
depth above itself. Which of them it is, in which unit, and how high the sensor stands above
the datastream's reference, is declared, and holds from a time on.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from kawamori.errors import InvalidError


class Kind(StrEnum):
    """Which way a sensor looks."""

    STAGE = "stage"  # 水位: above the reference already
    DEPTH = "depth"  # 水深: of the water above the sensor
    DISTANCE = "distance"  # 距離: from the sensor down to the water


class Unit(StrEnum):
    """What a sensor counts in."""

    M = "m"
    CM = "cm"
    MM = "mm"
    FT = "ft"


METRES = {Unit.M: 1.0, Unit.CM: 0.01, Unit.MM: 0.001, Unit.FT: 0.3048}


@dataclass(frozen=True, slots=True)
class Sensor:
    """A sensor as declared; without one a result is taken as it comes.

    ``offset_m`` is where the sensor's own zero stands above the reference of the
    datastream: the radar itself, the pressure cell, or 0 for a gauge that tells the stage.
    ``scale`` corrects a sensor that counts too much or too little.
    """

    kind: Kind = Kind.STAGE
    unit: Unit = Unit.M
    offset_m: float = 0.0
    scale: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what turns no result into a stage."""
        if not math.isfinite(self.offset_m):
            raise InvalidError(f"a sensor's offset_m must be a number, not {self.offset_m}")
        if not (math.isfinite(self.scale) and self.scale > 0):
            raise InvalidError(f"a sensor's scale must be above 0, not {self.scale}")

    @property
    def factor(self) -> float:
        """Return metres of stage for each unit of the result: negative where it looks down."""
        sign = -1.0 if self.kind is Kind.DISTANCE else 1.0
        return sign * METRES[self.unit] * self.scale

    def stage_m(self, result: float) -> float:
        """Return the stage that a result means."""
        return self.offset_m + self.factor * result

    def __str__(self) -> str:
        """Return it as a list shows it: distance in cm from 8.20 m."""
        scaled = f" ×{self.scale:g}" if self.scale != 1.0 else ""
        place = {Kind.STAGE: "to which is added", Kind.DEPTH: "above", Kind.DISTANCE: "down from"}
        return f"{self.kind} in {self.unit}{scaled} {place[self.kind]} {self.offset_m:.2f} m"
