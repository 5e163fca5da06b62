"""The shelters of Kawabe, as the open data of a city lists them."""

from typing import NamedTuple

from kawamori.shelters import Hazard, Shelter
from simulators.valley import Km, to_lon_lat

FLOOD, SLOPE, SEA, QUAKE, WAVE, FIRE, INLAND = (
    Hazard.FLOOD,
    Hazard.LANDSLIDE,
    Hazard.STORM_SURGE,
    Hazard.EARTHQUAKE,
    Hazard.TSUNAMI,
    Hazard.FIRE,
    Hazard.INLAND_FLOOD,
)


class Place(NamedTuple):
    """A shelter of the city, and what it stands up to."""

    shelter_id: str
    name: str
    name_en: str
    reading: str
    at: Km
    capacity: int | None
    hazards: frozenset[Hazard]


def _place(
    shelter_id: str,
    name: str,
    name_en: str,
    reading: str,
    at: Km,
    capacity: int | None,
    *hazards: Hazard,
) -> Place:
    return Place(shelter_id, name, name_en, reading, at, capacity, frozenset(hazards))


# Those beside the rivers aren't designated for floods, as in life.
PLACES = (
    _place("honcho-school", "本町小学校", "Honcho School", "ホンチョウショウガッコウ",
           (2.35, 4.6), 620, FLOOD, SLOPE, QUAKE, INLAND),
    _place("city-gymnasium", "川辺市総合体育館", "City Gymnasium", "カワベシソウゴウタイイクカン",
           (3.1, 3.75), 1800, FLOOD, SLOPE, SEA, QUAKE, FIRE, INLAND),
    _place("kawaramachi-hall", "川原町公民館", "Kawaramachi Hall", "カワラマチコウミンカン",
           (-0.35, 4.95), 140, QUAKE, FIRE),
    _place("minato-junior-high", "港中学校", "Minato Junior High", "ミナトチュウガッコウ",
           (2.45, 2.1), 700, FLOOD, SLOPE, QUAKE, INLAND),
    _place("matsubara-school", "松原小学校", "Matsubara School", "マツバラショウガッコウ",
           (-3.0, 2.2), 540, FLOOD, SLOPE, QUAKE, FIRE),
    _place("yawata-shrine", "八幡神社境内", "Yawata Shrine Grounds", "ヤワタジンジャケイダイ",
           (-2.9, 3.95), None, FLOOD, SEA, QUAKE, WAVE),
    _place("shinden-school", "新田小学校", "Shinden School", "シンデンショウガッコウ",
           (2.45, 6.25), 480, FLOOD, SLOPE, QUAKE, INLAND),
    _place("aikawa-community", "合川交流センター", "Aikawa Community Centre",
           "アイカワコウリュウセンター", (-0.6, 6.1), 210, QUAKE, FIRE),
    _place("hama-hill", "浜の高台", "Hama Hill", "ハマノタカダイ",
           (4.6, 3.35), None, FLOOD, SEA, QUAKE, WAVE, INLAND),
    _place("inarimae-school", "稲荷前小学校", "Inarimae School", "イナリマエショウガッコウ",
           (-4.75, 4.95), 320, FLOOD, QUAKE, FIRE),
    _place("otaki-school", "小滝小中学校", "Otaki School", "オタキショウチュウガッコウ",
           (2.4, 8.95), 360, FLOOD, QUAKE),
    _place("sekishita-hall", "堰下集会所", "Sekishita Hall", "セキシタシュウカイジョ",
           (-2.1, 8.1), 90, FLOOD, QUAKE),
    _place("sugitani-hall", "杉谷公民館", "Sugitani Hall", "スギタニコウミンカン",
           (-3.1, 11.6), 110, QUAKE),
)  # fmt: skip


def shelters() -> list[Shelter]:
    """Return the shelters where they stand."""
    return [_shelter(place) for place in PLACES]


def _shelter(place: Place) -> Shelter:
    lon, lat = to_lon_lat(place.at)
    facts = (place.name, lat, lon, place.hazards, place.name_en, place.reading)
    return Shelter(place.shelter_id, *facts, capacity=place.capacity)
