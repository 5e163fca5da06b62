"""What one announcement says of one place: a name in force, or that it is over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kawamori.official import ControlStatus, Kind, OfficialName

CORRECTION, RETRACTION = "訂正", "取消"
NOT_LISTED = "気象庁の一覧に掲載されなくなりました（解除の発表は確認していません）"

Subject = tuple[ControlStatus, Kind, str]


@dataclass(frozen=True, slots=True)
class Places:
    """The city's own places, by JMA's codes: what its stations and areas are called here."""

    areas: Mapping[str, str] = field(default_factory=dict)
    rivers: Mapping[str, str] = field(default_factory=dict)

    def river(self, code: str, name: str) -> str | None:
        """Return our name of a river, by its code or by the name itself; None for a strange one."""
        return self.rivers.get(code) or next((r for r in self.rivers.values() if r == name), None)


@dataclass(frozen=True, slots=True)
class Report:
    """What an announcement says of itself."""

    issuer: str
    issued_at: datetime
    control_status: ControlStatus = ControlStatus.NORMAL
    info_type: str = "発表"
    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One kind at one place: ``name`` is what is in force from the report on, None that it ended.

    ``is_inferred`` where nobody said that it ended: it is not listed any more.
    """

    report: Report
    kind: Kind
    place: str
    name: OfficialName | None
    is_inferred: bool = False

    @property
    def subject(self) -> Subject:
        """Return what this replaces the word before of: a kind, a place, and how it is marked."""
        return self.report.control_status, self.kind, self.place

    @property
    def by_river(self) -> bool:
        """Return whether the place is a river; everything but floods goes by area."""
        return self.kind is Kind.FLOOD


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A part of an announcement that could not be read, with its words and the reason."""

    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """All that an announcement says of our places, and what in it could not be read."""

    said: tuple[Said, ...] = ()
    doubtful: tuple[Doubtful, ...] = ()


def together(parts: Iterable[Told]) -> Told:
    """Return several as one, the oldest report first."""
    parts = list(parts)
    said = sorted((s for part in parts for s in part.said), key=lambda s: s.report.issued_at)
    return Told(tuple(said), tuple(d for part in parts for d in part.doubtful))
