"""What JMA and river administrators announce: its names, its levels, and what is real of it.

The alert level (警戒レベル) here is another ladder than the gauge's; the two are never
mixed. Since 28 May 2026 the names carry their level; the names before are refused.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kawamori.errors import InvalidError
from kawamori.runs import Run, Status

NEW_NAMES_SINCE = date(2026, 5, 28)
AHEAD_AT_MOST = timedelta(minutes=5)  # of our clock: an issuer's may be a little before it


class Kind(StrEnum):
    """What is announced; an announcement replaces the one before of its kind and place."""

    FLOOD = "flood"  # 氾濫, by river: JMA together with the river's administrator
    HEAVY_RAIN = "heavy_rain"  # 大雨, by area, as all the others: JMA
    LANDSLIDE = "landslide"  # 土砂災害
    STORM_SURGE = "storm_surge"  # 高潮
    EARLY_NOTICE = "early_notice"  # 早期注意情報


class ControlStatus(StrEnum):
    """What the issuer marks a telegram as: drills and tests come by the same way."""

    NORMAL = "通常"
    DRILL = "訓練"
    TEST = "試験"


_MARK = {
    Status.ACTUAL: ControlStatus.NORMAL,
    Status.EXERCISE: ControlStatus.DRILL,
    Status.TEST: ControlStatus.TEST,
}


@dataclass(frozen=True, slots=True)
class OfficialName:
    """One name that is announced: ``in_force_since`` is None where it is older than the scheme."""

    code: str
    ja: str
    kind: Kind
    alert_level: int
    in_force_since: date | None


_SERIES = {
    Kind.FLOOD: "氾濫",
    Kind.HEAVY_RAIN: "大雨",
    Kind.LANDSLIDE: "土砂災害",
    Kind.STORM_SURGE: "高潮",
}
_STEPS = {2: "注意報", 3: "警報", 4: "危険警報", 5: "特別警報"}

NAMES = (
    OfficialName("early_notice", "早期注意情報", Kind.EARLY_NOTICE, 1, None),
    *(
        OfficialName(
            f"{kind}_{level}", f"レベル{level}{hazard}{step}", kind, level, NEW_NAMES_SINCE
        )
        for kind, hazard in _SERIES.items()
        for level, step in _STEPS.items()
    ),
)
_BY_NAME = {name: each for each in NAMES for name in (each.code, each.ja)}

# What each name says since 28 May 2026, where that can be said of the name alone.
_ABOLISHED = {
    "氾濫注意情報": "レベル2氾濫注意報",
    "氾濫警戒情報": "レベル3氾濫警報",
    "氾濫危険情報": "レベル4氾濫危険警報",
    "氾濫発生情報": "レベル5氾濫特別警報",
    "洪水注意報": "レベル2氾濫注意報 on a designated river, elsewhere レベル2大雨注意報",
    "洪水警報": "レベル3氾濫警報 on a designated river, elsewhere レベル3大雨警報",
    "土砂災害警戒情報": "レベル4土砂災害危険警報",
    "高潮警報": "レベル4高潮危険警報",
}
# A series without its number is not a name any more: these say which step is meant.
_UNNUMBERED = {
    each.ja.removeprefix(f"レベル{each.alert_level}"): each.ja
    for each in NAMES
    if each.in_force_since
}


@dataclass(frozen=True, slots=True)
class Announcement:
    """One piece of official information, as somebody hands it over.

    It covers ``rivers``, by the name that the stations give theirs, and ``areas``: the
    municipalities, or parts of one, it was issued for.
    """

    name: OfficialName
    issuer: str
    issued_at: datetime
    rivers: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    valid_until: datetime | None = None
    control_status: ControlStatus = ControlStatus.NORMAL
    source_text: str = ""
    source_url: str = ""

    def __post_init__(self) -> None:
        """Refuse what nobody could look up again, or hold against a station."""
        if not self.issuer.strip():
            raise InvalidError("official information has an issuer: say who announced it")
        if not (self.rivers or self.areas):
            raise InvalidError(f"{self.name.ja}: name the rivers or the areas that it covers")
        if not all(place.strip() for place in (*self.rivers, *self.areas)):
            raise InvalidError(f"{self.name.ja}: a river or an area has an empty name")
        if self.valid_until is not None and self.valid_until <= self.issued_at:
            raise InvalidError(
                f"{self.name.ja}: valid until {self.valid_until.isoformat()}, which is not after "
                f"its issue at {self.issued_at.isoformat()}"
            )


def find_name(given: str) -> OfficialName:
    """Return the name in force that was given, by its code or in Japanese.

    ``InvalidError`` names what an abolished one is called since May 2026.
    """
    plain = unicodedata.normalize("NFKC", given).replace(" ", "").strip()
    if found := _BY_NAME.get(plain):
        return found
    if new := _ABOLISHED.get(plain) or _UNNUMBERED.get(plain):
        raise InvalidError(
            f"{given!r} is not announced since {NEW_NAMES_SINCE.isoformat()}: it is {new} now"
        )
    raise InvalidError(
        f"{given!r} is no official information with an alert level: there are "
        + ", ".join(each.ja for each in NAMES)
    )


def mark_of(run: Run) -> ControlStatus:
    """Return how information is marked that counts in a run: 通常 in reality alone."""
    return _MARK[run.status]


def check_at(announcement: Announcement, run: Run, now: datetime) -> None:
    """Raise ``InvalidError`` unless this may be entered in a run when it is ``now`` there.

    A rehearsal takes nothing that is marked as real: it would be missing where it counts.
    """
    if run.status is not Status.ACTUAL and announcement.control_status is ControlStatus.NORMAL:
        raise InvalidError(
            f"run {run.run} is a rehearsal and takes {mark_of(run)}: what is real (通常) is "
            "entered without a run"
        )
    _refuse_ahead("issued_at", announcement.issued_at, now)


def check_lifting(lifted_at: datetime, issued_at: datetime, now: datetime) -> None:
    """Raise ``InvalidError`` unless what was issued then may be lifted then."""
    if lifted_at < issued_at:
        raise InvalidError(
            f"lifted_at {lifted_at.isoformat()} is before its issue at {issued_at.isoformat()}"
        )
    _refuse_ahead("lifted_at", lifted_at, now)


def _refuse_ahead(field: str, at: datetime, now: datetime) -> None:
    if at > now + AHEAD_AT_MOST:
        raise InvalidError(f"{field} {at.isoformat()} is after now, {now.isoformat()}")
