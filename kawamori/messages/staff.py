"""The texts that call whoever is on duty: Japanese, or English for those who read no Japanese."""

from dataclasses import dataclass
from datetime import datetime

from kawamori.calls import Cause
from kawamori.levels import GaugeLevel
from kawamori.messages.budget import TWO_PARTS, first_that_fits, ucs2_units
from kawamori.messages.clocks import clock
from kawamori.messages.marks import mark
from kawamori.messages.places import listed, named
from kawamori.people import Language
from kawamori.runs import Status

_AGAIN_JA, _AGAIN_EN = "応答なし・再連絡 ", "AGAIN: "
_TAKE_JA, _TAKE_EN = "対応者は次を開いて応答：", "Take it: "
_TAKE_ON_THE_MAP_JA, _TAKE_ON_THE_MAP_EN = "川守で応答してください。", "Answer it in Kawamori."


@dataclass(frozen=True, slots=True)
class Concern:
    """One station that whoever is on duty is called to, and why."""

    cause: Cause
    level: GaugeLevel
    station_name: str
    station_name_en: str
    stage_m: float
    observed_at: datetime
    undelivered: int = 0


@dataclass(frozen=True, slots=True)
class Summons:
    """What whoever is on duty is called to: the stations of one river, the highest first.

    ``is_repeated`` says that somebody was called to it before and has not answered.
    """

    status: Status
    river: str
    concerns: tuple[Concern, ...]
    is_repeated: bool = False


def staff_sms(summons: Summons, language: Language, link: str) -> str:
    """Return the text that calls somebody on duty; ``link`` is sent right behind it.

    A single station is named with its river, several as the river and their number.
    """
    limit = TWO_PARTS - ucs2_units(link)
    first, many = summons.concerns[0], len(summons.concerns) > 1
    prefix, head = mark(summons.status, language), _cause(first, language)
    at = clock(max(concern.observed_at for concern in summons.concerns))
    places = [
        (
            named(c.station_name, c.station_name_en, language) + _differs(c, first, language),
            c.stage_m,
        )
        for c in summons.concerns
    ]
    if language.is_japanese:
        prefix += _AGAIN_JA if summons.is_repeated else ""
        head = f"{summons.river} {len(places)}か所 {head}。" if many else f"{head} "
        tail = f" {at}。{_TAKE_JA if link else _TAKE_ON_THE_MAP_JA}"
    else:
        prefix += _AGAIN_EN if summons.is_repeated else ""
        head = f"{head}, {len(places)} gauges: " if many else f"{head}: "
        tail = f" at {at}. {_TAKE_EN if link else _TAKE_ON_THE_MAP_EN}"
    texts = list(listed(places, language, prefix + head, tail))
    if language.is_japanese and not many:
        (name, stage_m), of_river = places[0], f"（{summons.river}）"
        texts[:0] = listed([(name + of_river, stage_m)], language, prefix + head, tail)[:1]
    return first_that_fits(texts, limit)


def _cause(concern: Concern, language: Language) -> str:
    level_ja, level_en = concern.level.name_ja, concern.level.name
    ja, en = {
        Cause.LEVEL: (level_ja, f"{level_en} level"),
        Cause.UNCONFIRMED: (f"未確認 急上昇（{level_ja}）", f"UNCONFIRMED {level_en}"),
        Cause.BLIND: (f"観測途絶（{level_ja}のまま）", f"NO DATA since {level_en}"),
        Cause.HANDED_OVER: (
            f"未達{concern.undelivered}件（{level_ja}の連絡）",
            f"{concern.undelivered} texts NOT SENT ({level_en})",
        ),
    }[concern.cause]
    return ja if language.is_japanese else en


def _differs(concern: Concern, first: Concern, language: Language) -> str:
    """Return what is said beside a station's name where the text's head is not true of it."""
    said = _cause(concern, language)
    return "" if said == _cause(first, language) else f"［{said}］"
