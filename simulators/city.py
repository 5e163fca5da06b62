"""川辺市 Kawabe, a city that does not exist: its stations, where they stand and what they mean.

Thresholds are in metres above each station's gauge zero, of the crisis-management
gauge in metres above its bank top; as in life, not every station has every one.
"""

from dataclasses import dataclass
from datetime import timedelta

from kawamori.errors import NotFoundError
from kawamori.levels import Thresholds
from kawamori.neighbours import Passage
from kawamori.stations import Datastream, Mode, Reference, Station
from simulators.catchment import Channel, Reach, Slope
from simulators.valley import KAWABE, OTAKI, YAWATA, River, smooth, to_lon_lat

NAME = "川辺市"
STAGE, WATERLINE = "stage", "waterline"


@dataclass(frozen=True, slots=True)
class Site:
    """A station of the city: what it is, how water reaches it, and whether a camera looks on."""

    station: Station
    reach: Reach
    thresholds: Thresholds
    reference: Reference = Reference.GAUGE_ZERO
    camera: bool = False
    tide_m: float = 0.0  # half the range of the main tide here
    asleep_below_m: float | None = None  # 観測開始水位

    @property
    def datastreams(self) -> list[Datastream]:
        """What is measured here."""
        ident = self.station.station_id
        gauge = Datastream(ident, STAGE, "m", self.reference, judged=True)
        camera = Datastream(ident, WATERLINE, "m", self.reference)
        return [gauge, camera] if self.camera else [gauge]


def _station(  # noqa: PLR0913 a station has that many facts
    ident: str,
    name: str,
    name_en: str,
    river: River,
    along: float,
    *,
    zero_m: float,
    mode: Mode = Mode.REGULAR,
    tidal: bool = False,
    minutes: float = 1,
) -> Station:
    """Return a station ``along`` (0 the source, 1 the mouth) its river."""
    line = smooth(river.course)
    x, y = line[round(along * (len(line) - 1))]
    lon, lat = to_lon_lat((float(x), float(y)))
    interval = timedelta(minutes=minutes)
    return Station(ident, name, river.name, lat, lon, interval, name_en, mode, tidal, zero_m)


SITES = (
    Site(
        _station("sugitani", "杉谷", "Sugitani", KAWABE, 0.27, zero_m=148.20),
        Reach("sugitani", Slope(46, 80, 3, 1100), Channel(0, 24.0, base_m3_s=14.0, bed_m=-0.2)),
        Thresholds(1.2, 1.8, 2.4, 2.9),
    ),
    Site(
        _station("sekishita", "堰下", "Sekishita", KAWABE, 0.55, zero_m=61.35),
        Reach("sekishita", Slope(21, 78), Channel(2400, 33.0, bed_m=-0.2), ("sugitani",)),
        Thresholds(1.5, 2.1, None, 3.1),
    ),
    Site(
        _station(
            "takinosawa",
            "滝ノ沢",
            "Takinosawa",
            OTAKI,
            0.42,
            zero_m=172.80,
            mode=Mode.CRISIS,
            minutes=2,
        ),
        Reach("takinosawa", Slope(24, 83, 2, 800), Channel(0, 17.0, base_m3_s=5.0, bed_m=-3.7)),
        Thresholds(danger_m=-0.6, overflow_m=0.0),
        reference=Reference.BANK_TOP,
        asleep_below_m=-2.4,
    ),
    Site(
        _station("otaki-bridge", "小滝橋", "Otaki Bridge", OTAKI, 0.76, zero_m=70.10),
        Reach("otaki-bridge", Slope(18, 81), Channel(1800, 29.0, bed_m=-0.1), ("takinosawa",)),
        Thresholds(1.3, 1.9, 2.5, 3.0),
        camera=True,
    ),
    Site(
        _station("aikawa", "合川", "Aikawa", KAWABE, 0.66, zero_m=32.40),
        Reach(
            "aikawa",
            Slope(14, 79),
            Channel(1500, 52.0),
            ("sekishita", "otaki-bridge"),
        ),
        Thresholds(1.8, 2.5, 3.2, 3.7, 4.9),
    ),
    Site(
        _station("kawabe-bridge", "川辺橋", "Kawabe Bridge", KAWABE, 0.74, zero_m=12.35),
        Reach("kawabe-bridge", Slope(11, 84), Channel(2100, 54.0), ("aikawa",)),
        Thresholds(1.6, 2.3, 3.0, 3.5, 4.6),
        camera=True,
    ),
    Site(
        _station("momiji-bridge", "紅葉橋", "Momiji Bridge", YAWATA, 0.34, zero_m=95.60),
        Reach("momiji-bridge", Slope(17, 80, 2, 1000), Channel(0, 14.0, base_m3_s=4.0)),
        Thresholds(1.4, 2.0, 2.5, 2.9),
    ),
    Site(
        _station("inarimae", "稲荷前", "Inarimae", YAWATA, 0.6, zero_m=41.15),
        Reach("inarimae", Slope(9, 82), Channel(1500, 16.0), ("momiji-bridge",)),
        Thresholds(caution_m=2.2, danger_m=3.1),
    ),
    Site(
        _station("yawata-bridge", "八幡橋", "Yawata Bridge", YAWATA, 0.86, zero_m=9.80),
        Reach("yawata-bridge", Slope(8, 86), Channel(1200, 18.0), ("inarimae",)),
        Thresholds(1.5, 2.2, 2.7, 3.1),
    ),
    Site(
        _station(
            "kawabe-mouth", "川辺川河口", "Kawabe Mouth", KAWABE, 0.965, zero_m=-0.85, tidal=True
        ),
        Reach(
            "kawabe-mouth",
            Slope(6, 88),
            Channel(1500, 160.0, bed_m=0.3),
            ("kawabe-bridge", "yawata-bridge"),
        ),
        Thresholds(caution_m=2.6, evacuation_m=3.0, danger_m=3.4),
        tide_m=0.62,
    ),
)


def passages() -> list[Passage]:
    """Return which stations the same water passes, with the time that the channels are given."""
    return [
        Passage(above, site.reach.station_id, travel, travel / 3)
        for site in SITES
        for above in site.reach.above
        for travel in [timedelta(seconds=site.reach.channel.travel_s)]
    ]


def find_site(station_id: str) -> Site:
    """Return a station of the city; ``NotFoundError`` lists those there are."""
    for site in SITES:
        if site.station.station_id == station_id:
            return site
    known = ", ".join(site.station.station_id for site in SITES)
    raise NotFoundError(f"there is no station {station_id!r} in {NAME}; there are {known}")
