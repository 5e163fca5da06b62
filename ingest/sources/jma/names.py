"""JMA's codes and names, old and new, and the official name that each is here.

A code means something else in each product and in each form: 10 is the end of a flood forecast
and レベル2大雨注意報 of an area; 08 was 高潮警報 of level 4 and is レベル3高潮警報.
"""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from kawamori.errors import InvalidError
from kawamori.official import NAMES, NEW_NAMES_SINCE, Kind, OfficialName

LIFTED = "10"  # of a flood forecast
_BY_CODE = {each.code: each for each in NAMES}
_FLOOD = {level: _BY_CODE[f"flood_{level}"] for level in (2, 3, 4, 5)}


def _table(**codes: str) -> Mapping[str, OfficialName]:
    pairs = ((code, name) for name, several in codes.items() for code in several.split())
    return MappingProxyType({code: _BY_CODE[name] for code, name in pairs})


AREA_CODES = _table(
    heavy_rain_2="10", heavy_rain_3="03", heavy_rain_4="43", heavy_rain_5="33",
    landslide_2="29", landslide_3="09", landslide_4="49", landslide_5="39",
    storm_surge_2="19", storm_surge_3="08", storm_surge_4="48", storm_surge_5="38",
)  # fmt: skip
# Before 28 May 2026, 洪水 (04, 18) among them: by area it stands in the heavy-rain series now.
OLD_AREA_CODES = _table(
    heavy_rain_2="10 18", heavy_rain_3="03 04", heavy_rain_5="33",
    storm_surge_2="19", storm_surge_4="08", storm_surge_5="38",
)  # fmt: skip
OLD_AREA_NAMES = MappingProxyType(
    {
        "10": "大雨注意報", "18": "洪水注意報", "03": "大雨警報", "04": "洪水警報",
        "33": "大雨特別警報", "19": "高潮注意報", "08": "高潮警報", "38": "高潮特別警報",
    }
)  # fmt: skip
LANDSLIDE_ALERT = _BY_CODE["landslide_4"]  # 土砂災害警戒情報
# Storm, snow, waves, thunder and the like: they have no alert level and are not kept.
WITHOUT_LEVEL = frozenset(
    ["00", "02", "05", "06", "07", "32", "35", "36", "37"]
    + [str(code) for code in (*range(12, 18), *range(20, 28))]
)
_OLD_FLOODS = {
    "氾濫注意情報": 2,
    "氾濫警戒情報": 3,
    "氾濫危険情報": 4,
    "氾濫発生情報": 5,
}  # fmt: skip
_SERIES = {"大雨": Kind.HEAVY_RAIN, "土砂": Kind.LANDSLIDE, "高潮": Kind.STORM_SURGE}
_SERIES_BY_TYPE = {
    "VPWW55": Kind.HEAVY_RAIN,
    "VPWW56": Kind.LANDSLIDE,
    "VPWW57": Kind.STORM_SURGE,
}
OLD_KINDS = frozenset({Kind.HEAVY_RAIN, Kind.STORM_SURGE})  # of which one old telegram tells all


def flood_name(code: str, name: str) -> OfficialName | None:
    """Return what a flood forecast's code and name mean; None that it ended.

    The code decides. Where it is a new one the name does, by its old or its new form;
    ``InvalidError`` when neither says anything.
    """
    if code == LIFTED:
        return None
    if len(code) == 2 and code.isascii() and code.isdecimal() and int(code[0]) in _FLOOD:  # noqa: PLR2004 digits
        return _FLOOD[int(code[0])]
    plain = unicodedata.normalize("NFKC", name)
    for level, official in _FLOOD.items():
        if plain == official.ja or _OLD_FLOODS.get(plain) == level:
            return official
    raise InvalidError(f"code {code!r} with name {name!r} is no flood forecast that is known")


def area_name(code: str, name: str) -> OfficialName | None:
    """Return what a warning's code and name mean since May 2026; None for one without a level.

    Where they disagree the higher level stands; ``InvalidError`` for what is not known.
    """
    plain = unicodedata.normalize("NFKC", name)
    named = next((each for each in AREA_CODES.values() if each.ja == plain), None)
    coded = AREA_CODES.get(code)
    if named and coded:
        return max(named, coded, key=lambda each: each.alert_level)
    if named or coded:
        return named or coded
    if code in WITHOUT_LEVEL:
        return None
    raise InvalidError(f"code {code!r} with name {name!r} is no warning that is known")


def series_of(data_type: str, title: str) -> frozenset[Kind]:
    """Return the series that a telegram tells all about: what it does not name there has ended."""
    if kind := _SERIES_BY_TYPE.get(data_type):
        return frozenset({kind})
    told = unicodedata.normalize("NFKC", title)
    return frozenset(kind for word, kind in _SERIES.items() if f"({word})" in told)


def is_transitional(issued_at: datetime) -> bool:
    """Tell whether an old form is a mere copy: since the new one is there, that one counts.

    A copy can't say level 4 of rain, and would lower it to 3.
    """
    return issued_at.date() >= NEW_NAMES_SINCE
