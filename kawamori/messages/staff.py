"""The texts that call whoever is on duty: Japanese, or English for those who read no Japanese."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kawamori.calls import Cause
from kawamori.levels import GaugeLevel
from kawamori.messages.budget import TWO_PARTS, cut_to, ucs2_units
from kawamori.messages.clocks import clock
from kawamori.messages.marks import mark
from kawamori.messages.places import cut, listed, named
from kawamori.messages.wording import wording
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
    language = Language.JA if language.is_japanese else Language.EN
    limit = TWO_PARTS - ucs2_units(link)
    first, many = summons.concerns[0], len(summons.concerns) > 1
    prefix, head = mark(summons.status, language), _cause(first, language)
    at = clock(max(concern.observed_at for concern in summons.concerns))
    names = [
        named(c.station_name, c.station_name_en, language) + _differs(c, first, language)
        for c in summons.concerns
    ]
    stages_m = [concern.stage_m for concern in summons.concerns]
    if language is Language.JA:
        prefix += _AGAIN_JA if summons.is_repeated else ""
        head = f"{summons.river} {len(names)}か所 {head}。" if many else f"{head} "
        tail = f" {at}。{_TAKE_JA if link else _TAKE_ON_THE_MAP_JA}"
    else:
        prefix += _AGAIN_EN if summons.is_repeated else ""
        head = f"{head}, {len(names)} gauges: " if many else f"{head}: "
        tail = f" at {at}. {_TAKE_EN if link else _TAKE_ON_THE_MAP_EN}"
    places = list(_lines(names, stages_m, language))
    if language is Language.JA and not many:
        places[:0] = _lines([f"{names[0]}（{summons.river}）"], stages_m, language)[:1]
    return _first_with_room_for_a_link([f"{prefix}{head}{line}{tail}" for line in places], limit)


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What reached nobody, or not everybody: an order, a quotation, a correction, and where."""

    status: Status
    name: str
    areas: tuple[str, ...]
    people: int
    is_correction: bool = False
    is_repeated: bool = False


def undelivered_sms(found: Undelivered, language: Language, link: str) -> str:
    """Return the text that calls somebody on duty to people who were not told."""
    language = Language.JA if language.is_japanese else Language.EN
    limit = TWO_PARTS - ucs2_units(link)
    prefix = mark(found.status, language)
    lines = []
    for where in [*listed([cut(area) for area in found.areas], language), ""]:
        place = f" {where}" if where else ""
        if language is Language.JA:
            again = _AGAIN_JA if found.is_repeated else ""
            what = f"{found.name}の訂正・取消" if found.is_correction else found.name
            said = f"{again}未達{found.people}人（{what}{place}）。送信記録を確かめてください。"
            lines.append(f"{prefix}{said}{_TAKE_JA if link else _TAKE_ON_THE_MAP_JA}")
        else:
            again = _AGAIN_EN if found.is_repeated else ""
            what = f"correction of {found.name}" if found.is_correction else found.name
            said = f"{again}{found.people} people NOT TOLD ({what}{place}). See the ledger. "
            lines.append(f"{prefix}{said}{_TAKE_EN if link else _TAKE_ON_THE_MAP_EN}")
    return _first_with_room_for_a_link(lines, limit)


def _lines(names: Sequence[str], stages_m: Sequence[float], language: Language) -> list[str]:
    """Return all stations in a line, then ever fewer, then one by a cut name."""
    places = [_place(*each, language) for each in zip(names, stages_m, strict=True)]
    shortest = [_place(cut(names[0]), stages_m[0], language), *places[1:]]
    return [*listed(places, language), list(listed(shortest, language))[-1]]


def _place(name: str, stage_m: float, language: Language) -> str:
    return wording(language).say("gauge.place", place=name, stage=f"{stage_m:.2f}")


def _first_with_room_for_a_link(texts: Sequence[str], limit: int) -> str:
    """Return the first text that is short enough, or the last, cut before where the link begins."""
    for text in texts:
        if ucs2_units(text) <= limit:
            return text
    return f"{cut_to(texts[-1], limit - 1)} "


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
