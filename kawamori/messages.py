"""The words people read, by kind, level and language.

They say that a water level was reached, in the threshold's official name, and
nothing that only those entitled may say: no 警報, no 予報, no 警戒レベル, no order.
The decisive word comes first, because a phone shows only the beginning.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from kawamori.alerts import Kind
from kawamori.levels import GaugeLevel
from kawamori.people import Language
from kawamori.runs import Status

JST = timezone(timedelta(hours=9), "JST")
ONE_PART = 70  # UCS-2 units; any Japanese character makes the whole text UCS-2
TWO_PARTS = 132  # 66 a part, the least that a Japanese operator carries
LONGEST_CUT_NAME = 8  # characters: sixteen units at the most

_PREFIXES = {Status.ACTUAL: "", Status.EXERCISE: "【訓練】", Status.TEST: "【試験】"}
_PREFIXES_EN = {Status.ACTUAL: "", Status.EXERCISE: "DRILL: ", Status.TEST: "TEST: "}
_NAMES_EN = {
    GaugeLevel.NORMAL: "Normal water level",
    GaugeLevel.STANDBY: "Flood corps standby level",
    GaugeLevel.CAUTION: "Flood caution level",
    GaugeLevel.EVACUATION: "Evacuation judgment level",
    GaugeLevel.DANGER: "Flood danger level",
    GaugeLevel.OVERFLOW: "Overflow start level",
}
_ADVICE_JA = {
    GaugeLevel.NORMAL: "川に近づかないでください。",
    GaugeLevel.STANDBY: "川に近づかないでください。",
    GaugeLevel.CAUTION: "川に近づかず、市の情報に注意してください。",
    GaugeLevel.EVACUATION: "市の避難情報を確認し、避難の準備をしてください。",
    GaugeLevel.DANGER: "川から離れ、市の避難情報を確認してください。",
    GaugeLevel.OVERFLOW: "直ちに川から離れ、命を守ってください。",
}
_ADVICE_EN = {
    GaugeLevel.NORMAL: "Keep away from the river.",
    GaugeLevel.STANDBY: "Keep away from the river.",
    GaugeLevel.CAUTION: "Keep away from the river.",
    GaugeLevel.EVACUATION: "Check the city's news, get ready to leave.",
    GaugeLevel.DANGER: "Leave the river, check the city's news.",
    GaugeLevel.OVERFLOW: "Leave the river at once.",
}
_CLEAR_JA = "水位が下がりました。"
_CLEAR_EN = "Water level has fallen."
_CLEAR_ADVICE_JA = "引き続き川に近づかないでください。"


@dataclass(frozen=True, slots=True)
class Matter:
    """What a message is about."""

    status: Status
    kind: Kind
    level: GaugeLevel
    station_name: str
    station_name_en: str
    river: str
    stage_m: float
    observed_at: datetime


def sms(matter: Matter, language: Language) -> str:
    """Return the text of a short message, in two parts at the most.

    The station's name is cut only when nothing else fits: people must know where.
    """
    name = matter.station_name
    if language is Language.EN and matter.station_name_en:
        name = matter.station_name_en
    write = _japanese if language is Language.JA else _english
    full, riverless = write(matter, name, f"（{matter.river}）"), write(matter, name, "")
    for text, limit in [
        (full, ONE_PART),
        (riverless, ONE_PART),
        (full, TWO_PARTS),
        (riverless, TWO_PARTS),
    ]:
        if ucs2_units(text) <= limit:
            return text
    return write(matter, f"{name[:LONGEST_CUT_NAME]}…", "")


def ucs2_units(text: str) -> int:
    """Return how many UCS-2 units a text takes; an emoji takes two."""
    return len(text.encode("utf-16-be")) // 2


def _japanese(matter: Matter, name: str, river: str) -> str:
    head = f"{matter.level.name_ja}に到達しました。"
    advice = _ADVICE_JA[matter.level]
    if matter.kind is Kind.CLEAR:
        head, advice = _CLEAR_JA, _CLEAR_ADVICE_JA
    where = f"{name}{river}{matter.stage_m:.2f}m {_clock(matter)}。"
    return f"{_PREFIXES[matter.status]}{head}{where}{advice}"


def _english(matter: Matter, name: str, _river: str) -> str:
    head = f"{_NAMES_EN[matter.level]} reached: "
    advice = _ADVICE_EN[matter.level]
    if matter.kind is Kind.CLEAR:
        head, advice = f"{_CLEAR_EN} ", _ADVICE_EN[GaugeLevel.NORMAL]
    where = f"{name} {matter.stage_m:.2f} m at {_clock(matter)}. "
    prefix = _PREFIXES[matter.status] + _PREFIXES_EN[matter.status]
    return f"{prefix}{head}{where}{advice}"


def _clock(matter: Matter) -> str:
    return matter.observed_at.astimezone(JST).strftime("%H:%M")
