"""The words people read, by kind, level and language.

They say that a water level was reached, in the threshold's official name, and
nothing that only those entitled may say: no 警報, no 予報, no 警戒レベル, no order.
The decisive word comes first, because a phone shows only the beginning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kawamori.alerts import Kind
from kawamori.levels import GaugeLevel
from kawamori.messages.budget import ONE_PART, TWO_PARTS, first_that_fits, ucs2_units
from kawamori.messages.clocks import clock
from kawamori.messages.marks import mark
from kawamori.messages.places import LONGEST_CUT_NAME, listed, named
from kawamori.people import Language
from kawamori.runs import Status

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
    name = named(matter.station_name, matter.station_name_en, language)
    write = _japanese if language.is_japanese else _english
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


def gathered_sms(matters: Sequence[Matter], language: Language) -> str:
    """Return the text about several stations of one river, in two parts at the most."""
    if len(matters) == 1:
        return sms(matters[0], language)
    first = max(matters, key=lambda matter: matter.level)
    places = [(named(m.station_name, m.station_name_en, language), m.stage_m) for m in matters]
    prefix, at = mark(first.status, language), clock(max(m.observed_at for m in matters))
    if language.is_japanese:
        head = f"{prefix}{first.level.name_ja}に到達しました。{first.river}{len(matters)}か所（"
        tail = f"）{at}。{_ADVICE_JA[first.level]}"
    else:
        head = f"{prefix}{_NAMES_EN[first.level]} reached: {len(matters)} gauges ("
        tail = f") at {at}. {_ADVICE_EN[first.level]}"
    return first_that_fits(listed(places, language, head, tail), TWO_PARTS)


def _japanese(matter: Matter, name: str, river: str) -> str:
    head = f"{matter.level.name_ja}に到達しました。"
    advice = _ADVICE_JA[matter.level]
    if matter.kind is Kind.CLEAR:
        head, advice = _CLEAR_JA, _CLEAR_ADVICE_JA
    where = f"{name}{river}{matter.stage_m:.2f}m {clock(matter.observed_at)}。"
    return f"{mark(matter.status, Language.JA)}{head}{where}{advice}"


def _english(matter: Matter, name: str, _river: str) -> str:
    head = f"{_NAMES_EN[matter.level]} reached: "
    advice = _ADVICE_EN[matter.level]
    if matter.kind is Kind.CLEAR:
        head, advice = f"{_CLEAR_EN} ", _ADVICE_EN[GaugeLevel.NORMAL]
    where = f"{name} {matter.stage_m:.2f} m at {clock(matter.observed_at)}. "
    return f"{mark(matter.status, Language.EN)}{head}{where}{advice}"
