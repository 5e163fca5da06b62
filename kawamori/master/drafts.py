"""What a draft may be about, what speaks against one, and what is typed to publish it."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kawamori.errors import InvalidError

Values = dict[str, Any]  # as JSON holds them


class What(StrEnum):
    """What a draft would change."""

    STATION = "station"
    RETIREMENT = "retirement"
    THRESHOLDS = "thresholds"
    SENSOR = "sensor"
    PLAUSIBLE = "plausible"
    NEIGHBOUR = "neighbour"
    AREA = "area"
    VOICES = "voices"
    PHRASE = "phrase"
    POLICY = "policy"

    @property
    def name_ja(self) -> str:
        """What a person calls it."""
        return _NAMES_JA[self]

    @property
    def may_be_dated(self) -> bool:
        """Whether it can be published for a time that is to come."""
        return self not in (What.PLAUSIBLE, What.VOICES, What.POLICY)

    @property
    def is_tried(self) -> bool:
        """Whether it is tried on what was recorded before it is published."""
        return self in (What.THRESHOLDS, What.POLICY)


_NAMES_JA = {
    What.STATION: "観測所",
    What.RETIREMENT: "廃止",
    What.THRESHOLDS: "基準水位",
    What.SENSOR: "センサー",
    What.PLAUSIBLE: "測定範囲",
    What.NEIGHBOUR: "上下流",
    What.AREA: "地区",
    What.VOICES: "地区の観測所",
    What.PHRASE: "定型文",
    What.POLICY: "判定規則",
}
ORDER = list(What)  # in which the drafts of a file are published: a station before its neighbours


class Weight(StrEnum):
    """Whether a fault keeps a draft from being stored, or is for a person to think about."""

    WRONG = "wrong"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one value, said with the value and what to do."""

    field: str
    weight: Weight
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Proposed values as they would be stored, and what speaks against them."""

    values: Values
    faults: Sequence[Fault]

    @property
    def is_wrong(self) -> bool:
        """Whether any of it can't stand."""
        return any(fault.weight is Weight.WRONG for fault in self.faults)

    def refuse_wrong(self) -> None:
        """Raise ``InvalidError`` that tells of everything that can't stand."""
        wrong = [f"{f.field}: {f.ja} ({f.en})" for f in self.faults if f.weight is Weight.WRONG]
        if wrong:
            raise InvalidError("\n".join([*wrong, "保存していません (nothing was stored)"]))


@dataclass(frozen=True, slots=True)
class Difference:
    """One value before and after."""

    field: str
    before: Any
    after: Any


_ORDER = (  # in which fields are read, which JSON does not keep
    *("kind", "name", "name_en", "reading", "river", "lat", "lon", "mode", "tidal"),
    *("interval_min", "burst_min", "dormant_h", "gauge_zero_tp_m", "datum", "reference"),
    *("standby_m", "caution_m", "evacuation_m", "danger_m", "overflow_m", "release_m"),
    *("unit", "offset_m", "scale", "min_plausible", "max_plausible"),
    *("travel_min", "spread_min", "basis", "evidence"),
    *("municipality", "population", "households", "risk", "geometry", "station_ids"),
    *("ja", "ja-easy", "en", "zh", "zh-hant", "ko", "vi", "pt"),
    *("version", "rules", "withdrawn", "retired"),
)


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Difference]:
    """Return what differs, in the order of a form; all that is said where nothing stood."""
    old = before or {}
    fields = sorted({*after, *old}, key=lambda name: (*_ORDER, name).index(name))
    return [
        Difference(name, old.get(name), after.get(name))
        for name in fields
        if old.get(name) != after.get(name)
    ]


def phrase(what: What, name: str) -> str:
    """Return what a person types so that a draft goes live: 「川辺橋 基準水位」."""
    return f"{name} {what.name_ja}"


def check_typed(wanted: str, typed: str) -> None:
    """Raise ``InvalidError`` unless the phrase was typed; blanks and widths are no fault."""
    if _plain(typed) != _plain(wanted):
        raise InvalidError(
            f"公開するには「{wanted}」と入力してください (type 「{wanted}」 to publish)"
        )


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).strip("「」 \u3000").split())
