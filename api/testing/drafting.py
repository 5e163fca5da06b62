"""Drafts of master data, as headquarters writes and publishes them."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kawamori.storage.river.stations import judged_stations
from kawamori.testing.town import KAWABE
from kawamori.testing.world import LADDER as WORLDS_LADDER

if TYPE_CHECKING:
    import httpx

    from api.testing.asking import Api
    from kawamori.testing.world import World

LADDER = asdict(WORLDS_LADDER)
NEW = {
    "name": "上流橋",
    "name_en": "",
    "river": "川辺川",
    "lat": 35.08,
    "lon": 138.95,
    "mode": "regular",
    "interval_min": "１０",
    "datum": "T.P.",
    "caution_m": "2.0",
    "danger_m": "3.5",
}
BECAUSE = "河川改修に伴う見直し"


def draft(
    api: "Api", what: str, subject: str, values: dict[str, Any], who: str = "Fumi"
) -> "httpx.Response":
    """Draft new values of something of the master data."""
    wanted = {"what": what, "subject": subject, "values": values}
    return api.post("/hq/admin/drafts", json=wanted, who=who)


def lower(api: "Api", **rungs: float | None) -> dict[str, Any]:
    """Draft a ladder of Kawabe bridge that differs in these rungs, metres above its gauge zero."""
    made: dict[str, Any] = (
        draft(api, "thresholds", KAWABE, {**LADDER, **rungs}).raise_for_status().json()
    )
    return made


def publish(
    api: "Api", made: dict[str, Any], who: str = "Aoi", because: str = BECAUSE, **more: Any
) -> "httpx.Response":
    """Publish a draft, by the phrase that it was answered with."""
    said = {"phrase": made["phrase"], "because": because, **more}
    return api.post(f"/hq/admin/drafts/{made['draft_id']}/publish", json=said, who=who)


def danger_m(world: "World", station_id: str = KAWABE) -> float | None:
    """Return where a station's danger stands now, in metres above its gauge zero."""
    return next(
        each.thresholds.danger_m
        for each in judged_stations(world.connection)
        if each.station.station_id == station_id
    )
