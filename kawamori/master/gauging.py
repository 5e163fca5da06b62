"""Proposals about gauges, checked: where they stand, their thresholds, what sensors measure."""

from datetime import timedelta
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from kawamori.levels import GaugeLevel, Thresholds
from kawamori.master.drafts import Values
from kawamori.master.known import Gauge, Known, Place
from kawamori.master.reader import Reader
from kawamori.runs import SLUG
from kawamori.sensors import Kind, Sensor, Unit
from kawamori.stations import Mode, Reference, Station

REACH_KM = 100.0  # a city's rivers begin upstream of it, but not in another region
RUNGS = ("standby_m", "caution_m", "evacuation_m", "danger_m", "overflow_m")
DATUMS = ("T.P.", "A.P.", "Y.P.", "O.P.", "K.P.", "S.P.", "M.S.L.", "local")
_HIGH_M, _LOW_M = 100.0, -50.0
_MOVED_M = 1.0  # a rung that moves farther is looked at twice
_BEYOND_RECORD_M = 10.0
_EARTH_KM = 6371.0


def station(reader: Reader, station_id: str, known: Known) -> None:
    """Read a station's facts; a new one's thresholds stand beside them."""
    if not SLUG.fullmatch(station_id):
        reader.wrong(
            "subject",
            f"観測所ID「{station_id}」は半角の英小文字・数字・ハイフン 63文字以内にしてください",
            f"{station_id!r} must be lowercase letters, digits and hyphens, at most 63",
        )
    name = reader.text("name", needed=True, longest=60)
    reader.text("name_en", longest=60)
    river = reader.text("river", needed=True, longest=60)
    where = reader.number("lat", -90, 90, unit="°"), reader.number("lon", -180, 180, unit="°")
    _place(reader, where, known)
    mode = reader.choice("mode", [each.value for each in Mode], Mode.REGULAR)
    reader.yes("tidal")
    interval = reader.number("interval_min", 1 / 60, 1440, needed=True, unit="分")
    burst = reader.number("burst_min", 1 / 60, 1440, unit="分")
    dormant = reader.number("dormant_h", 1, 720, unit="時間")
    reader.number("gauge_zero_tp_m", -100, 4000)
    datum = reader.text("datum", longest=20)
    if not datum:
        reader.wrong(
            "datum",
            f"零点高の基準面がありません。{'、'.join(DATUMS[:4])} などを入力してください",
            f"name the datum that gauge zero is told in, such as {', '.join(DATUMS[:4])}",
        )
    if interval and burst and burst > interval:
        reader.wrong(
            "burst_min",
            f"増水時の間隔 {burst:g} 分が通常の {interval:g} 分より長くなっています",
            f"{burst:g} min when the river is high is longer than the usual {interval:g} min",
        )
        burst = None
    if dormant and mode != Mode.CRISIS:
        reader.wrong(
            "dormant_h",
            "待機できるのは危機管理型水位計だけです。空欄にするか種別を変えてください",
            "only a crisis-management gauge may be dormant: leave it empty, or change the mode",
        )
        dormant = None
    for other, called in known.stations.items():
        if other != station_id and called == name:
            reader.doubt("name", f"「{name}」は {other} の名前です", f"{other} is called so too")
    if known.standing is None:
        reader.choice("reference", [each.value for each in Reference], Reference.GAUGE_ZERO)
        thresholds(reader, Known(gauge=Gauge(name)), is_new=True)
    reader.refuse_rest()
    reader.attempt(
        "name",
        lambda: Station(
            station_id,
            name or "?",
            river,
            where[0],
            where[1],
            timedelta(minutes=interval or 1),
            mode=Mode(mode),
            burst_interval=None if burst is None else timedelta(minutes=burst),
            dormant_for=None if dormant is None else timedelta(hours=dormant),
        ),
    )


def thresholds(reader: Reader, known: Known, *, is_new: bool = False) -> None:
    """Read a ladder: every rung may be missing, those there rise strictly."""
    gauge = known.gauge
    if gauge is None:
        reader.wrong("subject", "この観測所は登録されていません", "there is no such station")
        gauge = Gauge("")
    rungs = {rung: reader.number(rung, _LOW_M, _HIGH_M) for rung in RUNGS}
    release = reader.number("release_m", 0, 5)
    release_m = 0.10 if release is None else release
    reader.read["release_m"] = release_m
    if not is_new:
        reader.refuse_rest()
    defined = [(rung, value) for rung, value in rungs.items() if value is not None]
    for (lower, lower_m), (upper, upper_m) in pairwise(defined):
        if not lower_m < upper_m:
            reader.wrong(
                upper,
                f"{_name(upper)} {upper_m:.2f} m は {_name(lower)} {lower_m:.2f} m より"
                "高くしてください",
                f"{upper_m:.2f} m must be above {lower} at {lower_m:.2f} m",
            )
        elif round(upper_m - lower_m, 3) < release_m:
            reader.doubt(
                "release_m",
                f"解除幅 {release_m:.2f} m が {_name(lower)}と{_name(upper)}の差"
                f" {upper_m - lower_m:.2f} m より大きく、下がっても段階が残ります",
                f"{release_m:.2f} m is more than lies between {lower} and {upper}: "
                "a level is left only below the one under it",
            )
    if not defined and not is_new:
        reader.doubt(
            "danger_m",
            "基準水位が一つもありません。この観測所では何も判定されません",
            "there is no threshold: nothing is judged at this station",
        )
    for rung, value in defined:
        _against_record(reader, rung, value, gauge)
        old = (known.standing or {}).get(rung)
        if old is not None and abs(value - old) > _MOVED_M:
            reader.doubt(
                rung,
                f"{_name(rung)}が今の {old:.2f} m から {value - old:+.2f} m 動きます",
                f"{rung} moves by {value - old:+.2f} m from {old:.2f} m",
            )


def sensor(reader: Reader, known: Known) -> None:
    """Read what a sensor measures, and say what that would make of the newest reading."""
    kind = reader.choice("kind", [each.value for each in Kind], Kind.STAGE)
    unit = reader.choice("unit", [each.value for each in Unit])
    offset_m = reader.number("offset_m", -100, 4000, needed=kind != Kind.STAGE)
    reader.read["offset_m"] = offset_m or 0.0
    scale = reader.number("scale", 1e-6, 1000, unit="倍")
    reader.read["scale"] = 1.0 if scale is None else scale
    reader.refuse_rest()
    if known.gauge is None:
        if not known.drafted:
            reader.wrong("subject", "この観測所は登録されていません", "there is no such station")
        return
    made = reader.attempt(
        "offset_m",
        lambda: Sensor(Kind(kind), Unit(unit), offset_m or 0.0, 1.0 if scale is None else scale),
    )
    if made is not None:
        _would_make(reader, made, known.gauge)


def plausible(reader: Reader, known: Known) -> None:
    """Read the range that results are believed in."""
    low = reader.number("min_plausible", -1000, 10_000)
    high = reader.number("max_plausible", -1000, 10_000)
    reader.refuse_rest()
    if known.gauge is None and not known.drafted:
        reader.wrong("subject", "この観測所は登録されていません", "there is no such station")
    if low is not None and high is not None and low >= high:
        reader.wrong(
            "max_plausible",
            f"上限 {high:g} m は下限 {low:g} m より高くしてください",
            f"{high:g} m must be above the least, {low:g} m",
        )
    newest = known.gauge.newest_m if known.gauge else None
    if newest is not None and not (low or -1e9) <= newest <= (1e9 if high is None else high):
        reader.doubt(
            "max_plausible",
            f"最新の値 {newest:.2f} m がこの範囲の外になり、判定に使われなくなります",
            f"the newest reading, {newest:.2f} m, would be out of it and no longer be judged",
        )


def ladder_of(values: Values) -> Thresholds:
    """Return the thresholds in checked values."""
    return Thresholds(**{name: values[name] for name in (*RUNGS, "release_m")})


def distance_km(one: Place, other: Place) -> float:
    """Return how far two places are apart on the ground."""
    (lat, lon), (to_lat, to_lon) = ([radians(x) for x in place] for place in (one, other))
    chord = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(chord))


def _place(reader: Reader, where: tuple[float | None, float | None], known: Known) -> None:
    lat, lon = where
    if lat is None or lon is None:
        if (lat is None) != (lon is None):
            field = "lat" if lat is None else "lon"
            reader.wrong(field, "緯度と経度は両方入力してください", "give both, or neither")
        return
    if not known.places:
        return
    nearest = min(distance_km((lat, lon), place) for place in known.places)
    if nearest <= REACH_KM:
        return
    ja, en = "", "is the place right?"
    if abs(lon) <= 90 and min(distance_km((lon, lat), place) for place in known.places) <= REACH_KM:  # noqa: PLR2004 degrees
        ja, en = "緯度と経度が入れ替わっていませんか。", "are latitude and longitude swapped?"
    reader.wrong(
        "lat",
        f"北緯 {lat:g}・東経 {lon:g} は市から {nearest:,.0f} km 離れています。"
        f"{REACH_KM:g} km 以内にしてください。{ja}",
        f"{lat:g}, {lon:g} lies {nearest:,.0f} km from the city, at most {REACH_KM:g}: {en}",
    )


def _against_record(reader: Reader, rung: str, value: float, gauge: Gauge) -> None:
    low, high = gauge.min_plausible, gauge.max_plausible
    if (low is not None and value < low) or (high is not None and value > high):
        span = f"{'' if low is None else f'{low:g}'}〜{'' if high is None else f'{high:g}'}"
        reader.wrong(
            rung,
            f"{value:.2f} m はセンサーの測定範囲 {span} m の外で、届くことがありません",
            f"{value:.2f} m is outside what the sensor measures, {span} m",
        )
    elif gauge.highest_m is not None and value > gauge.highest_m + _BEYOND_RECORD_M:
        reader.doubt(
            rung,
            f"{value:.2f} m は既往最高 {gauge.highest_m:.2f} m よりはるかに高い値です。"
            "小数点を確かめてください",
            f"{value:.2f} m is far above the record, {gauge.highest_m:.2f} m: is the point right?",
        )


def _would_make(reader: Reader, made: Sensor, gauge: Gauge) -> None:
    if gauge.newest_raw is None:
        return
    stage_m = made.stage_m(gauge.newest_raw)
    low, high = gauge.min_plausible, gauge.max_plausible
    said = f"最新の計測値 {gauge.newest_raw:g} {made.unit} は水位 {stage_m:.2f} m になります"
    told = (
        f"the newest result, {gauge.newest_raw:g} {made.unit}, becomes a stage of {stage_m:.2f} m"
    )
    if (low is not None and stage_m < low) or (high is not None and stage_m > high):
        reader.wrong(
            "offset_m",
            f"{said}。測定範囲の外です。向き・単位・高さを確かめてください",
            f"{told}, out of the plausible range: check direction, unit and height",
        )
    elif gauge.newest_m is not None and abs(stage_m - gauge.newest_m) >= 0.005:  # noqa: PLR2004 half a centimetre
        reader.doubt(
            "offset_m",
            f"{said}（今は {gauge.newest_m:.2f} m）",
            f"{told} (now {gauge.newest_m:.2f} m)",
        )


def _name(rung: str) -> str:
    return GaugeLevel(RUNGS.index(rung) + 1).name_ja
