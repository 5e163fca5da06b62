"""The columns of a stations file, and what may stand in each of their cells."""

import math
import re
from datetime import datetime
from typing import TypeVar

from kawamori.errors import InvalidError
from kawamori.runs import SLUG
from kawamori.sensors import Kind, Unit
from kawamori.spreadsheets import narrow
from kawamori.stations import Mode, Reference

_T = TypeVar("_T")
COLUMNS = {
    "station_id": ("観測所id", "観測所記号", "id"),
    "name": ("観測所名", "名称"),
    "name_en": ("英語名", "観測所名(英語)"),
    "river": ("河川名", "河川"),
    "lat": ("緯度",),
    "lon": ("経度",),
    "interval_min": ("観測間隔", "観測間隔(分)"),
    "burst_min": ("増水時観測間隔", "増水時観測間隔(分)"),
    "dormant_h": ("待機時間", "待機時間(時間)"),
    "mode": ("種別", "観測所種別"),
    "tidal": ("感潮", "感潮区間"),
    "gauge_zero_tp_m": ("零点高", "零点高(m)"),
    "datum": ("基準面",),
    "reference": ("水位の基準", "基準"),
    "standby_m": ("水防団待機水位",),
    "caution_m": ("氾濫注意水位",),
    "evacuation_m": ("避難判断水位",),
    "danger_m": ("氾濫危険水位",),
    "overflow_m": ("氾濫開始水位",),
    "release_m": ("解除幅",),
    "camera": ("カメラ",),
    "area": ("地域", "地域名"),
    "downstream": ("下流観測所", "下流の観測所"),
    "travel_min": ("到達時間", "到達時間(分)"),
    "spread_min": ("到達時間の幅", "到達時間の幅(分)"),
    "sensor": ("計測方式", "センサー"),
    "sensor_unit": ("計測単位",),
    "sensor_offset_m": ("センサー高", "センサー高(m)"),
    "sensor_scale": ("計測倍率",),
    "sensor_from": ("センサー適用日時",),
}
NEEDED = ("station_id", "name", "river")
RUNGS = ("standby_m", "caution_m", "evacuation_m", "danger_m", "overflow_m")

_NAMES = {name: column for column, more in COLUMNS.items() for name in (column, *more)}
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_YES = {"1", "yes", "true", "有", "あり", "○", "〇", "はい"}
_NO = {"", "0", "no", "false", "無", "なし", "×", "いいえ", "-"}
_MODES = {
    "": Mode.REGULAR,
    "regular": Mode.REGULAR,
    "水位観測所": Mode.REGULAR,
    "crisis": Mode.CRISIS,
    "危機管理型水位計": Mode.CRISIS,
    "危機管理型": Mode.CRISIS,
}
_KINDS = {
    "": None,
    "stage": Kind.STAGE,
    "水位": Kind.STAGE,
    "depth": Kind.DEPTH,
    "水深": Kind.DEPTH,
    "distance": Kind.DISTANCE,
    "距離": Kind.DISTANCE,
}
_UNITS = {"": Unit.M} | {unit.value: unit for unit in Unit}
_REFERENCES = {
    "": Reference.GAUGE_ZERO,
    "gauge_zero": Reference.GAUGE_ZERO,
    "零点高": Reference.GAUGE_ZERO,
    "bank_top": Reference.BANK_TOP,
    "氾濫開始水位": Reference.BANK_TOP,
}


def column_of(header: str) -> str | None:
    """Return the column that a header names in English or Japanese, or None."""
    plain = narrow(header).lower()
    return _NAMES.get(plain) or _NAMES.get(re.sub(r"\(m\)$", "", plain))


def slug(text: str) -> str:
    """Return a station id."""
    plain = narrow(text)
    if not SLUG.fullmatch(plain):
        raise InvalidError(
            "must be lowercase letters, digits and hyphens, at most 63, such as 'kawabe-bridge'"
        )
    return plain


def words(text: str) -> str:
    """Return a name as it is written; there must be one."""
    if not text.strip():
        raise InvalidError("is empty: give a name")
    return text.strip()


def downstream(text: str) -> str | None:
    """Return the id of the next station that the water passes, or None for an empty cell."""
    return slug(text) if text.strip() else None


def number(text: str, low: float = -math.inf, high: float = math.inf) -> float | None:
    """Return a number, full-width digits or not, or None for an empty cell."""
    plain = narrow(text)
    if not plain:
        return None
    if not _NUMBER.fullmatch(plain):
        raise InvalidError("is not a number such as 3.50: write digits alone, or leave it empty")
    value = float(plain)
    if not low <= value <= high:
        raise InvalidError(f"must be from {low:g} to {high:g}: is it in another column's place?")
    return value


def yes(text: str) -> bool:
    """Return what a cell for yes or no says; empty is no."""
    plain = narrow(text).lower()
    if plain not in _YES | _NO:
        raise InvalidError("must be 1 for yes, or empty for no")
    return plain in _YES


def mode(text: str) -> Mode:
    """Return how the station reports; empty is regular."""
    return _choice(text, _MODES, "regular (水位観測所) or crisis (危機管理型水位計)")


def sensor(text: str) -> Kind | None:
    """Return what a sensor measures, or None for an empty cell."""
    return _choice(text, _KINDS, "stage (水位), depth (水深) or distance (距離)")


def unit(text: str) -> Unit:
    """Return what a sensor counts in; empty is metres."""
    return _choice(text, _UNITS, "m, cm, mm or ft")


def moment(text: str) -> datetime | None:
    """Return a time with its zone, or None for an empty cell."""
    plain = narrow(text)
    if not plain:
        return None
    try:
        at = datetime.fromisoformat(plain)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise InvalidError("must be a time with its zone, such as 2026-06-01T09:00+09:00")
    return at


def reference(text: str) -> Reference:
    """Return what its heights count from; empty is gauge zero."""
    return _choice(text, _REFERENCES, "gauge_zero (零点高) or bank_top (氾濫開始水位)")


def _choice(text: str, known: dict[str, _T], names: str) -> _T:
    try:
        return known[narrow(text).lower()]
    except KeyError:
        raise InvalidError(f"must be {names}, or empty") from None
