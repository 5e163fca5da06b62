"""What an engine said of one recorded gauge, in the numbers of ``gauges.csv``."""

from dataclasses import dataclass, field

from kawamori.alerts import Kind


@dataclass(frozen=True, slots=True)
class Change:
    """A transition: level n is ``leveln_m`` of ``gauges.csv``, 0 is below all.

    ``at_us`` is when it was knowable from the readings up to then, ``public`` whether
    residents would be told.
    """

    at_us: int
    kind: Kind
    from_level: int
    to_level: int
    public: bool
    stage_m: float
    reason: str = ""

    @property
    def rises(self) -> bool:
        """Whether it goes up."""
        return self.to_level > self.from_level


@dataclass(frozen=True, slots=True)
class Forewarning:
    """That a level will be reached, and when: early, likely and late, where that is said."""

    at_us: int
    level: int
    expected_us: int | None = None
    p10_us: int | None = None
    p90_us: int | None = None


@dataclass(slots=True)
class Outcome:
    """All that was said of one gauge, in order of time."""

    gauge_id: str
    changes: list[Change] = field(default_factory=list)
    warnings: list[Forewarning] = field(default_factory=list)
