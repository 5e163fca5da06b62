"""An alert, the case of one station's high water, and the steps it may take.

Headquarters and the public each have their side of the same alert: headquarters
follows the level at once, the public follows what is confirmed. Each side is
raised, escalates, eases and is cleared on its own; the alert closes when both
are clear.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from kawamori.errors import ConflictError
from kawamori.levels import GaugeLevel


class Kind(StrEnum):
    """What a transition does."""

    RAISE = "raise"
    ESCALATE = "escalate"
    EASE = "ease"
    CLEAR = "clear"


class Audience(StrEnum):
    """Whose side of the alert a transition is on."""

    HQ = "hq"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of one side of an alert, and the reading that made it."""

    audience: Audience
    kind: Kind
    from_level: GaugeLevel
    to_level: GaugeLevel
    observed_at: datetime
    stage_m: float

    def __post_init__(self) -> None:
        """Refuse a step that goes nowhere or the wrong way.

        A clear may go anywhere: below the alert's level a river may rise as it ends.
        """
        upward = self.to_level > self.from_level
        rises = self.kind in (Kind.RAISE, Kind.ESCALATE)
        if self.kind is not Kind.CLEAR and (upward != rises or self.to_level == self.from_level):
            raise ConflictError(
                f"{self.kind} can't go from {self.from_level.name} to {self.to_level.name}"
            )


@dataclass(frozen=True, slots=True)
class Reading:
    """What a side of an alert is shown: a level, by the stage of one observation.

    ``after_silence`` says that the one before it is longer ago than a station may be quiet,
    ``keeps`` is the highest level whose threshold the stage is not clearly below;
    ``is_unsure`` that the level may not be the river's: a jump that waits, or past already.
    """

    level: GaugeLevel
    observed_at: datetime
    stage_m: float
    after_silence: bool = False
    keeps: GaugeLevel = GaugeLevel.NORMAL
    is_unsure: bool = False

    @property
    def stands(self) -> GaugeLevel:
        """The highest level that the river is not clearly below, whatever is believed of it."""
        return max(self.level, self.keeps)


@dataclass(frozen=True, slots=True)
class Terms:
    """From which level an alert stands, and how long below it before it is cleared.

    A river that falls for a moment and rises again is one flood: clearing waits
    until it has stood clearly below ``from_level`` for ``quiet_for``, by readings.
    Silence is not a reading: it clears nothing, and after it the quiet time begins anew.
    Where something else holds the all-clear back, ``may_clear`` is false. A level is eased
    when the river has stood clearly below it for ``ease_after``, by readings again.
    """

    from_level: GaugeLevel
    quiet_for: timedelta
    may_clear: bool = True
    ease_after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Side:
    """How far an alert has gone on one side.

    ``left`` has the levels it stands at that the river is clearly below now, and since
    when, the highest last: it may have left them, or only dip. ``is_unsure`` says that no
    reading that is believed has borne out the level.
    """

    audience: Audience
    is_open: bool = False
    level: GaugeLevel = GaugeLevel.NORMAL
    peak_level: GaugeLevel = GaugeLevel.NORMAL
    quiet_since: datetime | None = None
    left: tuple[tuple[GaugeLevel, datetime], ...] = ()
    is_unsure: bool = False

    def follow(self, reading: Reading, terms: Terms) -> tuple["Side", Transition | None]:
        """Return the side after a reading, and the step it took, if any.

        1. Without an alert, raise one at ``from_level`` or above.
        2. Remember since when the level has stood below.
        3. Clear after the quiet time; otherwise go up at once, and down to where the river
           has stood for long enough. A level that nothing bore out is left at once.
        """
        if not self.is_open:
            if reading.level < terms.from_level:
                return self, None
            return self._step(Kind.RAISE, reading, reading.level, None)
        low = reading.stands < terms.from_level
        known = None if reading.after_silence else self.quiet_since
        since = (known or reading.observed_at) if low else None
        if since and terms.may_clear and reading.observed_at - since >= terms.quiet_for:
            return self._step(Kind.CLEAR, reading, reading.level, since)
        if reading.level > self.level:
            return self._step(Kind.ESCALATE, reading, reading.level, since)
        left, unsure = self._left(reading), self.is_unsure and not self._bears_out(reading)
        ease_after = timedelta(0) if unsure else terms.ease_after
        for level, left_at in left:
            if reading.observed_at - left_at >= ease_after:
                return self._step(Kind.EASE, reading, GaugeLevel(level - 1), since)
        return replace(self, quiet_since=since, left=left, is_unsure=unsure), None

    def _left(self, reading: Reading) -> tuple[tuple[GaugeLevel, datetime], ...]:
        """Return the levels that the river is clearly below, and since when."""
        since = dict(self.left)
        return tuple(
            (level, since.get(level, reading.observed_at))
            for level in GaugeLevel
            if reading.stands < level <= self.level
        )

    def _bears_out(self, reading: Reading) -> bool:
        return reading.level >= self.level and not reading.is_unsure

    def _step(
        self, kind: Kind, reading: Reading, to_level: GaugeLevel, since: datetime | None
    ) -> tuple["Side", Transition]:
        step = Transition(
            self.audience, kind, self.level, to_level, reading.observed_at, reading.stage_m
        )
        is_open, unsure = kind is not Kind.CLEAR, kind is not Kind.EASE and reading.is_unsure
        peak = to_level if kind is Kind.RAISE else max(self.peak_level, to_level)
        left = tuple(each for each in self._left(reading) if each[0] <= to_level)
        return Side(self.audience, is_open, to_level, peak, since, left, unsure), step


@dataclass(frozen=True, slots=True)
class Alert:
    """The case of one station's high water, from the first raise to the last clear.

    ``supersedes`` is the number of an alert that gave way to this one.
    """

    alert_id: int
    opened_at: datetime
    supersedes: int | None = None
    hq: Side = Side(Audience.HQ)
    public: Side = Side(Audience.PUBLIC)

    @property
    def is_open(self) -> bool:
        """Whether either side still stands."""
        return self.hq.is_open or self.public.is_open

    def is_quiet(self, now: datetime, terms: Terms) -> bool:
        """Whether the public's side has been low for as long as clearing takes."""
        since = self.public.quiet_since
        return since is not None and now - since >= terms.quiet_for

    def follow(
        self, for_hq: Reading | None, for_public: Reading | None, terms: Terms
    ) -> tuple["Alert", list[Transition]]:
        """Return the alert after a reading, and the steps it took, headquarters' first.

        A side stays as it is while there is nothing to show it, and headquarters' is not
        cleared before the public's.
        """
        public, public_step = self.public, None
        if for_public is not None:
            public, public_step = self.public.follow(for_public, terms)
        if public.is_open:
            terms = replace(terms, may_clear=False)
        hq, hq_step = self.hq, None
        if for_hq is not None:
            hq, hq_step = self.hq.follow(for_hq, terms)
        steps = [step for step in (hq_step, public_step) if step]
        return replace(self, hq=hq, public=public), steps
