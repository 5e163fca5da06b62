"""The words people read, by kind, level and language.

They say that a water level was reached, in the threshold's official name, and
nothing that only those entitled may say: no 警報, no 予報, no 警戒レベル, no order.
The decisive word comes first, because a phone shows only the beginning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from kawamori.alerts import Kind
from kawamori.calls import Cause
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
_AGAIN_JA, _AGAIN_EN = "応答なし・再連絡 ", "AGAIN: "
_TAKE_JA, _TAKE_EN = "対応者は次を開いて応答：", "Take it: "
_TAKE_ON_THE_MAP_JA, _TAKE_ON_THE_MAP_EN = "川守で応答してください。", "Answer it in Kawamori."


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


def sms(matter: Matter, language: Language) -> str:
    """Return the text of a short message, in two parts at the most.

    The station's name is cut only when nothing else fits: people must know where.
    """
    name = _named(matter.station_name, matter.station_name_en, language)
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


def gathered_sms(matters: Sequence[Matter], language: Language) -> str:
    """Return the text about several stations of one river, in two parts at the most."""
    if len(matters) == 1:
        return sms(matters[0], language)
    first = max(matters, key=lambda matter: matter.level)
    places = [(_named(m.station_name, m.station_name_en, language), m.stage_m) for m in matters]
    prefix, clock = _prefix(first.status, language), _clock(max(m.observed_at for m in matters))
    if language is Language.JA:
        head = f"{prefix}{first.level.name_ja}に到達しました。{first.river}{len(matters)}か所（"
        tail = f"）{clock}。{_ADVICE_JA[first.level]}"
    else:
        head = f"{prefix}{_NAMES_EN[first.level]} reached: {len(matters)} gauges ("
        tail = f") at {clock}. {_ADVICE_EN[first.level]}"
    return _first_that_fits(_lists(places, language, head, tail), TWO_PARTS)


def staff_sms(summons: Summons, language: Language, link: str) -> str:
    """Return the text that calls somebody on duty; ``link`` is sent right behind it.

    A single station is named with its river, several as the river and their number.
    """
    limit = TWO_PARTS - ucs2_units(link)
    first, many = summons.concerns[0], len(summons.concerns) > 1
    prefix, head = _prefix(summons.status, language), _cause(first, language)
    clock = _clock(max(concern.observed_at for concern in summons.concerns))
    places = [
        (
            _named(c.station_name, c.station_name_en, language) + _differs(c, first, language),
            c.stage_m,
        )
        for c in summons.concerns
    ]
    if language is Language.JA:
        prefix += _AGAIN_JA if summons.is_repeated else ""
        head = f"{summons.river} {len(places)}か所 {head}。" if many else f"{head} "
        tail = f" {clock}。{_TAKE_JA if link else _TAKE_ON_THE_MAP_JA}"
    else:
        prefix += _AGAIN_EN if summons.is_repeated else ""
        head = f"{head}, {len(places)} gauges: " if many else f"{head}: "
        tail = f" at {clock}. {_TAKE_EN if link else _TAKE_ON_THE_MAP_EN}"
    texts = list(_lists(places, language, prefix + head, tail))
    if language is Language.JA and not many:
        (name, stage_m), of_river = places[0], f"（{summons.river}）"
        texts[:0] = _lists([(name + of_river, stage_m)], language, prefix + head, tail)[:1]
    return _first_that_fits(texts, limit)


def _first_that_fits(texts: Sequence[str], limit: int) -> str:
    """Return the first text that is short enough, or the last, cut before where a link begins."""
    for text in texts:
        if ucs2_units(text) <= limit:
            return text
    cut = texts[-1]
    while ucs2_units(cut) > limit - 1:
        cut = cut[:-1]
    return f"{cut} "


def _lists(
    places: Sequence[tuple[str, float]], language: Language, head: str, tail: str
) -> list[str]:
    """Return a text with all places, then with ever fewer, then with one short name."""
    comma, more = ("、", "ほか") if language is Language.JA else (", ", " and more")
    metres = "m" if language is Language.JA else " m"
    texts = []
    for shown in range(len(places), 0, -1):
        named = comma.join(f"{name} {stage_m:.2f}{metres}" for name, stage_m in places[:shown])
        texts.append(f"{head}{named}{more if shown < len(places) else ''}{tail}")
    name, stage_m = places[0]
    more = more if len(places) > 1 else ""
    return [*texts, f"{head}{name[:LONGEST_CUT_NAME]}… {stage_m:.2f}{metres}{more}{tail}"]


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
    return ja if language is Language.JA else en


def _differs(concern: Concern, first: Concern, language: Language) -> str:
    """Return what is said beside a station's name where the text's head is not true of it."""
    said = _cause(concern, language)
    return "" if said == _cause(first, language) else f"［{said}］"


def _named(name: str, name_en: str, language: Language) -> str:
    return name_en if language is Language.EN and name_en else name


def _prefix(status: Status, language: Language) -> str:
    return _PREFIXES[status] + ("" if language is Language.JA else _PREFIXES_EN[status])


def ucs2_units(text: str) -> int:
    """Return how many UCS-2 units a text takes; an emoji takes two."""
    return len(text.encode("utf-16-be")) // 2


def _japanese(matter: Matter, name: str, river: str) -> str:
    head = f"{matter.level.name_ja}に到達しました。"
    advice = _ADVICE_JA[matter.level]
    if matter.kind is Kind.CLEAR:
        head, advice = _CLEAR_JA, _CLEAR_ADVICE_JA
    where = f"{name}{river}{matter.stage_m:.2f}m {_clock(matter.observed_at)}。"
    return f"{_prefix(matter.status, Language.JA)}{head}{where}{advice}"


def _english(matter: Matter, name: str, _river: str) -> str:
    head = f"{_NAMES_EN[matter.level]} reached: "
    advice = _ADVICE_EN[matter.level]
    if matter.kind is Kind.CLEAR:
        head, advice = f"{_CLEAR_EN} ", _ADVICE_EN[GaugeLevel.NORMAL]
    where = f"{name} {matter.stage_m:.2f} m at {_clock(matter.observed_at)}. "
    return f"{_prefix(matter.status, Language.EN)}{head}{where}{advice}"


def _clock(at: datetime) -> str:
    return at.astimezone(JST).strftime("%H:%M")
