"""Silences: who may keep messages back, for how long, about what, up to which level.

Judging goes on under a silence, and alerts are recorded and shown with it. Only what
would leave waits, and is told when the silence ends if the alert still stands.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kawamori.errors import InvalidError, NotAllowedError
from kawamori.levels import GaugeLevel

LONGEST = timedelta(days=7)  # who needs longer says so again
COMMANDER = "commander"
COMMANDER_FROM = GaugeLevel.DANGER  # public safety: nobody else may keep danger back


class SilenceKind(StrEnum):
    """What a silence is for."""

    SILENCE = "silence"
    MAINTENANCE = "maintenance"  # work on a gauge: what it falls silent about is no news either


@dataclass(frozen=True, slots=True)
class Scope:
    """What a silence covers: one station, one river, or a whole network."""

    station_id: str | None = None
    river: str | None = None
    network: str | None = None

    def __post_init__(self) -> None:
        """Refuse a scope that is none, or several."""
        if sum(each is not None for each in (self.station_id, self.river, self.network)) != 1:
            raise InvalidError("a silence covers one station, one river or one network: name one")

    def __str__(self) -> str:
        """Return what is covered."""
        if self.station_id is not None:
            return f"station {self.station_id}"
        return f"river {self.river}" if self.river is not None else f"network {self.network}"


@dataclass(frozen=True, slots=True)
class Silence:
    """What a person keeps back; times are by the run's clock."""

    scope: Scope
    upto_level: GaugeLevel
    reason: str
    starts_at: datetime
    ends_at: datetime
    kind: SilenceKind = SilenceKind.SILENCE

    def __post_init__(self) -> None:
        """Refuse what nobody could answer for later."""
        if not self.reason.strip():
            raise InvalidError("a silence needs its reason")
        if self.upto_level < GaugeLevel.CAUTION:
            raise InvalidError(
                f"up to {self.upto_level.name.lower()}: nobody is told below caution as it is"
            )
        if not self.starts_at < self.ends_at <= self.starts_at + LONGEST:
            raise InvalidError(
                f"from {self.starts_at:%Y-%m-%dT%H:%MZ} until {self.ends_at:%Y-%m-%dT%H:%MZ}: "
                f"a silence ends after it begins, and within {LONGEST.days} days"
            )
        if self.kind is SilenceKind.MAINTENANCE and self.scope.station_id is None:
            raise InvalidError("maintenance is of one station: name it")

    def must_be_allowed(self, person: str, role: str) -> None:
        """Raise ``NotAllowedError`` where the level asks for more than a person's role."""
        if self.upto_level >= COMMANDER_FROM and role != COMMANDER:
            raise NotAllowedError(
                f"{role} {person} may not keep {self.upto_level.name.lower()} back: "
                f"from {COMMANDER_FROM.name.lower()} on a {COMMANDER} may"
            )
