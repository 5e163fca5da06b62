"""Gauges of the United States: the USGS Water Data API (OGC API Features).

Gage heights (parameter 00065) are feet above the gauge's own datum; they are published in feet,
and the station declares a sensor that counts in feet.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from ingest.sources.gauges import STAGE, Heard, Measured, PublicGauge, SourceName, settle
from ingest.sources.shapes import a_list, a_number, a_text, a_time, an_object, read_json
from ingest.sources.web import Web
from kawamori.errors import InvalidError, NotFoundError
from kawamori.sensors import Sensor, Unit
from kawamori.stations import Datastream, Station

BASE_URL = "https://api.waterdata.usgs.gov/ogcapi/v0"
GAGE_HEIGHT = "00065"
NO_DATA = -999_999.0
MOST = 10_000
INTERVAL = timedelta(minutes=15)
SENT_EVERY = timedelta(hours=1)  # how long most stations collect before they transmit
_BESIDE = re.compile(r"\s+(?:near|nr|at|above|abv|ab|below|blw|bl|nea)\b", re.IGNORECASE)
_ASKED = "time,value,unit_of_measure,time_series_id"


class Usgs:
    """The service: one time series of gage heights, asked for every quarter of an hour."""

    name: SourceName = "usgs"
    interval_s = INTERVAL.total_seconds()
    credit = "U.S. Geological Survey, National Water Information System; provisional"

    def __init__(self, base_url: str = BASE_URL) -> None:
        self._collections = f"{base_url.rstrip('/')}/collections"

    def describe(self, web: Web, code: str, station_id: str) -> PublicGauge:
        """Return a monitoring location as the USGS describes it, and its newest series.

        ``NotFoundError`` for one that is not there or measures no gage height.
        """
        where, site = f"usgs:{code}", _site(code)
        try:
            answer = web.get(
                f"{self._collections}/monitoring-locations/items/{quote(site, safe='')}?f=json"
            )
        except NotFoundError:
            raise NotFoundError(
                f"{where}: the USGS knows no monitoring location {site}; look it up on "
                "https://waterdata.usgs.gov"
            ) from None
        found = an_object(read_json(answer.body if answer else b"", where), where)
        series = self._series(web, site, where)
        return PublicGauge(
            f"{site}/{series}",
            _station(found, station_id, where),
            Datastream(station_id, STAGE, judged=True),
            sensor=Sensor(unit=Unit.FT),
        )

    def readings(self, web: Web, code: str, since: datetime, now: datetime) -> Heard:
        """Return the gage heights of a series after a time, in feet."""
        where = f"usgs:{code}"
        site, _, series = code.partition("/")
        asked = {
            "f": "json",
            "monitoring_location_id": site,
            "time_series_id": series,
            "time": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}/..",
            "properties": _ASKED,
            "skipGeometry": "true",
            "limit": str(MOST),
        }
        answer = web.get(f"{self._collections}/continuous/items?{urlencode(asked)}")
        if answer is None:
            return Heard()
        features = _features(answer.body, where)
        items = [each for each in features if _properties(each).get("value") is not None]
        readings, faults = settle(items, [_measured(each) for each in items], since, now)
        web.remember(answer)
        return Heard(readings, faults, answer.fresh_for_s)

    def _series(self, web: Web, site: str, where: str) -> str:
        """Return the series of gage heights that was measured last."""
        asked = {"f": "json", "monitoring_location_id": site, "parameter_code": GAGE_HEIGHT}
        answer = web.get(f"{self._collections}/latest-continuous/items?{urlencode(asked)}")
        newest: dict[str, datetime] = {}
        for feature in _features(answer.body if answer else b"", where):
            told = _properties(feature)
            series = a_text(told.get("time_series_id"), f"{where}: time_series_id")
            newest[series] = a_time(told.get("time"), f"{where}: time")
        if not newest:
            raise NotFoundError(f"{where} measures no gage height ({GAGE_HEIGHT})")
        return max(newest, key=lambda series: newest[series])


def _site(code: str) -> str:
    """Return the identifier with its agency: 12149000 is USGS-12149000."""
    return code if "-" in code else f"USGS-{code}"


def _features(body: bytes, where: str) -> list[Any]:
    return a_list(an_object(read_json(body, where), where).get("features"), f"{where}: features")


def _properties(feature: object) -> Mapping[str, Any]:
    told = feature.get("properties") if isinstance(feature, dict) else None
    return told if isinstance(told, dict) else {"value": feature}


def _measured(feature: object) -> Measured | InvalidError:
    try:
        told = an_object(an_object(feature, "a feature").get("properties"), "properties")
        at = a_time(told.get("time"), "time")
        height_ft = a_number(told.get("value"), "value")
    except InvalidError as error:
        return error
    if height_ft == NO_DATA:
        return InvalidError(f"value: {height_ft:g} stands for no data")
    if told.get("unit_of_measure") != "ft":
        return InvalidError(f"unit_of_measure: feet were expected, not {told}")
    return Measured(at, height_ft)


def _station(found: Mapping[str, Any], station_id: str, where: str) -> Station:
    told = an_object(found.get("properties"), f"{where}: properties")
    name = a_text(told.get("monitoring_location_name"), f"{where}: monitoring_location_name")
    geometry = an_object(found.get("geometry"), f"{where}: geometry")
    place = a_list(geometry.get("coordinates"), f"{where}: coordinates")
    if len(place) < 2:  # noqa: PLR2004 longitude and latitude
        raise InvalidError(f"{where}: coordinates: longitude and latitude expected, not {place}")
    return Station(
        station_id,
        name,
        _BESIDE.split(name, maxsplit=1)[0].strip(" ,") or name,
        a_number(place[1], f"{where}: latitude"),
        a_number(place[0], f"{where}: longitude"),
        SENT_EVERY,
        name_en=name,
        datum="gage datum",
    )
