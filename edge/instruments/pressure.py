"""A pressure cell on the bed: the depth above it is pressure over density times gravity.

p = rho g h, the hydrostatic equation. An absolute cell measures the air too, which moves
by 10 kPa, a metre of water, between fair weather and a typhoon: a barometer takes it off.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from edge.instruments.answers import Answer
from edge.sensors import Options, read_options
from kawamori.errors import UnavailableError

STANDARD_GRAVITY_M_S2 = 9.80665  # 3rd General Conference on Weights and Measures, 1901
FRESH_WATER_KG_M3 = 1000.0
LEAST_AIR_PA, MOST_AIR_PA = 50_000.0, 110_000.0  # from 5,500 m up to below any sea level known
_PASCALS = {"Pa": 1.0, "hPa": 100.0, "kPa": 1000.0, "bar": 100_000.0}

Unit = Literal["Pa", "hPa", "kPa", "bar"]


class Input(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A driver that answers with a pressure, its options, and the pressure's unit."""

    driver: str
    unit: Unit
    options: dict[str, Any]


class PressureOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The cell; without ``air`` it is vented, and measures the water alone."""

    water: Input
    air: Input | None = None
    density_kg_m3: Annotated[float, Meta(ge=950, le=1100)] = FRESH_WATER_KG_M3
    gravity_m_s2: Annotated[float, Meta(ge=9.76, le=9.84)] = STANDARD_GRAVITY_M_S2


class PressureSource:
    """A cell, and perhaps a barometer."""

    def __init__(self, options: Options) -> None:
        from edge.instruments.drivers import open_source  # noqa: PLC0415 its table names us

        self._options = read_options(PressureOptions, options)
        water, air = self._options.water, self._options.air
        self._water = open_source(water.driver, water.options)
        self._air = open_source(air.driver, air.options) if air else None

    def ask(self) -> Answer:
        """Return the depth above the cell, in metres."""
        options = self._options
        water = self._water.ask()
        pressure_pa = water.value * _PASCALS[options.water.unit]
        said = f"water {water.said}"
        if self._air and options.air:
            air = self._air.ask()
            pressure_pa -= check_air(air.value * _PASCALS[options.air.unit])
            said = f"{said}, air {air.said}"
        return Answer(depth_m(pressure_pa, options.density_kg_m3, options.gravity_m_s2), said)


def check_air(pressure_pa: float) -> float:
    """Return an air pressure; ``UnavailableError`` where no place on earth has it."""
    if not LEAST_AIR_PA <= pressure_pa <= MOST_AIR_PA:
        raise UnavailableError(f"the barometer says {pressure_pa / 100:.1f} hPa: no such air")
    return pressure_pa


def depth_m(
    pressure_pa: float,
    density_kg_m3: float = FRESH_WATER_KG_M3,
    gravity_m_s2: float = STANDARD_GRAVITY_M_S2,
) -> float:
    """Return the metres of water that press so: h = p / (rho g), p without the air's part."""
    return pressure_pa / (density_kg_m3 * gravity_m_s2)
